package dev.limpid.restoration;

import dev.limpid.degradation.Task;
import dev.limpid.solver.DmiloConfig;
import dev.limpid.solver.DmiloPgdConfig;
import dev.limpid.solver.MethodConfig;
import dev.limpid.solver.SolverConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The named settings of every solver for a task: the only place where a solver's defaults stand.
 *
 * <p>Sources: [P] Zheng, Li, Liu, ICML 2025, §5; [C] the authors' {@code dmilo.py} and {@code dmilo-pgd.py}, which differ
 * from the paper where both are given; [D] chosen by us, on images that no table reports.
 */
public final class Presets {
    /** [C, all tasks] Adam's rate for the deviation ν; λ; λ_z; steps N; the time grid. */
    private static final double DEVIATION_RATE = 1e-3;

    private static final double DEVIATION_WEIGHT = 0.1;
    private static final double LATENT_WEIGHT = 1e-4;
    private static final int STEPS = 3;
    private static final String GRID = "dmilo";
    /** [C] data-consistency steps of the non-squared norm for blur. */
    private static final int BLUR_STEPS = 1000;

    /** The solvers that can be named. */
    public enum Method {
        DMILO,
        DMILO_PGD,
        BLIND_PGD,
        DMILO_BLIND,
        DMILO_PGD_BLIND;

        /** The method of that name. */
        public static Method named(String name) {
            return Labels.named("solver", values(), name);
        }

        public String label() {
            return Labels.of(this);
        }

        /** Whether it seeks the blur's kernel together with the image, and cannot be told it. */
        public boolean isBlind() {
            return this == BLIND_PGD || this == DMILO_BLIND || this == DMILO_PGD_BLIND;
        }

        /** The solver that a task has unless another one is asked for. */
        public static Method of(Task task) {
            return named(task.solver());
        }
    }

    private Presets() {}

    /** The names of the presets. */
    public enum Name {
        /** At most 300 back-propagated evaluations, for two CPU cores [D]. */
        BRIEF,
        /** As the paper states. */
        PAPER,
        /** As the authors' code has it. */
        AUTHORS_CODE;

        /** The preset of that name. */
        public static Name named(String name) {
            return Labels.named("preset", values(), name);
        }

        public String label() {
            return Labels.of(this);
        }
    }

    /**
     * The settings of a solver that knows A.
     *
     * @throws IllegalArgumentException where the source gives none for the task, or the solver is a blind one
     */
    public static SolverConfig of(Method method, Task task, Name name) {
        if (any(method, task, name) instanceof SolverConfig known) {
            return known;
        }
        throw new IllegalArgumentException(method.label() + " is a blind solver, which knows no A");
    }

    /**
     * The settings of any solver.
     *
     * @throws IllegalArgumentException where the source gives none for the task, or the solver cannot do it
     */
    public static MethodConfig any(Method method, Task task, Name name) {
        if (method.isBlind() != task.blind()) {
            throw new IllegalArgumentException("solver " + method.label() + " is not for " + task.name() + ": use "
                    + Labels.all(method.isBlind() ? known() : blind()));
        }
        return find(method, task, name)
                .orElseThrow(() -> new IllegalArgumentException("there is no preset '" + name.label() + "' of "
                        + method.label() + " for " + task.name() + ": its source gives no values; use brief"));
    }

    private static List<Method> known() {
        return Arrays.stream(Method.values()).filter(m -> !m.isBlind()).toList();
    }

    private static List<Method> blind() {
        return Arrays.stream(Method.values()).filter(Method::isBlind).toList();
    }

    /** The settings, empty where the source gives none for the task, or the solver cannot do it. */
    public static Optional<? extends MethodConfig> find(Method method, Task task, Name name) {
        if (method.isBlind() || task.blind()) {
            return method.isBlind() && task.blind() ? BlindPresets.find(method, name) : Optional.empty();
        }
        return switch (name) {
            case BRIEF -> Optional.of(method == Method.DMILO ? dmiloBrief(task) : pgdBrief(task));
            case PAPER -> method == Method.DMILO ? dmiloPaper(task) : pgdPaper(task);
            case AUTHORS_CODE -> method == Method.DMILO ? dmiloCode(task) : pgdCode(task);
        };
    }

    /** Where a preset begins: the published ones at noise, the brief one at the classical estimate. */
    public static Start start(Name name) {
        return name == Name.BRIEF ? Start.CLASSICAL : Start.NOISE;
    }

    private static Optional<DmiloConfig> dmiloCode(Task task) {
        return switch (task.tunedAs()) {
            case "inpainting" -> Optional.of(dmilo(5, 200, 0.02));
            case "super-resolution" -> Optional.of(dmilo(5, 1000, 0.01));
            case "gaussian-deblur", "motion-deblur" -> Optional.of(dmilo(10, 300, 0.008));
            case "nonlinear-deblur" -> Optional.of(dmilo(10, 200, 0.01));
            default -> Optional.empty();
        };
    }

    private static Optional<DmiloConfig> dmiloPaper(Task task) {
        return switch (task.tunedAs()) {
            case "inpainting" -> Optional.of(dmilo(5, 200, 0.02));
            case "super-resolution" -> Optional.of(dmilo(10, 400, 0.02));
            case "nonlinear-deblur" -> Optional.of(dmilo(5, 200, 0.02));
            default -> Optional.empty();
        };
    }

    private static Optional<DmiloPgdConfig> pgdCode(Task task) {
        return switch (task.tunedAs()) {
            case "inpainting" -> Optional.of(pgd(5, 200, 0.02, 1, 0.5, false));
            case "super-resolution" -> Optional.of(pgd(10, 400, 0.01, 1, 8, false));
            case "gaussian-deblur", "motion-deblur" -> Optional.of(pgd(5, 500, 0.02, BLUR_STEPS, 2, true));
            case "nonlinear-deblur" -> Optional.of(pgd(10, 200, 0.02, BLUR_STEPS, 0.3, true));
            default -> Optional.empty();
        };
    }

    private static Optional<DmiloPgdConfig> pgdPaper(Task task) {
        return switch (task.tunedAs()) {
            case "inpainting" -> Optional.of(pgd(5, 200, 0.02, 1, 0.5, false));
            case "super-resolution" -> Optional.of(pgd(10, 400, 0.02, 1, 8, false));
            // The paper's step size for nonlinear deblurring is not known to us.
            default -> Optional.empty();
        };
    }

    /**
     * The short schedule of a brief solve [D]: it starts at the classical estimate, whose structure is right, so that the noisiest
     * steps have nothing to add. Chosen on four tune images; docs/experiments/brief-preset.md has the runs.
     */
    private record Brief(String grid, int outer, int inner, double rate) {
        static Brief of(Task task) {
            return switch (task.tunedAs()) {
                case "inpainting" -> new Brief("300-120", 2, 40, 0.02);
                case "super-resolution" -> new Brief("200", 3, 40, 0.01);
                case "gaussian-deblur" -> new Brief("200-80", 2, 40, 0.02);
                case "motion-deblur" -> new Brief("150", 2, 50, 0.02);
                case "nonlinear-deblur" -> new Brief("100", 3, 50, 0.02);
                // y is an image already: more iterations fit its noise.
                case "denoise" -> new Brief("150", 1, 5, 0.02);
                default -> throw new IllegalArgumentException(task + " has no settings of its own");
            };
        }

        int steps() {
            return grid.split("-").length;
        }
    }

    /** The steps on the image of a brief solve. */
    private record DataSteps(int count, double rate, boolean normalised) {
        static DataSteps of(Task task) {
            return switch (task.tunedAs()) {
                case "inpainting", "super-resolution", "denoise" -> new DataSteps(1, 0, false);
                case "gaussian-deblur", "motion-deblur" -> new DataSteps(BLUR_STEPS, 2, true);
                // Steps that find their own length: a network as A costs as much as the prior.
                case "nonlinear-deblur" -> new DataSteps(40, 0, false);
                default -> throw new IllegalArgumentException(task + " has no settings of its own");
            };
        }
    }

    private static DmiloConfig dmiloBrief(Task task) {
        Brief b = Brief.of(task);
        return new DmiloConfig(
                b.steps(),
                b.grid(),
                b.outer(),
                b.inner(),
                b.rate(),
                DEVIATION_RATE,
                DEVIATION_WEIGHT,
                LATENT_WEIGHT,
                0);
    }

    private static DmiloPgdConfig pgdBrief(Task task) {
        Brief b = Brief.of(task);
        DataSteps d = DataSteps.of(task);
        return new DmiloPgdConfig(
                b.steps(),
                b.grid(),
                b.outer(),
                b.inner(),
                b.rate(),
                DEVIATION_RATE,
                DEVIATION_WEIGHT,
                LATENT_WEIGHT,
                0,
                d.count(),
                d.rate(),
                d.normalised(),
                false);
    }

    private static DmiloConfig dmilo(int outer, int inner, double rate) {
        return new DmiloConfig(STEPS, GRID, outer, inner, rate, DEVIATION_RATE, DEVIATION_WEIGHT, LATENT_WEIGHT, 0);
    }

    private static DmiloPgdConfig pgd(
            int outer, int inner, double rate, int dataSteps, double dataRate, boolean normalised) {
        return new DmiloPgdConfig(
                STEPS,
                GRID,
                outer,
                inner,
                rate,
                DEVIATION_RATE,
                DEVIATION_WEIGHT,
                LATENT_WEIGHT,
                0,
                dataSteps,
                dataRate,
                normalised,
                false);
    }
}
