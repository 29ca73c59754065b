package dev.limpid.tensor;

import org.bytedeco.javacpp.Pointer;

/** How much native memory is held from Java, for leak tests. */
public final class NativeObjects {
    private NativeObjects() {}

    /** Native objects that have an owner in Java which has not let go of them. */
    public static long alive() {
        return Pointer.totalCount();
    }

    /** Those after the collector has freed what only forgotten objects held; asks it until there are at most so many, for a second. */
    public static long aliveAfterCollection(long most) throws InterruptedException {
        for (int i = 0; i < 20 && alive() > most; i++) {
            System.gc();
            Thread.sleep(50);
            Pointer.deallocateReferences();
        }
        return alive();
    }
}
