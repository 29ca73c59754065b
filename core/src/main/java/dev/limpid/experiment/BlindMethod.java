package dev.limpid.experiment;

import dev.limpid.degradation.Task;
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
import dev.limpid.solver.MethodConfig;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The methods that are compared in blind deblurring: blind ones, ones that are given the kernel, and none. */
public enum BlindMethod {
    /** The measurement as it is. */
    Y(null, null),
    /** Wiener's filter with the kernel. */
    WIENER_TRUE_KERNEL(null, null),
    /** DMILO with the kernel, preset {@code brief}. */
    DMILO_TRUE_KERNEL(Presets.Method.DMILO, Presets.Name.BRIEF),
    /** The default of blind deblurring; the others' differences are taken from its numbers. */
    BLIND_PGD(Presets.Method.BLIND_PGD, Presets.Name.BRIEF),
    /** Blind DMILO with as many evaluations as {@link #BLIND_PGD}. */
    DMILO_BLIND_BRIEF(Presets.Method.DMILO_BLIND, Presets.Name.BRIEF),
    /** Blind DMILO from the start that {@code brief} gives DMILO where the kernel is known: y with noise of t = 300. */
    DMILO_BLIND_FROM_Y(Presets.Method.DMILO_BLIND, Presets.Name.BRIEF),
    /** Blind DMILO-PGD with as many evaluations. */
    DMILO_PGD_BLIND_BRIEF(Presets.Method.DMILO_PGD_BLIND, Presets.Name.BRIEF),
    /** Blind DMILO as published; takes hours. */
    DMILO_BLIND_PAPER(Presets.Method.DMILO_BLIND, Presets.Name.PAPER),
    /** Blind DMILO-PGD as published; takes hours. */
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
     * The result of a method.
     *
     * @param kernel empty if the method was given it, or has none
     */
    record Found(Tensor x, Optional<BlurKernel> kernel) {}

    /** The name: {@code blind-pgd}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The method of that name.
     *
     * @throws IllegalArgumentException if there is none, listing those there are
     */
    public static BlindMethod named(String name) {
        return Arrays.stream(values())
                .filter(method -> method.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown method '" + name + "': "
                        + String.join(
                                ", ",
                                Arrays.stream(values()).map(BlindMethod::label).toList())));
    }

    /** Evaluations of the network for one picture, as far as they are known before. */
    public long evaluations() {
        return config().map(MethodConfig::evaluations).orElse(0L);
    }

    /** Those of them that are back-propagated. */
    public long backPropagated() {
        return config().map(MethodConfig::backwardEvaluations).orElse(0L);
    }

    /** Every setting that the method's results depend on; empty where it has none. */
    Optional<String> settings() {
        return config().map(config -> Settings.of(config).toString());
    }

    private Optional<MethodConfig> config() {
        if (solver == null || preset == null) {
            return Optional.empty();
        }
        if (solver == Presets.Method.DMILO) {
            return Optional.of(Presets.of(solver, Task.MOTION_DEBLUR, preset));
        }
        BlindConfig config = BlindPresets.of(solver, preset);
        return Optional.of(this == DMILO_BLIND_FROM_Y ? Settings.with(config, FROM_Y) : config);
    }

    Found restore(BlindProblem problem, DiffusionPrior prior, long seed) {
        return switch (this) {
            case Y -> new Found(problem.y(), Optional.empty());
            case WIENER_TRUE_KERNEL -> new Found(Classical.restore(problem.known()), Optional.empty());
            case DMILO_TRUE_KERNEL -> new Found(dmilo(problem, prior, seed), Optional.empty());
            default -> blind(problem, prior, Rng.of(seed));
        };
    }

    private Found blind(BlindProblem problem, DiffusionPrior prior, Rng rng) {
        Tensor noise = rng.purpose("latent").normal(problem.truth().shape());
        Tensor latent = this == DMILO_BLIND_FROM_Y ? fromY(problem, prior, noise) : noise;
        BlindSolution found = Solvers.blind((BlindConfig) config().orElseThrow(), prior)
                .solve(problem.blind(), latent, rng, iterate -> Decision.CONTINUE);
        Tensor k = found.theta().get(0);
        return new Found(found.x(), Optional.of(BlurKernel.of(k.toDoubles(), (int) k.size(2), (int) k.size(3))));
    }

    private static Tensor fromY(BlindProblem problem, DiffusionPrior prior, Tensor noise) {
        TimeGrid grid = TimeGrid.named(GRID, STEPS);
        var asItIs = new Measurement(problem.y(), ForwardOperator.identity(), BlindProblem.SIGMA);
        return Start.CLASSICAL.latent(noise, prior, grid, asItIs);
    }

    private static Tensor dmilo(BlindProblem problem, DiffusionPrior prior, long seed) {
        return Restoration.run(problem.known(), prior, Presets.Method.DMILO, Task.MOTION_DEBLUR, seed)
                .x();
    }
}
