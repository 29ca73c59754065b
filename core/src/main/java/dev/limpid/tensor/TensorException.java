package dev.limpid.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/** LibTorch refused an operation: names the operation, the operands' shapes and the first line of the native message. */
public final class TensorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TensorException(String operation, RuntimeException cause, Tensor... operands) {
        super(message(operation, cause, operands), cause);
    }

    private static String message(String operation, RuntimeException cause, Tensor... operands) {
        String shapes = Arrays.stream(operands)
                .map(t -> t.isClosed() ? "closed" : Arrays.toString(t.shape()))
                .collect(Collectors.joining(", "));
        // The native message goes on with some twenty C++ frames.
        String firstLine =
                String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return operation + "(" + shapes + "): " + firstLine;
    }
}
