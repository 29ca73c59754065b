package dev.limpid.tensor;

import java.util.Objects;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.global.torch;

/** Facts of the engine, for records of runs. */
public final class LibTorch {
    private LibTorch() {}

    /** Versions of LibTorch and of its Java binding, such as {@code 2.10.0-1.5.13}; does not load them. */
    public static String version() {
        return Objects.requireNonNullElse(torch.class.getPackage().getImplementationVersion(), "unknown");
    }

    /** The widest vector instructions that it uses on this processor, such as {@code AVX2}. */
    public static String instructions() {
        Native.load();
        try (BytePointer name = torch.get_cpu_capability()) {
            return name.getString();
        }
    }

    /** The number of threads that one operation may use. */
    public static int threads() {
        Native.load();
        return torch.get_num_threads();
    }
}
