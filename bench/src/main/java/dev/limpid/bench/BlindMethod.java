package dev.limpid.bench;

import dev.limpid.degradation.Deblur;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.TimeGrid;
import dev.limpid.restoration.BlindPresets;
import dev.limpid.restoration.Classical;
import dev.limpid.restoration.Presets;
import dev.limpid.restoration.Restoration;
import dev.limpid.restoration.Settings;
import dev.limpid.restoration.Solvers;
import dev.limpid.restoration.Start;
import dev.limpid.solver.BlindConfig;
import dev.limpid.solver.BlindSolution;
import dev.limpid.solver.IterateObserver.Decision;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What blind deblurring is compared by. */
enum BlindMethod {
    Y(null, null),
    WIENER_TRUE_KERNEL(null, null),
    DMILO_TRUE_KERNEL(null, null),
    BLIND_PGD(Presets.Method.BLIND_PGD, Presets.Name.BRIEF),
    DMILO_BLIND_BRIEF(Presets.Method.DMILO_BLIND, Presets.Name.BRIEF),
    /** What DMILO would be with the beginning that {@code brief} gives it where the kernel is known: y with noise of t = 300. */
    DMILO_BLIND_FROM_Y(Presets.Method.DMILO_BLIND, Presets.Name.BRIEF),
    DMILO_PGD_BLIND_BRIEF(Presets.Method.DMILO_PGD_BLIND, Presets.Name.BRIEF),
    DMILO_BLIND_PAPER(Presets.Method.DMILO_BLIND, Presets.Name.PAPER),
    DMILO_PGD_BLIND_PAPER(Presets.Method.DMILO_PGD_BLIND, Presets.Name.PAPER);

    private static final int STEPS = 2;
    private static final String GRID = "300-120";

    /** As many back-propagated evaluations as the others have. */
    private static final Map<String, String> FROM_Y =
            Map.of("steps", Integer.toString(STEPS), "grid", GRID, "innerIterations", "70", "latentRate", "0.02");

    private final Presets.@Nullable Method solver;
    private final Presets.@Nullable Name preset;

    BlindMethod(Presets.@Nullable Method solver, Presets.@Nullable Name preset) {
        this.solver = solver;
        this.preset = preset;
    }

    /**
     * What a method found.
     *
     * @param kernel empty if the method was given it, or has none
     */
    record Found(Tensor x, Optional<BlurKernel> kernel) {}

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static BlindMethod named(String name) {
        return Arrays.stream(values())
                .filter(method -> method.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown method '" + name + "': "
                        + String.join(
                                ", ",
                                Arrays.stream(values()).map(BlindMethod::label).toList())));
    }

    /** Evaluations of the network without gradients. */
    long forward() {
        return config().map(BlindConfig::forwardEvaluations).orElse(0L);
    }

    /** Back-propagated evaluations of the network. */
    long backward() {
        if (this == DMILO_TRUE_KERNEL) {
            return Presets.of(Presets.Method.DMILO, Deblur.MOTION, Presets.Name.BRIEF)
                    .backwardEvaluations();
        }
        return config().map(BlindConfig::backwardEvaluations).orElse(0L);
    }

    private Optional<BlindConfig> config() {
        if (solver == null || preset == null) {
            return Optional.empty();
        }
        BlindConfig config = BlindPresets.of(solver, preset);
        return Optional.of(this == DMILO_BLIND_FROM_Y ? Settings.with(config, FROM_Y) : config);
    }

    Found restore(BlindProblem problem, DiffusionPrior prior, long seed) {
        Rng rng = Rng.of(seed);
        Optional<BlindConfig> config = config();
        if (config.isPresent()) {
            Tensor noise = rng.purpose("latent").normal(problem.truth().shape());
            Tensor latent = this == DMILO_BLIND_FROM_Y ? fromY(problem, prior, noise) : noise;
            BlindSolution found = Solvers.blind(config.get(), prior)
                    .solve(problem.blind(), latent, rng, iterate -> Decision.CONTINUE);
            Tensor k = found.theta().get(0);
            return new Found(found.x(), Optional.of(BlurKernel.of(k.toDoubles(), (int) k.size(2), (int) k.size(3))));
        }
        return new Found(
                switch (this) {
                    case Y -> problem.y();
                    case WIENER_TRUE_KERNEL -> Classical.restore(problem.known());
                    default -> dmilo(problem, prior, seed);
                },
                Optional.empty());
    }

    private static Tensor fromY(BlindProblem problem, DiffusionPrior prior, Tensor noise) {
        TimeGrid grid = TimeGrid.named(GRID, STEPS);
        var asItIs = new Measurement(problem.y(), ForwardOperator.identity(), BlindProblem.SIGMA);
        return Start.CLASSICAL.latent(noise, prior, grid, asItIs);
    }

    private static Tensor dmilo(BlindProblem problem, DiffusionPrior prior, long seed) {
        return Restoration.run(problem.known(), prior, Presets.Method.DMILO, Deblur.MOTION, seed)
                .x();
    }
}
