package dev.limpid.solver;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.blur.KernelEquations;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kernel among those that several starts find with which {@link Hqs} leaves the whitest residual. */
final class WhitestKernel {
    /** The starts: every one of these shares of the taps with every one of these ridges. */
    private static final double[] SIZES = {1, 0.7, 0.5};

    private static final double[] RIDGES = {0.03, 0.1, 0.3};

    /** λ of the edges of HQS's image, in the units of a [0, 1] image, and the ridge of the kernel between them and y. */
    private static final double REFINING_EDGES = 2e-3;

    private static final double REFINING_RIDGE = 0.1;

    /**
     * A largest tap of this weight is a sharp picture's if the kernel does not explain the measurement either: kernels that were found in
     * sharp tune photographs had 0.27 to 0.40, those found in blurred ones 0.05 to 0.17.
     */
    private static final double DOUBTFUL_SHARE = 0.2;

    /** Times the noise that a kernel may leave of the measurement: in sharp tune photographs 1.12 to 2.15, in blurred ones 1.05 at most. */
    private static final double EXPLAINED = 1.08;

    private final DiffusionPrior prior;
    private final BlindHqs.Config config;
    private final KernelBlur a;
    private final Tensor y;
    private final double noise;
    private final double noiseLevel;
    private final Run run;

    WhitestKernel(DiffusionPrior prior, BlindHqs.Config config, KernelBlur a, Measurement measurement, Run run) {
        this.prior = prior;
        this.config = config;
        this.a = a;
        this.run = run;
        noise = measurement.assumedNoise();
        noiseLevel = measurement.noiseLevel();
        Tensor whole = measurement.y();
        // A network of one size sees the whole picture or nothing.
        y = prior.isLocal()
                ? TellingRegion.of(whole.to(Device.CPU), config.region()).of(whole)
                : whole;
    }

    /** How many kernels are judged. */
    static long judged(BlindHqs.Config config) {
        return RIDGES.length * ((long) SIZES.length + config.refinements());
    }

    /** The kernel with which HQS leaves the whitest residual; a single tap where y is sharp or tells none. */
    BlurKernel find() {
        List<Judged> leaders = KernelEquations.tellsKernel(y, noise) ? leaders() : List.of();
        Optional<Judged> found = whitest(leaders.stream().map(this::refined).toList());
        if (found.isEmpty()
                || largestTap(found.get()) >= config.sharpShare()
                || isOfASharpPicture(whitest(leaders).orElseThrow())) {
            return BlindHqs.nothing(a);
        }
        return BlindHqs.kernel(
                found.get().kernel().within(a.kernelHeight(), a.kernelWidth()).tensor());
    }

    /** For each ridge the whitest of its sizes: where the whitest of all is wrong, one of another ridge may be nearer. */
    private List<Judged> leaders() {
        var pyramid = new KernelPyramid(gray(cleaned()), config.pyramid());
        List<Judged> leaders = new ArrayList<>();
        for (int i = 0; i < RIDGES.length; i++) {
            List<Judged> ofRidge = new ArrayList<>();
            for (int j = 0; j < SIZES.length && run.goesOn(); j++) {
                BlurKernel found = pyramid.kernel(taps(SIZES[j]), RIDGES[i]);
                judge(found).ifPresent(ofRidge::add);
                run.shows(new Run.Inner(i * SIZES.length + j, 0, 0, Map.of(), Map.of("kernel", found.tensor())));
            }
            whitest(ofRidge).ifPresent(leaders::add);
        }
        return leaders;
    }

    private static Optional<Judged> whitest(List<Judged> judged) {
        return judged.stream().min(Comparator.comparingDouble(Judged::colour));
    }

    /** k ← argmin_k ½ ‖∂(x ⊛ k) − ∂y‖² + ½ ridge E ‖k‖², x the few edges of HQS's image with k; the whitest of them. */
    private Judged refined(Judged start) {
        Judged best = start;
        Judged last = start;
        for (int i = 0; i < config.refinements() && run.goesOn(); i++) {
            Optional<Judged> next = judge(between(last));
            if (next.isEmpty()) {
                return best;
            }
            last = next.get();
            best = last.colour() < best.colour() ? last : best;
        }
        return best;
    }

    private BlurKernel between(Judged last) {
        int taps = taps(1);
        try (var fitting = Scope.open()) {
            Tensor x = SharpEdges.of(last.image(), REFINING_EDGES);
            var fit = new KernelFit(KernelEquations.tapered(x, gray(y), taps, REFINING_RIDGE), 0);
            BlurKernel k =
                    fit.from(last.kernel().within(taps, taps), config.pyramid().fitIterations());
            return KernelFit.heaviestIsland(k, config.pyramid().islandShare()).centred();
        }
    }

    private static double largestTap(Judged judged) {
        return Arrays.stream(judged.kernel().values()).max().orElse(0);
    }

    /** Looks at a kernel before its refinement, which would explain some of a sharp picture's noise by a blur. */
    private static boolean isOfASharpPicture(Judged leader) {
        return largestTap(leader) >= DOUBTFUL_SHARE && leader.unexplained() > EXPLAINED;
    }

    private int taps(double share) {
        int most = Math.min(a.kernelHeight(), a.kernelWidth());
        return Math.max(3, ((int) Math.round(most * share) - 1) | 1);
    }

    /** D(y, c σ), in y's place. */
    private Tensor cleaned() {
        double sigma = Math.min(config.cleaning() * noise, prior.largestSigma());
        if (prior.isLocal()) {
            return prior.denoise(y, sigma);
        }
        return behindY(prior.denoise(a.with(BlindHqs.nothing(a)).inPlace(y), sigma));
    }

    /** The part of an image at y's place, in the middle. */
    private Tensor behindY(Tensor image) {
        return image.narrow(2, (image.size(2) - y.size(2)) / 2, y.size(2))
                .narrow(3, (image.size(3) - y.size(3)) / 2, y.size(3));
    }

    private static Tensor gray(Tensor image) {
        return image.mean(1)
                .reshape(1, 1, image.size(2), image.size(3))
                .add(1)
                .mul(0.5)
                .to(Device.CPU);
    }

    /** Looks at the residual of HQS with that kernel; empty where the solve was stopped, for half a solve tells nothing. */
    private Optional<Judged> judge(BlurKernel k) {
        try (var judging = Scope.open()) {
            Blur blur = blur(k);
            Tensor start = blur.inPlace(y);
            var measurement = new Measurement(y, blur, noiseLevel);
            Tensor x = new Hqs(prior, config.hqs(config.judgeSteps()))
                    .solve(measurement, new Judging(run, start))
                    .x();
            Tensor residual = blur.apply(x).sub(y);
            double unexplained = Math.sqrt(residual.square().mean().item()) / noise;
            if (!Double.isFinite(unexplained)) {
                throw new SolverDivergedException(
                        BlindHqs.METHOD.name(), 0, unexplained, "judgeSteps " + config.judgeSteps());
            }
            if (!run.goesOn()) {
                return Optional.empty();
            }
            return Optional.of(new Judged(k, judging.keep(gray(behindY(x))), Whiteness.colour(residual), unexplained));
        }
    }

    /** Continues nothing, since the picture goes on beyond the part; for an image of the prior's size as it was given. */
    private Blur blur(BlurKernel k) {
        if (!prior.isLocal()) {
            return a.with(k.within(a.kernelHeight(), a.kernelWidth()));
        }
        int height = (int) y.size(2) + k.height() - 1;
        int width = (int) y.size(3) + k.width() - 1;
        return Blur.of(k, Boundary.VALID, height, width).to(y.device());
    }

    /**
     * A kernel, and the image and the residual that go with it.
     *
     * @param image of HQS, gray in [0, 1], at y's place, (1, 1, H, W)
     * @param colour how far the residual is from white noise
     * @param unexplained its root mean square, in units of the noise
     */
    private record Judged(BlurKernel kernel, Tensor image, double colour, double unexplained) {}

    /** A run of HQS that nobody sees, from an image. */
    private record Judging(Run run, Tensor estimate) implements Run {
        @Override
        public Draws draws() {
            return new OfShape(run.draws(), estimate.shape());
        }

        @Override
        public boolean goesOn() {
            return run.goesOn();
        }
    }

    /** Draws of images of another shape; HQS draws none. */
    @SuppressWarnings("ArrayRecordComponent") // lives only while a kernel is judged; never compared
    private record OfShape(Draws draws, long[] shape) implements Draws {
        @Override
        public Tensor normal(String purpose, int step) {
            return draws.shared(purpose, shape);
        }

        @Override
        public Tensor shared(String purpose, long... any) {
            return draws.shared(purpose, any);
        }
    }
}
