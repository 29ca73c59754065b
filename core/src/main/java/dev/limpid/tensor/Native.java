package dev.limpid.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads LibTorch once, with the settings without which it misbehaves inside a JVM, so that an embedding application needs
 * no flags and no environment.
 */
final class Native {
    private static final Logger LOG = LoggerFactory.getLogger(Native.class);

    private Native() {}

    /** Loads the natives if they are not loaded yet. Every entry into LibTorch goes through a class that calls this. */
    static void load() {
        Holder.loaded();
    }

    /** What JavaCPP must know before it loads anything, unless the embedding application has said otherwise. */
    static void configure() {
        // JavaCPP would refuse to allocate once the process exceeds 4 x -Xmx, but tensors do not live in the heap.
        setIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        setIfAbsent("org.bytedeco.javacpp.maxBytes", "0");
        if (!LibTorch.isHome(System.getProperty("user.home"))) {
            // It would unpack the natives into a folder "?" beside the caller's files.
            Path home = LibTorch.home();
            Path folder = Files.isWritable(home) ? home : Path.of(System.getProperty("java.io.tmpdir"));
            setIfAbsent("org.bytedeco.javacpp.cachedir", folder + "/.javacpp/cache/");
        }
    }

    /** LibTorch looks at the digits that a variable begins with, and takes its own number where there are none. */
    private static boolean isNumber(@Nullable String value) {
        return value != null && value.strip().matches("[1-9].*");
    }

    private static void setIfAbsent(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }

    private static final class Holder {
        private static final String[] EXTENSIONS = {"", "-gpu"};
        /** Read by LibTorch's convolutions when the first of them runs. */
        private static final String PRIMITIVES = "ONEDNN_PRIMITIVE_CACHE_CAPACITY";
        /** Read when LibTorch first allocates. */
        private static final String HUGE_PAGES = "THP_MEM_ALLOC_ENABLE";
        /** Read in each thread by its first operation, unless the program has said a number; the first that is set counts. */
        private static final List<String> THREADS = List.of("MKL_NUM_THREADS", "OMP_NUM_THREADS");

        static {
            configure();
            if (System.getenv("OMP_WAIT_POLICY") == null) {
                LOG.info("OMP_WAIT_POLICY is not set: where other programs use the cores too, OMP_WAIT_POLICY=passive"
                        + " and GOMP_SPINCOUNT=1000 avoid threads that wait spinning");
            }
            requireNatives();
            extractFirst("torch_cpu");
            Loader.load(torch.class);
            // It would keep up to 1024 programs, one for each layer and shape of image, half a megabyte each. A
            // network and its gradient have some 150: with 128, an iteration in two threads took 1.4 times as long.
            if (!torch.has_env(PRIMITIVES)) {
                torch.set_env(PRIMITIVES, "256");
            }
            // Arrays of more than 32 MiB come from the system and go back each time. In pages of 4 KiB that took
            // two thirds of the time of a data step on a photograph of four megapixels.
            if (!torch.has_env(HUGE_PAGES)) {
                torch.set_env(HUGE_PAGES, "1");
            }
            if (THREADS.stream().map(System::getenv).noneMatch(Native::isNumber)) {
                Cores.usable().ifPresent(cores -> torch.set_env("OMP_NUM_THREADS", Integer.toString(cores)));
            }
            // No convolution of ours suits NNPACK; in one thread, on a processor that it does not know,
            // LibTorch would write a line for each of those by 1 × 1.
            torch.globalContext().setUserEnabledNNPACK(false);
            // OpenBLAS's own threads spin beside OpenMP's; LibTorch parallelises above it.
            openblas_nolapack.blas_set_num_threads(1);
        }

        private static void requireNatives() {
            String library = System.mapLibraryName("jnitorch");
            for (String extension : EXTENSIONS) {
                if (torch.class.getResource("/org/bytedeco/pytorch/" + Loader.getPlatform() + extension + "/" + library)
                        != null) {
                    return;
                }
            }
            throw new UnsatisfiedLinkError(
                    "LibTorch for " + Loader.getPlatform()
                            + " is not on the class path; it exists for linux-x86_64, macosx-arm64, macosx-x86_64 and windows-x86_64");
        }

        /**
         * Unpacks a library before anything is loaded. JavaCPP loads libtorch before it unpacks the libtorch_cpu beside it,
         * so that on a first run the linker would take another version from the system, if one is installed, and crash.
         */
        private static void extractFirst(String library) {
            String file = System.mapLibraryName(library);
            for (String extension : EXTENSIONS) {
                String resource = "/org/bytedeco/pytorch/" + Loader.getPlatform() + extension + "/" + file;
                if (torch.class.getResource(resource) != null) {
                    try {
                        Loader.cacheResource(torch.class, resource);
                    } catch (IOException e) {
                        throw new UncheckedIOException("LibTorch could not be unpacked: " + e.getMessage(), e);
                    }
                }
            }
        }

        static void loaded() {}
    }
}
