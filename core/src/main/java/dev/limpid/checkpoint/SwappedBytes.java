package dev.limpid.checkpoint;

import dev.limpid.tensor.DType;
import dev.limpid.tensor.Tensor;
import java.nio.ByteBuffer;

/** Values of a machine that wrote their highest byte first. */
final class SwappedBytes {
    private SwappedBytes() {}

    /** Turns the bytes of every value of a contiguous CPU tensor round. */
    static void swap(Tensor values) {
        int width = width(values.type());
        long length = values.count() * values.type().bytes();
        for (long done = 0; done < length; ) {
            ByteBuffer piece = values.bytes(done);
            swap(piece, width);
            done += piece.limit();
        }
    }

    /** The numbers that are turned round: a complex number is two real ones. */
    private static int width(DType type) {
        return type == DType.COMPLEX64 || type == DType.COMPLEX128 ? type.bytes() / 2 : type.bytes();
    }

    private static void swap(ByteBuffer piece, int width) {
        for (int at = 0; at < piece.limit(); at += width) {
            switch (width) {
                case 1 -> {
                    return;
                }
                case 2 -> piece.putShort(at, Short.reverseBytes(piece.getShort(at)));
                case 4 -> piece.putInt(at, Integer.reverseBytes(piece.getInt(at)));
                case 8 -> piece.putLong(at, Long.reverseBytes(piece.getLong(at)));
                default -> throw new IllegalArgumentException("values of " + width + " bytes");
            }
        }
    }
}
