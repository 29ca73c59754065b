package dev.limpid.solver;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.blur.KernelEquations;
import dev.limpid.prior.Ddim;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Blind deblurring by projected gradient descent with the kernel in the loop: what {@link DmiloPgdBlind} means to do.
 *
 * <p>Like DMILO-PGD it alternates a projection to the prior with a step to the measurement, but begins at y, projects with the
 * generator's last step g(x_t → 0) from noise that is drawn anew and falls from step to step, so that nothing of a wrong kernel
 * survives in the image; it finds the kernel between the two by least squares, and takes the step to the measurement
 * exactly. No back-propagation. A second pass keeps the kernel and finds the image. Where y has no texture that tells a kernel, there
 * is none.
 *
 * <p>A {@link KernelBlur} and one image. docs/algorithms/blind.md has its reasons and what was tried besides.
 */
final class BlindPgd implements KernelFinder {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "blind-pgd",
            "blind projected gradient descent (Limpid)",
            new Method.Need(KernelBlur.class, "a blur with an unknown kernel"),
            Config.class,
            BlindPgd::new,
            List.of(new Preset<>(
                    Preset.BRIEF,
                    "[D] docs/experiments/blind-deblurring.md",
                    Map.of(
                            "blind-deblur",
                            new Config(4, 2, 500, 30, 5, 20, 300, 20, 8, 0.1, 0.01, 0.05, 0.5, 100, 12)))));

    private final DiffusionPrior prior;
    private final Config config;

    /**
     * The settings.
     *
     * @param chains independent searches for the kernel, whose results are averaged
     * @param particles P, images that are sought at once with one kernel, from different noise
     * @param kernelTime t of the first step that looks for the kernel
     * @param kernelSteps steps that look for the kernel, at equal distances down to t = 0
     * @param frozenSteps the first of these, which leave the kernel as it began
     * @param kernelWeight λ of the prior's estimate against the measurement while the kernel is sought
     * @param imageTime t of the first step with the final kernel
     * @param imageSteps steps with the final kernel
     * @param imageWeight λ in these steps
     * @param startDeviation standard deviation of the Gaussian kernel that begins, as a share of the kernel's size
     * @param compactness weight of a kernel's squared distances from its centre
     * @param islandShare taps below this share of the largest one are cut from a kernel, and the islands that they separate
     * @param sharpShare where the largest tap of the kernels found has this weight or more on average, there is no blur
     * @param fitIterations FISTA steps of a kernel fit
     * @param proxIterations conjugate gradient steps of an image step
     */
    public record Config(
            int chains,
            int particles,
            int kernelTime,
            int kernelSteps,
            int frozenSteps,
            double kernelWeight,
            int imageTime,
            int imageSteps,
            double imageWeight,
            double startDeviation,
            double compactness,
            double islandShare,
            double sharpShare,
            int fitIterations,
            int proxIterations)
            implements SolverConfig {
        private static final int LAST_TIME = 999;

        public Config {
            Require.positive("chains", chains);
            Require.positive("particles", particles);
            requireTimes("kernel", kernelTime, kernelSteps);
            requireTimes("image", imageTime, imageSteps);
            Require.check(
                    frozenSteps >= 0 && frozenSteps < kernelSteps,
                    "frozenSteps must be from 0 to less than kernelSteps, got " + frozenSteps);
            Require.positive("kernelWeight", kernelWeight);
            Require.positive("imageWeight", imageWeight);
            Require.check(
                    startDeviation > 0 && startDeviation <= 1,
                    "startDeviation must be in (0, 1], got " + startDeviation);
            Require.notNegative("compactness", compactness);
            Require.check(islandShare >= 0 && islandShare < 1, "islandShare must be in [0, 1), got " + islandShare);
            Require.check(sharpShare > 0 && sharpShare <= 1, "sharpShare must be in (0, 1], got " + sharpShare);
            Require.positive("fitIterations", fitIterations);
            Require.positive("proxIterations", proxIterations);
        }

        private static void requireTimes(String stage, int time, int steps) {
            Require.positive(stage + "Steps", steps);
            Require.check(
                    time >= steps && time <= LAST_TIME,
                    stage + "Time must be from " + stage + "Steps (" + steps + ") to " + LAST_TIME + ", got " + time);
        }

        @Override
        public Cost cost() {
            long searching = (long) chains * kernelSteps;
            long images = particles * (searching + imageSteps);
            return new Cost(images, 0, 0, images, searching);
        }

        @Override
        public double largestSigma(NoiseSchedule schedule) {
            return schedule.noiseToImage(Math.max(kernelTime, imageTime));
        }
    }

    public BlindPgd(DiffusionPrior prior, Config config) {
        this.prior = prior;
        this.config = config;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        METHOD.requireTakes(measurement.a());
        var a = (KernelBlur) measurement.a();
        Require.oneImage(METHOD, measurement, run);
        try (var off = Gradients.off();
                var solve = Scope.open()) {
            return new Solve(a, measurement.y(), measurement.assumedNoise(), run).solution(solve);
        }
    }

    /** One solve: the images x, P at once, and the kernel k. */
    private final class Solve {
        private final KernelBlur a;
        private final Tensor y;
        private final double sigma;
        private final Tensor z;
        private final Run run;
        private final Tensor x;
        private BlurKernel k;
        private int done;
        private int drawn;

        Solve(KernelBlur a, Tensor y, double sigma, Run run) {
            this.a = a;
            this.y = y;
            this.sigma = sigma;
            this.run = run;
            z = run.draws().normal("latent");
            k = broad();
            x = begin().copy();
        }

        private BlurKernel broad() {
            return BlurKernel.gaussian(a.kernelHeight(), config.startDeviation() * a.kernelHeight());
        }

        private Blur with(BlurKernel kernel) {
            return a.with(kernel).to(y.device());
        }

        /** P times y, which is as far from x as the blur is, and as near: no kernel has left a trace in it. */
        private Tensor begin() {
            Blur sharp = with(nothing());
            Residual.of(sharp.apply(z), y);
            return sharp.inPlace(y)
                    .clamp(-1, 1)
                    .expand(config.particles(), z.size(1), z.size(2), z.size(3))
                    .contiguous();
        }

        Solution solution(Scope scope) {
            k = KernelEquations.tellsKernel(y, sigma) ? search() : nothing();
            pass(config.imageTime(), config.imageSteps(), config.imageWeight(), config.imageSteps());
            return new Solution(
                    scope.keep(mean()), List.of(scope.keep(k.tensor().to(y.device()))), run.goesOn());
        }

        private BlurKernel search() {
            var found = new ArrayList<BlurKernel>();
            for (int c = 0; c == 0 || (c < config.chains() && run.goesOn()); c++) {
                k = broad();
                pass(config.kernelTime(), config.kernelSteps(), config.kernelWeight(), config.frozenSteps());
                found.add(k);
            }
            return isSharp(found) ? nothing() : BlurKernel.average(found);
        }

        private BlurKernel nothing() {
            return BlurKernel.delta(a.kernelHeight(), a.kernelWidth());
        }

        /** Whether the searches found kernels that have most of their weight in one tap. */
        private boolean isSharp(List<BlurKernel> found) {
            double largest = found.stream()
                    .mapToDouble(kernel -> Arrays.stream(kernel.values()).max().orElse(0))
                    .average()
                    .orElse(0);
            return largest >= config.sharpShare();
        }

        /** From y through falling times, at equal distances down to t = 0, which is left out. */
        private void pass(int time, int steps, double lambda, int frozen) {
            if (!run.goesOn()) {
                return; // a solve that is stopped ends with the image that it has
            }
            x.assign(begin());
            for (int e = 0; e < steps && run.goesOn(); e++) {
                int t = (int) Math.round(time * (1 - (double) e / steps));
                step(t, lambda, e >= frozen);
            }
        }

        /** x̂ ← g(a_t x + s_t ε); k ← argmin_k ‖∂(x̂ ⊛ k) − ∂y‖²; x ← argmin_x ‖x ⊛ k − y‖² + λ (σ_y a_t / s_t)² ‖x − x̂‖². */
        private void step(int t, double lambda, boolean fitsKernel) {
            try (var outer = Scope.open()) {
                Tensor xHat = project(t);
                if (fitsKernel) {
                    k = fit(xHat);
                }
                double ratio =
                        sigma * prior.schedule().alpha(t) / prior.schedule().sigma(t);
                x.assign(with(k).prox(xHat, y, lambda * ratio * ratio, config.proxIterations())
                        .clamp(-1, 1));
                run.shows(done++, Stage.SAMPLING, mean());
            }
        }

        /** x̂_0 of x with noise of time t, cut to the range of images. */
        private Tensor project(int t) {
            var g = Ddim.deterministic(prior.schedule(), new TimeGrid.Step(t, -1));
            Tensor noisy = x.mul(prior.schedule().alpha(t))
                    .add(noise().mul(prior.schedule().sigma(t)));
            return g.x0Hat(noisy, prior.denoiser().epsilon(noisy, t));
        }

        /** ε of every particle; the first of all is the latent z. */
        private Tensor noise() {
            var noise = new ArrayList<Tensor>();
            for (int p = 0; p < config.particles(); p++) {
                noise.add(done == 0 && p == 0 ? z : run.draws().normal("particles", drawn++));
            }
            return Tensor.cat(noise, 0);
        }

        private BlurKernel fit(Tensor xHat) {
            var fit = new KernelFit(a.equations(xHat, y), config.compactness());
            BlurKernel found = fit.from(k, config.fitIterations());
            return KernelFit.heaviestIsland(found, config.islandShare()).centred();
        }

        private Tensor mean() {
            return x.mean(0).reshape(z.shape());
        }
    }
}
