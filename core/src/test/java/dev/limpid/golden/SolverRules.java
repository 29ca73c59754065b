package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.metric.Psnr;
import dev.limpid.nn.Weights;
import dev.limpid.operator.BlurKernel;
import dev.limpid.operator.Blur;
import dev.limpid.operator.BlurPreset;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Inpainting;
import dev.limpid.operator.KernelWizard;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.NonlinearBlur;
import dev.limpid.operator.SuperResolution;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.ReverseProcess;
import dev.limpid.prior.TimeGrid;
import dev.limpid.prior.UNet;
import dev.limpid.solver.Dmilo;
import dev.limpid.solver.DmiloConfig;
import dev.limpid.solver.DmiloPgd;
import dev.limpid.solver.DmiloPgdConfig;
import dev.limpid.solver.Solver;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Rules for the kinds dmilo and dmilo-pgd: the solvers, step by step, from the stored measurement and initial latent. */
final class SolverRules {
    private static final double DEVIATION_WEIGHT = 0.1;
    private static final double LATENT_WEIGHT = 1e-4;

    private SolverRules() {}

    static void dmilo(GoldenCase golden) throws IOException {
        run(golden, p -> p, config(golden), g -> g);
    }

    static void dmiloPgd(GoldenCase golden) throws IOException {
        DmiloConfig c = config(golden);
        JsonNode h = golden.entry().path("hyperparameters");
        boolean blur = h.has("gradient_descent_iterations");
        var pgd = new DmiloPgdConfig(
                c.steps(),
                c.grid(),
                c.outerIterations(),
                c.innerIterations(),
                c.latentRate(),
                c.deviationRate(),
                c.deviationWeight(),
                c.latentWeight(),
                0,
                blur ? h.path("gradient_descent_iterations").asInt() : 1,
                h.path("lr_x").asDouble(),
                blur,
                false);
        check(golden, prior -> new DmiloPgd(prior, pgd), c, UnaryOperator.identity());
    }
}
