package dev.limpid.solver;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.prior.DiffusionPrior;
import java.util.List;
import java.util.Map;

/**
 * Blind DMPlug: {@link DmPlug} whose latent is fitted together with the unknowns θ of the operator, a kernel k = softmax(κ) by its logits
 * and the tilts of turbulence, each at its own rate.
 *
 * <p>Any {@link ParametricOperator} of kernels and tilts; all images of a batch share them. Source: Wang et al., DMPlug, NeurIPS 2024; the
 * authors' {@code bid.py} and {@code turbulence.py}. docs/algorithms/dmplug.md.
 */
final class DmPlugBlind implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "dmplug-blind",
            "blind DMPlug (Wang et al., NeurIPS 2024)",
            new Method.Need(ParametricOperator.class, "an unknown kernel or tilt"),
            Config.class,
            DmPlugBlind::new,
            List.of(
                    new Preset<>(
                            Preset.BRIEF,
                            "[D] blind-deblur: [C] rates, with as many back-propagated evaluations as dmilo-blind;"
                                    + " turbulence: docs/algorithms/dmplug.md",
                            Map.of("blind-deblur", published(92), "turbulence", brief())),
                    new Preset<>(
                            Preset.AUTHORS_CODE,
                            "[C] bid.py, turbulence.py",
                            Map.of("blind-deblur", published(10_000), "turbulence", published(10_000)))));

    private final DmPlug plug;
    private final Config config;

    /**
     * The settings.
     *
     * @param fit of z
     * @param rates for the unknowns
     * @param start z before the fit; with classical y itself, at its place in the image, stands for the estimate
     */
    public record Config(
            DmPlug.Fit fit,
            Unknowns.Rates rates,
            @Formerly("noise") Start start) implements DmPlug.OfFit {}

    public DmPlugBlind(DiffusionPrior prior, Config config) {
        this.config = config;
        plug = new DmPlug("blind DMPlug", prior, config, config.start());
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        return plug.solve(measurement, config.rates(), run);
    }

    private static Config published(int iterations) {
        return new Config(DmPlug.Fit.published(iterations), Unknowns.Rates.PUBLISHED, Start.NOISE);
    }

    /**
     * From y itself, which is nearer to the image than noise is. The kernel begins broad: it must become narrow before the image, which is
     * slower here, has been sharpened for it.
     */
    private static Config brief() {
        return new Config(new DmPlug.Fit(1, "150", 100, 0.005, 0, 0), new Unknowns.Rates(1, 1e-7), Start.CLASSICAL);
    }
}
