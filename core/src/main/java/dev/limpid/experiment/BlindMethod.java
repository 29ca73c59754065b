package dev.limpid.experiment;

import dev.limpid.degradation.BlindDeblur;
import dev.limpid.degradation.Deblur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.TimeGrid;
import dev.limpid.restoration.Restorer;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.solver.Draws;
import dev.limpid.solver.Preset;
import dev.limpid.solver.Solution;
import dev.limpid.solver.classical.Classical;
import dev.limpid.tensor.Device;
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
    DMILO_TRUE_KERNEL("dmilo", Preset.BRIEF),
    /** The default of blind deblurring; the others' differences are taken from its numbers. */
    BLIND_PGD("blind-pgd", Preset.BRIEF),
    /** Blind DMILO with as many evaluations as {@link #BLIND_PGD}. */
    DMILO_BLIND_BRIEF("dmilo-blind", Preset.BRIEF),
    /** Blind DMILO from the start that {@code brief} gives DMILO where the kernel is known: y with noise of t = 300. */
    DMILO_BLIND_FROM_Y("dmilo-blind", Preset.BRIEF),
    /** Blind DMILO-PGD with as many evaluations. */
    DMILO_PGD_BLIND_BRIEF("dmilo-pgd-blind", Preset.BRIEF),
    /** Blind DMILO as published; takes hours. */
    DMILO_BLIND_PAPER("dmilo-blind", Preset.PAPER),
    /** Blind DMILO-PGD as published; takes hours. */
    DMILO_PGD_BLIND_PAPER("dmilo-pgd-blind", Preset.PAPER);

    private static final int STEPS = 2;
    private static final String GRID = "300-120";

    /** As many back-propagated evaluations as the others have. */
    private static final Map<String, String> FROM_Y =
            Map.of("steps", Integer.toString(STEPS), "grid", GRID, "innerIterations", "70", "latentRate", "0.02");

    private final @Nullable String solver;
    private final @Nullable String preset;

    BlindMethod(@Nullable String solver, @Nullable String preset) {
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
        return choice().map(choice -> choice.config().cost().evaluations()).orElse(0L);
    }

    /** Those of them that are back-propagated. */
    public long backPropagated() {
        return choice().map(choice -> choice.config().cost().backward()).orElse(0L);
    }

    /** Every setting that the method's results depend on; empty where it has none. */
    Optional<String> settings() {
        return choice().map(choice -> choice.configuration().toString());
    }

    private Optional<SolverChoice> choice() {
        if (solver == null || preset == null) {
            return Optional.empty();
        }
        String task = this == DMILO_TRUE_KERNEL ? Deblur.MOTION.name() : BlindDeblur.TASK.name();
        return Optional.of(SolverChoice.of(solver, preset, task, this == DMILO_BLIND_FROM_Y ? FROM_Y : Map.of()));
    }

    Found restore(BlindProblem problem, DiffusionPrior prior, long seed) {
        return switch (this) {
            case Y -> new Found(problem.y(), Optional.empty());
            case WIENER_TRUE_KERNEL -> new Found(Classical.estimate(problem.known()), Optional.empty());
            case DMILO_TRUE_KERNEL ->
                new Found(
                        new Restorer(prior)
                                .restore(problem.known(), choice().orElseThrow(), seed)
                                .x(),
                        Optional.empty());
            default -> blind(problem, prior, seed);
        };
    }

    private Found blind(BlindProblem problem, DiffusionPrior prior, long seed) {
        SolverChoice choice = choice().orElseThrow();
        Draws draws = Draws.of(Rng.of(seed), 0, Device.CPU, problem.truth().shape());
        Draws used = this == DMILO_BLIND_FROM_Y ? new FromY(draws, problem, prior) : draws;
        Solution found = choice.method().solver(prior, choice.config()).solve(problem.blind(), () -> used);
        Tensor k = found.unknowns().get(0);
        return new Found(found.x(), Optional.of(BlurKernel.of(k.toDoubles(), (int) k.size(2), (int) k.size(3))));
    }

    /** Draws whose latent is y with the noise of the grid's first time. */
    private record FromY(Draws draws, BlindProblem problem, DiffusionPrior prior) implements Draws {
        @Override
        public long[] shape() {
            return draws.shape();
        }

        @Override
        public Tensor normal(String purpose, int step) {
            Tensor noise = draws.normal(purpose, step);
            if (!purpose.equals("latent")) {
                return noise;
            }
            int t = TimeGrid.named(GRID, STEPS).steps().get(0).t();
            return problem.y()
                    .clamp(-1, 1)
                    .mul(prior.schedule().alpha(t))
                    .add(noise.mul(prior.schedule().sigma(t)));
        }

        @Override
        public Tensor shared(String purpose, long... shape) {
            return draws.shared(purpose, shape);
        }
    }
}
