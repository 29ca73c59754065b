package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.GeneratorFit.Recording;
import java.util.List;

/**
 * DMPlug with gradient checkpoints: {@link DmPlug} whose reverse steps are recorded one at a time, the latents between them being
 * kept. The same iterates in nearly the memory of one step, for N − 1 evaluations more an iteration.
 *
 * <p>Any differentiable A. Source: DMPlug-Ckpt of Zheng, Li, Liu, ICML 2025, Table 11; Chen, Xu, Zhang, Guestrin, "Training deep nets with
 * sublinear memory cost", 2016. docs/algorithms/dmplug.md.
 */
final class DmPlugCkpt implements Solver {
    /** As users meet it. */
    public static final Method<Config> METHOD = Method.of(
            "dmplug-ckpt",
            "DMPlug with gradient checkpoints (Wang et al., NeurIPS 2024)",
            new Method.Need(ForwardOperator.class, "a known A"),
            Config.class,
            DmPlugCkpt::new,
            List.of(
                    new Preset<>(
                            Preset.BRIEF,
                            DmPlug.Fit.BRIEF_ORIGIN,
                            DmPlug.Fit.brief(fit -> new Config(fit, Start.CLASSICAL))),
                    new Preset<>(
                            Preset.AUTHORS_CODE,
                            "[C] sr_inp_nonlinear.py, whose results checkpoints leave as they are",
                            DmPlug.Fit.published(fit -> new Config(fit, Start.NOISE)))));

    private final DmPlug plug;

    /**
     * The settings.
     *
     * @param fit of z
     * @param start z before the fit
     */
    public record Config(DmPlug.Fit fit, Start start) implements DmPlug.OfFit {
        @Override
        public Recording recording() {
            return Recording.STEPWISE;
        }
    }

    public DmPlugCkpt(DiffusionPrior prior, Config config) {
        plug = new DmPlug("DMPlug-Ckpt", prior, config, config.start());
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        return plug.solve(measurement, run);
    }
}
