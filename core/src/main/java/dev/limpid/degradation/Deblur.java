package dev.limpid.degradation;

import dev.limpid.io.AdvisedException;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.tensor.Rng;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Images are blurred by a kernel that is known. Two tasks, which differ in the kernel that is drawn. Protocol, as in the paper: the
 * image is mirrored beyond its border.
 */
public record Deblur(
        Task task,
        Boundary boundary,
        DrawnKernel drawn,
        @Nullable BlurKernel kernel) implements Blurred {
    public static final Option<Path> PSF = Option.path(
            "psf",
            "FILE",
            "kernel",
            Option.Content.KERNEL,
            "Deblurring: the blur kernel, as PNG, TIFF or NPY: the weights of a pixel's neighbours. The picture"
                    + " of a point source is that turned by 180 degrees. Blind deblurring takes none but to simulate.");

    public static final Option<Boundary> BOUNDARY = Option.of(
            "boundary",
            "NAME",
            Boundary::named,
            "Deblurring: what the blur saw beyond the image's border.",
            "  reflect    the image mirrored, as published",
            "  valid      the scene, which goes on, as in any photograph; the result is larger than the picture by the"
                    + " kernel's size less 1",
            "  replicate  the border's pixels repeated",
            "  circular   the opposite border, as blurs by Fourier transform do",
            "  zero       mid-gray",
            "Default: reflect; a notice says so.");

    public static final Task GAUSSIAN = new Known(
            "gaussian-deblur",
            "Remove a soft blur",
            "the images were blurred by a Gaussian",
            DrawnKernel.Gaussian::protocol);

    public static final Task MOTION = new Known(
            "motion-deblur",
            "Remove a known motion blur",
            "the camera moved in a known way",
            DrawnKernel.Motion::protocol);

    private static final String FILE = "kernel.npy";

    private static final class Known extends Task {
        private final String words;
        private final IntFunction<DrawnKernel> protocol;

        Known(String name, String words, String summary, IntFunction<DrawnKernel> protocol) {
            super(name, summary, PSF, BOUNDARY);
            this.words = words;
            this.protocol = protocol;
        }

        @Override
        public String words() {
            return words;
        }

        @Override
        public Class<? extends ParametricOperator> operator() {
            return Blur.class;
        }

        @Override
        public Optional<NoiseSetting> ownNoise() {
            return Optional.of(NoiseSetting.UNSAID);
        }

        @Override
        public String classical() {
            return "wiener";
        }

        @Override
        public Degradation make(Request request) throws IOException {
            Optional<Path> psf = request.values().get(PSF);
            BlurKernel kernel = psf.isEmpty() ? null : PsfFile.read(psf.get(), request.files(), request.notices());
            return new Deblur(this, boundary(request), protocol.apply(request.side()), kernel);
        }

        @Override
        public Degradation read(MeasurementReader files) throws IOException {
            BlurKernel kernel = files.kernel("kernel", FILE);
            return new Deblur(this, files.constant("boundary", Boundary.class), protocol.apply(1), kernel);
        }

        @Override
        public void requireEnough(Values values) {
            if (!values.has(PSF)) {
                throw new AdvisedException(
                        "deblurring a measurement needs ",
                        "--psf FILE, its blur kernel; or give clean images and --simulate",
                        "its blur kernel");
            }
        }
    }

    /** The boundary that is given, or the protocol's; that a picture was taken for mirrored is noted. */
    static Boundary boundary(Task.Request request) {
        Optional<Boundary> given = request.values().get(BOUNDARY);
        if (given.isEmpty() && !request.simulated()) {
            request.notices()
                    .add("taken as mirrored beyond its border; a photograph's scene goes on there: --boundary valid");
        }
        return given.orElse(Boundary.REFLECT);
    }

    @Override
    public Drawn draw(int height, int width, Rng rng) {
        Blur a = blur(blurring(rng), height, width);
        return new Drawn(this, a, files -> files.kernel("kernel", FILE, a.kernel()));
    }

    @Override
    public Deblur reduced(BlurKernel made, int factor) {
        return new Deblur(task, boundary, drawn, Reduced.kernel(made, factor));
    }
}
