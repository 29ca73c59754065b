package dev.limpid.io;

import java.io.IOException;

/** A file that needs more than the virtual machine has fails alone. */
final class MachineLimits {
    private MachineLimits() {}

    /** Reads something of a file. */
    interface Reading<T> {
        T run() throws IOException;
    }

    /** @throws IOException naming the file, also where Java's heap or its stack is too small for it */
    static <T> T within(String name, Reading<T> reading) throws IOException {
        try {
            return reading.run();
        } catch (OutOfMemoryError e) {
            throw heap(name, e);
        } catch (StackOverflowError e) {
            throw new IOException(name + ": cannot be decoded: it is nested too deeply", e);
        }
    }

    /** The refusal of a file whose pixels are too many for the heap. */
    static IOException heap(String name, Throwable e) {
        return new IOException(
                name + ": its pixels do not fit into Java's heap of "
                        + (Runtime.getRuntime().maxMemory() >> 20) + " MiB; start java with a larger -Xmx",
                e);
    }
}
