package dev.limpid.solver;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.blur.KernelEquations;
import dev.limpid.prior.Ddim;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.TimeGrid;
import dev.limpid.solver.IterateObserver.Decision;
import dev.limpid.solver.IterateObserver.Iterate;
import dev.limpid.solver.IterateObserver.Stage;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
public final class BlindPgd implements BlindSolver {
    /** The least noise level that is assumed, half a step of 8 bits: an exact y would leave the prior no say. */
    private static final double LEAST_NOISE_LEVEL = 1 / 255.0;

    private final DiffusionPrior prior;
    private final BlindPgdConfig config;

    public BlindPgd(DiffusionPrior prior, BlindPgdConfig config) {
        this.prior = prior;
        this.config = config;
    }

    /** The noise level that is assumed for a measurement whose own is said to be that. */
    public static double assumedNoise(double noiseLevel) {
        return Math.max(noiseLevel, LEAST_NOISE_LEVEL);
    }

    @Override
    public BlindSolution solve(Measurement measurement, Tensor seed, Rng rng, IterateObserver observer) {
        if (!(measurement.a() instanceof KernelBlur a)) {
            throw new IllegalArgumentException("blind-pgd finds the kernel of a blur, got " + measurement.a());
        }
        Require.check(
                seed.size(0) == 1 && measurement.y().size(0) == 1,
                "blind-pgd takes one image at a time, got " + seed.size(0));
        try (var off = Gradients.off();
                var solve = Scope.open()) {
            return new Solve(a, measurement.y(), assumedNoise(measurement.noiseLevel()), seed, observer)
                    .run(solve, rng.purpose("particles"));
        }
    }

    /** One solve: the images x, P at once, and the kernel k. */
    private final class Solve {
        private final KernelBlur a;
        private final Tensor y;
        private final double sigma;
        private final Tensor seed;
        private final IterateObserver observer;
        private final Tensor x;
        private BlurKernel k;
        private int done;
        private boolean complete = true;

        Solve(KernelBlur a, Tensor y, double sigma, Tensor seed, IterateObserver observer) {
            this.a = a;
            this.y = y;
            this.sigma = sigma;
            this.seed = seed;
            this.observer = observer;
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
            Require.residual(sharp.apply(seed), y);
            return sharp.inPlace(y)
                    .clamp(-1, 1)
                    .expand(config.particles(), seed.size(1), seed.size(2), seed.size(3))
                    .contiguous();
        }

        BlindSolution run(Scope scope, Rng rng) {
            k = KernelEquations.tellsKernel(y, sigma) ? search(rng) : nothing();
            pass(config.imageTime(), config.imageSteps(), config.imageWeight(), config.imageSteps(), rng);
            return new BlindSolution(
                    scope.keep(mean()), List.of(scope.keep(k.tensor().to(y.device()))), complete);
        }

        private BlurKernel search(Rng rng) {
            var found = new ArrayList<BlurKernel>();
            for (int c = 0; c < config.chains() && complete; c++) {
                k = broad();
                pass(config.kernelTime(), config.kernelSteps(), config.kernelWeight(), config.frozenSteps(), rng);
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
        private void pass(int time, int steps, double lambda, int frozen, Rng rng) {
            x.assign(begin());
            for (int e = 0; e < steps && complete; e++) {
                int t = (int) Math.round(time * (1 - (double) e / steps));
                complete = step(t, lambda, e >= frozen, rng);
            }
        }

        /** x̂ ← g(a_t x + s_t ε); k ← argmin_k ‖∂(x̂ ⊛ k) − ∂y‖²; x ← argmin_x ‖x ⊛ k − y‖² + λ (σ_y a_t / s_t)² ‖x − x̂‖². */
        private boolean step(int t, double lambda, boolean fitsKernel, Rng rng) {
            try (var outer = Scope.open()) {
                Tensor xHat = project(t, rng);
                if (fitsKernel) {
                    k = fit(xHat);
                }
                double ratio =
                        sigma * prior.schedule().alpha(t) / prior.schedule().sigma(t);
                x.assign(with(k).prox(xHat, y, lambda * ratio * ratio, config.proxIterations())
                        .clamp(-1, 1));
                Decision decision = observer.onIterate(new Iterate(done++, Stage.PROJECTION, mean(), List.of()));
                return decision == Decision.CONTINUE && !Thread.currentThread().isInterrupted();
            }
        }

        /** x̂_0 of x with noise of time t, cut to the range of images. */
        private Tensor project(int t, Rng rng) {
            var g = Ddim.deterministic(prior.schedule(), new TimeGrid.Step(t, -1));
            Tensor noisy = x.mul(prior.schedule().alpha(t))
                    .add(noise(rng).mul(prior.schedule().sigma(t)));
            return g.x0Hat(noisy, prior.denoiser().epsilon(noisy, t));
        }

        /** ε of every particle; the first of all is the seed. */
        private Tensor noise(Rng rng) {
            var noise = new ArrayList<Tensor>();
            for (int p = 0; p < config.particles(); p++) {
                noise.add(done == 0 && p == 0 ? seed : rng.normal(seed.shape()).to(seed.device()));
            }
            return Tensor.cat(noise, 0);
        }

        private BlurKernel fit(Tensor xHat) {
            var fit = new KernelFit(a.equations(xHat, y), config.compactness());
            BlurKernel found = fit.from(k, config.fitIterations());
            return KernelFit.heaviestIsland(found, config.islandShare()).centred();
        }

        private Tensor mean() {
            return x.mean(0).reshape(seed.shape());
        }
    }
}
