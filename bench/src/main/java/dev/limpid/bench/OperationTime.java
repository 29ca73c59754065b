package dev.limpid.bench;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The time of an operation on operands of the same shapes.
 *
 * @param name LibTorch's
 * @param shapes of the operands
 * @param calls in an iteration
 * @param millis in an iteration
 * @param flop in an iteration: 2 for each multiply-add of convolutions, linear maps, attention and their gradients, without what
 *     is computed again; 0 for other operations
 */
record OperationTime(String name, List<List<Long>> shapes, double calls, double millis, double flop) {
    OperationTime {
        shapes = List.copyOf(shapes);
    }

    Kind kind() {
        return Kind.of(name);
    }

    /** The name and the shapes. */
    String layer() {
        return name + " "
                + shapes.stream()
                        .map(shape -> shape.stream().map(String::valueOf).collect(Collectors.joining(" × ")))
                        .collect(Collectors.joining(", "));
    }

    /** Operations of a call on such operands. */
    static double flop(String name, long[] result, List<long[]> operands) {
        return switch (name) {
            case "conv2d" -> 2.0 * count(result) * count(operands.get(1)) / operands.get(1)[0];
            case "conv2d backward" -> 2.0 * count(operands.get(0)) * count(operands.get(1)) / operands.get(1)[0];
            case "linear" -> 2.0 * count(result) * operands.get(1)[1];
            case "linear backward" -> 2.0 * count(operands.get(0)) * operands.get(1)[1];
            case "attention backward" -> 8.0 * count(operands.get(0)) * operands.get(0)[2];
            case "attention" -> 4.0 * count(operands.get(0)) * operands.get(1)[2];
            default -> 0;
        };
    }

    private static long count(long... shape) {
        return LongStream.of(shape).reduce(1, (a, b) -> a * b);
    }

    /** Purposes of operations, by the names that Limpid and PyTorch give them. */
    enum Kind {
        CONVOLUTION("convolutions", ".*conv.*"),
        NORMALISATION("normalisation, SiLU", ".*(group_norm|silu).*"),
        ATTENTION("attention, linear maps", ".*(attention|softmax|bmm|linear|addmm|matmul|aten::mm|einsum).*"),
        RESAMPLING("resampling", ".*(upsample|pool).*"),
        REST("sums, copies, the optimiser", ".*");

        private final String label;
        private final String names;

        Kind(String label, String names) {
            this.label = label;
            this.names = names;
        }

        String label() {
            return label;
        }

        static Kind of(String name) {
            for (Kind kind : values()) {
                if (name.matches(kind.names)) {
                    return kind;
                }
            }
            return REST;
        }
    }
}
