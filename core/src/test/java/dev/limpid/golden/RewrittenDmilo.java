package dev.limpid.golden;

import static dev.limpid.optim.Adam.group;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.optim.Adam;
import dev.limpid.prior.ReverseProcess;
import dev.limpid.solver.LayerFit;
import dev.limpid.solver.Run;
import dev.limpid.solver.Solution;
import dev.limpid.solver.Solver;
import dev.limpid.solver.Stage;
import dev.limpid.solver.State;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** DMILO once more, written down without a thought to memory, and with the mistakes that the golden rule must find. */
final class RewrittenDmilo implements Solver {
    enum Mistake {
        NONE,
        /** One optimiser for all layers, whose moments go on from one to the next. */
        MOMENTS_PERSIST,
        /** g(z + ν) in place of g(z) + ν. */
        DEVIATION_BEFORE_STEP
    }

    private final ReverseProcess generator;
    private final LayerFit config;
    private final Mistake mistake;

    RewrittenDmilo(ReverseProcess generator, LayerFit config, Mistake mistake) {
        this.generator = generator;
        this.config = config;
        this.mistake = mistake;
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        Tensor latent = run.draws().normal("latent");
        int n = generator.steps();
        var z = new Tensor[n + 1]; // z[0] is the image
        var nu = new Tensor[n + 1];
        Arrays.fill(nu, latent.zerosLike());
        z[n] = latent;
        roll(z, nu);
        Tensor sharedZ = latent.variable();
        Tensor sharedNu = latent.zerosLike().variable();
        Adam shared = adam(sharedZ, sharedNu);
        for (int k = 0; k < config.outerIterations(); k++) {
            for (int i = 1; i <= n; i++) {
                sharedZ.assign(z[i]);
                sharedNu.assign(nu[i]);
                Adam adam = mistake == Mistake.MOMENTS_PERSIST ? shared : adam(sharedZ, sharedNu);
                Tensor target = i == 1 ? measurement.y() : z[i - 1];
                ForwardOperator h = i == 1 ? measurement.known() : ForwardOperator.identity();
                for (int j = 0; j < config.innerIterations(); j++) {
                    run.shows(step(new int[] {k, i, j}, adam, sharedZ, sharedNu, h, target));
                }
                z[i] = sharedZ.copy();
                nu[i] = sharedNu.copy();
            }
            roll(z, nu);
            run.shows(k, Stage.PROJECTION, z[0].clamp(-1, 1));
            var tensors = new LinkedHashMap<String, Tensor>();
            for (int i = 1; i <= n; i++) {
                tensors.put("latent." + i, z[i]);
            }
            run.stands(new State(k + 1, tensors));
        }
        return new Solution(z[0].clamp(-1, 1), true);
    }

    private Adam adam(Tensor z, Tensor nu) {
        return Adam.of(group(nu, config.deviationRate()), group(z, config.latentRate()));
    }

    private Run.Inner step(int[] at, Adam adam, Tensor z, Tensor nu, ForwardOperator h, Tensor target) {
        try (var scope = Scope.open()) {
            Tensor fidelity = h.apply(layer(at[1], z, nu)).sub(target).square().mean();
            Tensor sparsity = nu.abs().mean().mul(config.deviationWeight());
            Tensor gaussianity = z.square().mean().mul(config.latentWeight());
            Tensor loss = fidelity.add(sparsity).add(gaussianity);
            Map<String, Double> terms = Map.of(
                    "loss", loss.item(),
                    "fidelity", fidelity.item(),
                    "sparsity", sparsity.item(),
                    "gaussianity", gaussianity.item());
            Tensor[] gradients = adam.step(loss);
            return new Run.Inner(
                    at[0],
                    at[1],
                    at[2],
                    terms,
                    Map.of(
                            "z",
                            z,
                            "nu",
                            nu,
                            "gradient z",
                            scope.keep(gradients[1]),
                            "gradient nu",
                            scope.keep(gradients[0])));
        }
    }

    private Tensor layer(int i, Tensor z, Tensor nu) {
        return mistake == Mistake.DEVIATION_BEFORE_STEP
                ? generator.g(i).apply(z.add(nu))
                : generator.g(i).apply(z).add(nu);
    }

    private void roll(Tensor[] z, Tensor[] nu) {
        try (var off = Gradients.off()) {
            for (int i = z.length - 1; i >= 1; i--) {
                z[i - 1] = layer(i, z[i], nu[i]);
            }
        }
    }
}
