package dev.limpid.tensor;

import org.bytedeco.pytorch.global.torch.ScalarType;

/** Element types that files and tensors use. Arithmetic is done in {@link #FLOAT32}, coefficients in {@link #FLOAT64}. */
public enum DType {
    FLOAT32(ScalarType.Float, 4),
    FLOAT64(ScalarType.Double, 8),
    FLOAT16(ScalarType.Half, 2),
    BFLOAT16(ScalarType.BFloat16, 2),
    INT64(ScalarType.Long, 8),
    INT32(ScalarType.Int, 4),
    INT16(ScalarType.Short, 2),
    INT8(ScalarType.Char, 1),
    UINT8(ScalarType.Byte, 1),
    BOOL(ScalarType.Bool, 1),
    COMPLEX64(ScalarType.ComplexFloat, 8),
    COMPLEX128(ScalarType.ComplexDouble, 16);

    private final ScalarType handle;
    private final int bytes;

    DType(ScalarType handle, int bytes) {
        this.handle = handle;
        this.bytes = bytes;
    }

    /** Size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    ScalarType handle() {
        return handle;
    }

    static DType of(ScalarType type) {
        for (DType t : values()) {
            if (t.handle.value == type.value) {
                return t;
            }
        }
        throw new IllegalArgumentException("element type " + type + " is not supported");
    }
}
