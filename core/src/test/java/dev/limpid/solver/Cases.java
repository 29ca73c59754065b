package dev.limpid.solver;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.Masks;
import dev.limpid.prior.Denoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.GaussianPrior;
import dev.limpid.prior.TinyUNet;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Named;

/** Every solver in every variant, and small problems for them. */
final class Cases {
    static final int SIDE = 8;

    private Cases() {}

    static List<Named<SolverConfig>> all() {
        return List.of(
                Named.of("DMILO", dmilo(1e-3, 0)),
                Named.of("DMILO without deviation", dmilo(0, 0)),
                Named.of("DMILO, last time step", dmilo(1e-3, 1)),
                Named.of("DMILO, two layers", dmilo(1e-3, 2)),
                Named.of("DMILO-PGD", pgd(1e-3, 0, 1, 0, false, false)),
                Named.of("DMILO-PGD without deviation", pgd(0, 0, 1, 0, false, false)),
                Named.of("DMILO-PGD, last time step", pgd(1e-3, 1, 1, 0, false, false)),
                Named.of("DMILO-PGD, normalised steps", pgd(1e-3, 0, 3, 0.5, true, false)),
                Named.of("DMILO-PGD, plain projection", pgd(1e-3, 0, 1, 0, false, true)));
    }

    private static DmiloConfig dmilo(double deviationRate, int layers) {
        return new DmiloConfig(3, "dmilo", 2, 4, 0.02, deviationRate, 0.1, 1e-4, layers);
    }

    private static DmiloPgdConfig pgd(
            double deviationRate, int layers, int steps, double rate, boolean normalised, boolean plain) {
        return new DmiloPgdConfig(
                3, "dmilo", 2, 4, 0.02, deviationRate, 0.1, 1e-4, layers, steps, rate, normalised, plain);
    }

    static Solver solver(SolverConfig config, DiffusionPrior prior) {
        return config instanceof DmiloConfig dmilo
                ? new Dmilo(prior, dmilo)
                : new DmiloPgd(prior, (DmiloPgdConfig) config);
    }

    /** Outer iterations, and layers that are fitted. */
    static int outer(SolverConfig config) {
        return config instanceof DmiloConfig dmilo
                ? dmilo.outerIterations()
                : ((DmiloPgdConfig) config).outerIterations();
    }

    static int layers(SolverConfig config) {
        int layers = config instanceof DmiloConfig dmilo ? dmilo.layers() : ((DmiloPgdConfig) config).layers();
        return layers == 0 ? 3 : layers;
    }

    /** A Gaussian prior of three channels. */
    static DiffusionPrior gaussian() {
        Tensor mean = Rng.of(1).purpose("mean").normal(1, 3, SIDE, SIDE).mul(0.1);
        var variances = new double[3 * SIDE * SIDE];
        for (int i = 0; i < variances.length; i++) {
            variances[i] = 0.01 * (1 + i % 7);
        }
        return GaussianPrior.independent(mean, variances).prior();
    }

    static DiffusionPrior unet() {
        return TinyUNet.prior(1);
    }

    /** The Gaussian prior with x̂_0 bent a little by a network: one with random weights alone is chaotic, no image pleases it. */
    static DiffusionPrior bent() {
        DiffusionPrior gaussian = gaussian();
        Denoiser network = unet().denoiser();
        return gaussian.with((x, t) -> gaussian.denoiser()
                .epsilon(x, t)
                .add(network.epsilon(x, t).mul(0.1 * gaussian.schedule().alpha((int) t))));
    }

    /** Images {@code first} … {@code first + count − 1} of an endless series, every one with its own noise. */
    static Tensor latents(int first, int count) {
        return each(first, count, rng -> rng.purpose("latent").normal(1, 3, SIDE, SIDE));
    }

    /** Their measurements, every one with its own mask. */
    static Measurement measurements(int first, int count) {
        Tensor truth = each(
                first,
                count,
                rng -> rng.purpose("truth").normal(1, 3, SIDE, SIDE).mul(0.4).clamp(-1, 1));
        var a = new Inpainting(each(first, count, rng -> Masks.random(rng, 0.6, SIDE, SIDE)));
        return Measurement.simulate(truth, a, Noise.gaussian(0.01), Rng.of(2), first);
    }

    private static Tensor each(int first, int count, Function<Rng, Tensor> draw) {
        var images = new ArrayList<Tensor>();
        for (int b = 0; b < count; b++) {
            images.add(draw.apply(Rng.of(2).image(first + b)));
        }
        return Tensor.cat(images, 0);
    }
}
