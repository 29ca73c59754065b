package dev.limpid.restoration;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.prior.CountingDenoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.BlindConfig;
import dev.limpid.solver.BlindPgd;
import dev.limpid.solver.BlindSolution;
import dev.limpid.solver.IterateObserver;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.function.LongPredicate;

/**
 * One blind solve of a picture: draws the seed, runs the solver, counts and times.
 *
 * @param restoration the image, on the CPU, in the scope that was open around {@link #run}
 * @param measurement y with the blur that was found, on the CPU: what can be gone on with as if the kernel had been known
 */
public record BlindRestoration(Restoration restoration, Measurement measurement) {
    /** Times the noise: kernels of the right size left 0.96 to 1.04 of it on four pictures of {@code tune}, cut ones up to 1.10. */
    private static final double EXPLAINED = 1.05;

    /** Of the residual: a kernel that was cut and now is not left 0.94 of it and less; a larger one always explains a little more. */
    private static final double BETTER = 0.96;

    /** Whether nothing was found that blurs: y was sharp, and is the result but for its noise. */
    public boolean isSharp() {
        double[] k = kernel().values();
        return k[kernel().height() / 2 * kernel().width() + kernel().width() / 2] == 1;
    }

    /** Whether image and kernel together leave no more of y than its noise. */
    public boolean explains() {
        return unexplained() <= EXPLAINED;
    }

    /** Whether it leaves clearly less of y than another search. */
    public boolean explainsMoreThan(BlindRestoration other) {
        return unexplained() < BETTER * other.unexplained();
    }

    /** Root mean square of what is left of y, in units of its noise. */
    public double unexplained() {
        return restoration.residuals()[0] / BlindPgd.assumedNoise(measurement.noiseLevel());
    }

    /** The same, where another search was made besides, whose cost counts, too. */
    public BlindRestoration withCostOf(Restoration other) {
        var both = new Restoration(
                restoration.x(),
                restoration.outer(),
                restoration.residuals(),
                restoration.complete(),
                other.forward() + restoration.forward(),
                other.backward() + restoration.backward(),
                other.seconds() + restoration.seconds());
        return new BlindRestoration(both, measurement);
    }

    /** The kernel that was found. */
    public BlurKernel kernel() {
        return ((Blur) measurement.a()).kernel();
    }

    /**
     * Solves.
     *
     * @param y of one image of the prior's size, (1, C, h, w), on the CPU; a gray one is taken as a colour picture whose channels are the
     *     same, and gives a gray image
     * @param goOn asked after every step, with how many images the denoiser has evaluated; where it says no, the result is not complete
     */
    public static BlindRestoration run(
            Tensor y,
            KernelBlur a,
            double noiseLevel,
            DiffusionPrior prior,
            BlindConfig config,
            Device device,
            long seed,
            LongPredicate goOn) {
        var counting = new CountingDenoiser(prior.denoiser());
        boolean gray = y.size(1) == 1 && prior.channels() == 3;
        Tensor wide = (gray ? y.expand(1, 3, y.size(2), y.size(3)).contiguous() : y).to(device);
        int side = prior.imageSize();
        Tensor latent = Restoration.latent(Rng.of(seed), 0, 1, prior.channels(), side, side)
                .to(device);
        long start = System.nanoTime();
        BlindSolution found = Solvers.blind(config, prior.with(counting))
                .solve(
                        new Measurement(wide, a, noiseLevel),
                        latent,
                        Rng.of(seed).image(0),
                        new Watch(counting, goOn));
        double seconds = (System.nanoTime() - start) / 1e9;
        Tensor x = found.x().to(Device.CPU);
        BlurKernel kernel =
                BlurKernel.of(found.theta().get(0).to(Device.CPU).toDoubles(), a.kernelHeight(), a.kernelWidth());
        var measurement = new Measurement(y, a.with(kernel), noiseLevel);
        Tensor image = gray ? x.mean(1) : x;
        var restoration = new Restoration(
                image,
                new int[1],
                Selector.residuals(measurement, image),
                found.complete(),
                counting.forward(),
                counting.backward(),
                seconds);
        return new BlindRestoration(restoration, measurement);
    }

    /** Ends a solve that is not to go on: between iterates by its answer, within one by an interrupt, which a solver obeys, too. */
    private record Watch(CountingDenoiser counting, LongPredicate goOn) implements IterateObserver {
        @Override
        public Decision onIterate(Iterate iterate) {
            return goOn.test(counting.forward()) ? Decision.CONTINUE : Decision.STOP;
        }

        @Override
        public void onInner(Inner inner) {
            if (!goOn.test(counting.forward())) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
