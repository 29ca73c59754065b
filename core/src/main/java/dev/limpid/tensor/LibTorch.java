package dev.limpid.tensor;

import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.global.torch;

/** Facts of the engine, for records of runs. */
public final class LibTorch {
    private LibTorch() {}

    /** The widest vector instructions that it uses on this processor, such as {@code AVX2}. */
    public static String instructions() {
        Native.load();
        try (BytePointer name = torch.get_cpu_capability()) {
            return name.getString();
        }
    }

    /**
     * The user's folder, below which the natives are unpacked and files of a user's own are looked for: Java's {@code user.home}. A
     * user whom the system does not list, as in many containers, has none there; then it is {@code $HOME}, and without that the folder
     * of temporary files.
     */
    public static Path home() {
        return home(System.getProperty("user.home"), System.getenv());
    }

    static Path home(String ofJava, Map<String, String> environment) {
        if (isHome(ofJava)) {
            return Path.of(ofJava);
        }
        String home = environment.getOrDefault("HOME", "");
        return Path.of(isHome(home) ? home : System.getProperty("java.io.tmpdir"));
    }

    /** Java says {@code ?} of users whom the system does not list, and containers give them the root of all files. */
    static boolean isHome(String folder) {
        return folder.length() > 1 && Path.of(folder).isAbsolute();
    }

    /**
     * The processor's cores, or as many of its threads as this process may use where those are fewer; elsewhere than on Linux those threads. An
     * operation takes one of its own for each, unless {@code OMP_NUM_THREADS} says otherwise.
     */
    public static int cores() {
        return Cores.usable().orElseGet(Runtime.getRuntime()::availableProcessors);
    }

    /**
     * Gives memory of tensors that were freed back to the system, which the C library keeps else, for work of another kind. It takes
     * some tens of milliseconds, in which no thread can make tensors; those of the same sizes take longer afterwards. Only
     * glibc does so.
     */
    public static void giveMemoryBack() {
        Native.load();
        Pointer.trimMemory();
    }

    /** The number of threads that one operation may use. */
    public static int threads() {
        Native.load();
        return torch.get_num_threads();
    }

    /** The number of threads that one operation of the calling thread may use from now on; other threads keep theirs. */
    public static void useThreads(int threads) {
        Native.load();
        torch.set_num_threads(threads);
    }
}
