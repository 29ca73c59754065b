package dev.limpid.degradation;

import dev.limpid.io.AdvisedException;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.tensor.Rng;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Images are blurred by a kernel that is sought together with them. Protocol: that of motion deblurring, with the kernel centred,
 * because nothing tells how kernel and image are shifted against each other.
 *
 * @param kernel makes the measurement, or null where it is drawn; of a picture that was measured, any of the size that is tried
 *     first
 * @param size taps of the kernel that is sought, in each direction, or null to find them out
 */
public record BlindDeblur(
        Boundary boundary,
        DrawnKernel drawn,
        @Nullable BlurKernel kernel,
        @Nullable Integer size) implements Blurred {
    public static final Option<Integer> KERNEL_SIZE = Option.of(
                    "kernel-size",
                    "N",
                    BlindDeblur::parseSize,
                    "Blind deblurring and turbulence: taps of the unknown kernel in each direction, an odd number.",
                    "Default: a quarter of the image's side, or 45 where that is above 256 pixels; blind-pgd tries more where that explains"
                            + " too little of the picture.")
            .withUse(Option.Use.SEEKS);

    public static final Task TASK =
            new Task("blind-deblur", "the camera moved in an unknown way", Deblur.PSF, KERNEL_SIZE, Deblur.BOUNDARY) {
                @Override
                public String words() {
                    return "Remove camera shake";
                }

                @Override
                public List<Option<?>> simulating() {
                    return List.of(Deblur.PSF);
                }

                @Override
                public Class<? extends ParametricOperator> operator() {
                    return KernelBlur.class;
                }

                @Override
                public String classical() {
                    return "wiener";
                }

                @Override
                public Optional<NoiseSetting> ownNoise() {
                    return Optional.of(NoiseSetting.UNSAID);
                }

                @Override
                public String localSolver() {
                    return "blind-hqs";
                }

                @Override
                public String solver() {
                    return "blind-pgd";
                }

                @Override
                public Degradation make(Request request) throws IOException {
                    Integer size = request.values().get(KERNEL_SIZE).orElse(null);
                    Boundary boundary = Deblur.boundary(request);
                    BlurKernel kernel = request.simulated() ? truth(request) : any(size, request.side());
                    return new BlindDeblur(boundary, DrawnKernel.Motion.protocol(request.side()), kernel, size);
                }

                @Override
                public Degradation read(MeasurementReader files) {
                    Boundary boundary = files.constant("boundary", Boundary.class);
                    int height = files.record().height();
                    int width = files.record().width();
                    int taps = KernelSize.first(height, width);
                    if (boundary == Boundary.VALID) {
                        // The size of y tells it.
                        taps = files.whole("kernelSize", KernelSize.LEAST, Integer.MAX_VALUE);
                        KernelSize.require("operator.kernelSize", taps, height, width);
                    }
                    Integer size = files.values().get(KERNEL_SIZE).orElse(null);
                    return new BlindDeblur(
                            boundary, DrawnKernel.Motion.protocol(1), BlurKernel.delta(taps, taps), size);
                }

                @Override
                public void requireEnough(Values values) {
                    if (values.has(Deblur.PSF)) {
                        throw new AdvisedException(
                                "blind-deblur finds the kernel itself; one that is known goes with",
                                " --task gaussian-deblur or motion-deblur, or with clean images and --simulate",
                                " gaussian-deblur or motion-deblur");
                    }
                }
            };

    private static int parseSize(String text) {
        int size = Option.whole("kernel-size", text);
        if (size < KernelSize.LEAST || size % 2 == 0) {
            throw new IllegalArgumentException("kernel-size must be odd, so that a kernel has a middle, and "
                    + KernelSize.LEAST + " or more, got " + size);
        }
        return size;
    }

    private static @Nullable BlurKernel truth(Task.Request request) throws IOException {
        Optional<Path> psf = request.values().get(Deblur.PSF);
        if (psf.isEmpty()) {
            return null;
        }
        BlurKernel kernel = PsfFile.read(psf.get(), request.files(), request.notices());
        return square(kernel, psf.get(), request.side());
    }

    /** As kernels that are sought are: with as many rows as columns, and a tap in the middle. */
    private static BlurKernel square(BlurKernel kernel, Path psf, int side) throws IOException {
        int size = Math.max(KernelSize.LEAST, Math.max(kernel.height(), kernel.width()) | 1);
        if (size > KernelSize.most(side, side)) {
            throw new IOException(psf + ": a kernel of " + kernel.width() + "x" + kernel.height()
                    + " is larger than the image of " + side + "x" + side);
        }
        return kernel.within(size, size);
    }

    private static BlurKernel any(@Nullable Integer size, int side) {
        if (size == null) {
            int first = KernelSize.first(side, side);
            return BlurKernel.delta(first, first);
        }
        KernelSize.require("--kernel-size", size, side, side);
        return BlurKernel.delta(size, size);
    }

    @Override
    public Task task() {
        return TASK;
    }

    @Override
    public Drawn draw(int height, int width, Rng rng) {
        BlurKernel truth = kernel == null ? blurring(rng).centred() : kernel;
        Blur a = blur(truth, height, width);
        return new Drawn(
                this,
                a,
                files -> files.kernel("trueKernel", "true-kernel.npy", truth), // nothing reads it
                sought(truth.height(), height, width));
    }

    @Override
    public BlindDeblur reduced(BlurKernel made, int factor) {
        int taps = Math.max(KernelSize.LEAST, Reduced.taps(made.height(), factor));
        Integer sought = size == null ? null : Integer.valueOf(Math.max(KernelSize.LEAST, Reduced.taps(size, factor)));
        return new BlindDeblur(boundary, drawn, BlurKernel.delta(taps, taps), sought);
    }

    /** @param made taps of the kernel that made the measurement */
    private Sought sought(int made, int height, int width) {
        if (boundary == Boundary.VALID) {
            if (size != null && size != made) {
                throw new IllegalArgumentException("--kernel-size is " + size
                        + ", but the measurement is smaller than the image by a kernel of " + made + "x" + made);
            }
            // Each size would take another part of the picture.
            return new Kernel(boundary, made, height, width, false);
        }
        if (size != null) {
            KernelSize.require("--kernel-size", size, height, width);
            return new Kernel(boundary, size, height, width, false);
        }
        return new Kernel(boundary, KernelSize.first(height, width), height, width, true);
    }

    /**
     * A kernel that is sought.
     *
     * @param grows whether its size is a guess
     */
    private record Kernel(Boundary boundary, int size, int height, int width, boolean grows) implements Sought {
        @Override
        public KernelBlur a() {
            return KernelBlur.same(boundary, size, height, width);
        }

        @Override
        public Sought holding(int taps) {
            int odd = taps | 1;
            return grows && odd > size && odd <= KernelSize.most(height, width)
                    ? new Kernel(boundary, odd, height, width, true)
                    : this;
        }

        @Override
        public Optional<Sought> larger() {
            OptionalInt next = grows ? KernelSize.after(size, height, width) : OptionalInt.empty();
            return next.isPresent()
                    ? Optional.of(new Kernel(boundary, next.getAsInt(), height, width, true))
                    : Optional.empty();
        }
    }
}
