package dev.limpid.tensor;

import org.bytedeco.javacpp.Pointer;

/** How much native memory is held from Java, for leak tests. */
public final class NativeObjects {
    private NativeObjects() {}

    /** Native objects that have an owner in Java which has not let go of them. */
    public static long alive() {
        return Pointer.totalCount();
    }
}
