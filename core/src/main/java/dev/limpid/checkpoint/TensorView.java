package dev.limpid.checkpoint;

import dev.limpid.checkpoint.PickleValue.Storage;
import java.util.Arrays;

/** A view of a storage: element (i_0, i_1, …) is at offset + Σ i_d · stride_d. */
final class TensorView implements PickleValue {
    static final int MAX_DIMENSIONS = 16;

    /** Bytes of a complex number in double precision. */
    private static final long MAX_ELEMENT = 16;

    final Storage storage;
    final long offset;
    final long[] shape;
    final long[] stride;

    TensorView(Storage storage, long offset, long[] shape, long[] stride) {
        if (shape.length != stride.length) {
            throw new IllegalArgumentException(
                    "a tensor of " + shape.length + " sizes and " + stride.length + " strides");
        }
        if (offset < 0 || !within(storage.count(), offset, shape, stride)) {
            throw new IllegalArgumentException("a tensor that reaches beyond its " + storage.count() + " values");
        }
        this.storage = storage;
        this.offset = offset;
        this.shape = shape;
        this.stride = stride;
    }

    long count() {
        long count = 1;
        for (long size : shape) {
            count *= size;
        }
        return count;
    }

    /** How many values of the storage lie between the first and the last element, both included. */
    long span() {
        return count() == 0 ? 0 : 1 + lastIndex(shape, stride);
    }

    /** Where the first element is among the values of the storage's record. */
    long begin() {
        return storage.begin() + offset;
    }

    /** Bytes of memory that reading it takes: the copy, or the stretch of the file that it is picked from. */
    long bytes() {
        return Math.max(count(), span()) * storage.type().bytes();
    }

    boolean isContiguous() {
        long expected = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            if (shape[d] != 1 && stride[d] != expected) {
                return false;
            }
            expected *= shape[d];
        }
        return true;
    }

    private static boolean within(long available, long offset, long[] shape, long[] stride) {
        try {
            // Without the sizes of 0: LibTorch multiplies the others for the strides.
            long positive = 1;
            for (int d = 0; d < shape.length; d++) {
                if (shape[d] < 0 || stride[d] < 0) {
                    return false;
                }
                positive = Math.multiplyExact(positive, Math.max(1, shape[d]));
            }
            // In bytes the count must be a long, too.
            Math.multiplyExact(positive, MAX_ELEMENT);
            return Arrays.stream(shape).anyMatch(size -> size == 0)
                    ? offset <= available
                    : Math.addExact(offset, lastIndex(shape, stride)) < available;
        } catch (ArithmeticException e) {
            return false;
        }
    }

    private static long lastIndex(long[] shape, long[] stride) {
        long last = 0;
        for (int d = 0; d < shape.length; d++) {
            last = Math.addExact(last, Math.multiplyExact(shape[d] - 1, stride[d]));
        }
        return last;
    }
}
