package dev.limpid.cli.options;

import dev.limpid.degradation.Task;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.solver.Method;
import dev.limpid.solver.Methods;
import dev.limpid.solver.Preset;
import dev.limpid.solver.Settings;
import dev.limpid.solver.SolverConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose a solver and its settings: a preset, and single values over it. */
public final class SolverOptions {
    private static final String ALL = "all";

    @Option(
            names = "--solver",
            paramLabel = "NAME",
            description =
                    "One of ${bundle:solvers}; 'limpid solvers' says which of them are for a task. 'restore' also takes several,"
                            + " with commas between them, or all, and compares them. Default: hqs where"
                            + " the prior takes any size, else dmilo-pgd; for blind-deblur blind-hqs and blind-pgd, for"
                            + " turbulence dmplug-blind.")
    private @Nullable String solver;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            defaultValue = Preset.BRIEF,
            description = "Settings of the solver: brief (for two CPU cores), paper, or authors-code."
                    + " Default: ${DEFAULT-VALUE}.")
    private String preset;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting of the solver, over the preset's; an unknown key is answered with all of them.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--start",
            paramLabel = "NAME",
            description = "Where the solve begins: noise, as published, or classical, the estimate without a prior;"
                    + " short for --set start=NAME."
                    + " Default: the preset's (brief: classical, the others: noise).")
    private @Nullable String start;

    @Option(
            names = "--realism",
            paramLabel = "0…1",
            description =
                    "How much may be invented: 0 is faithful, and smooth where the measurement says nothing; 1 looks most like"
                            + " a photograph. Short for --set realism=…; for the solvers that have that setting. Default: the preset's, 0.")
    private @Nullable String realism;

    /** Whether a solver is asked for. */
    public boolean given() {
        return solver != null;
    }

    /** Whether more than one solver is asked for, to be compared. */
    public boolean several() {
        return solver != null && (solver.equals(ALL) || solver.contains(","));
    }

    /** Whether all solvers are asked for, where they fit. */
    public boolean all() {
        return ALL.equals(solver);
    }

    private List<String> names() {
        return solver == null || all() ? List.of() : List.of(solver.split(",", -1));
    }

    /** Refuses names that there are not, whatever the task. */
    void check() {
        try {
            names().forEach(Methods::named);
            if (!Preset.NAMES.contains(preset)) {
                throw new IllegalArgumentException(
                        "unknown preset '" + preset + "': " + String.join(", ", Preset.NAMES));
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }

    private void checkSeveral() {
        check();
        names().stream()
                .filter(name -> Collections.frequency(names(), name) > 1)
                .findFirst()
                .ifPresent(name -> {
                    throw new InvalidRequestException("--solver names " + name + " twice");
                });
        if (!settings.isEmpty() || start != null || realism != null) {
            throw new InvalidRequestException((!settings.isEmpty() ? "--set" : start != null ? "--start" : "--realism")
                    + " changes the settings of one solver, but --solver " + solver
                    + " asks for several; give it with one solver alone");
        }
    }

    /**
     * The choices for a task where several solvers are asked for.
     *
     * @param leftOut is told which of all solvers are not for the task, and why
     * @throws InvalidRequestException where a name is unknown or stands twice, a solver that is named is not for the task or has no such
     *     preset for it, or single settings are to be changed
     */
    public List<SolverChoice> chooseSeveral(Task task, Consumer<String> leftOut) {
        checkSeveral();
        var choices = new ArrayList<SolverChoice>();
        for (Method<?> method :
                all() ? Methods.ALL : names().stream().map(Methods::named).toList()) {
            Optional<String> misfit = misfit(method, task);
            if (misfit.isEmpty()) {
                choices.add(SolverChoice.of(method.name(), preset, task.tunedAs(), Map.of()));
            } else if (all()) {
                leftOut.accept("left out: " + method.name() + " " + misfit.get());
            } else {
                throw new InvalidRequestException(
                        "--solver " + method.name() + " is not for --task " + task + ": it " + misfit.get());
            }
        }
        if (choices.isEmpty()) {
            throw new InvalidRequestException("--solver all: no solver has a preset '" + preset + "' for " + task);
        }
        return choices;
    }

    private Optional<String> misfit(Method<?> method, Task task) {
        boolean unsourced = method.find(preset, task.tunedAs()).isEmpty();
        return SolverChoice.misfit(method, task)
                .or(() -> unsourced ? Optional.of("has no preset '" + preset + "' for the task") : Optional.empty());
    }

    /**
     * The choice for a task.
     *
     * @param local whether the prior takes any size
     * @throws InvalidRequestException where a name is unknown, the preset has no values for the task, a key is unknown or a value
     *     not allowed
     */
    public SolverChoice choose(Task task, boolean local) {
        if (several()) {
            throw new InvalidRequestException("--solver takes one solver here, got '" + solver + "'");
        }
        check();
        try {
            String method = solver != null ? solver : task.solver(local);
            var changes = new LinkedHashMap<>(settings);
            SolverConfig config = Methods.named(method).preset(preset, task.tunedAs());
            if (start != null) {
                requireSetting(config, "start", "--start does not go with --solver " + method + ", which has its own");
                changes.put("start", start);
            }
            if (realism != null) {
                requireSetting(
                        config, "realism", "--realism does not go with --solver " + method + ": use " + withRealism());
                changes.put("realism", realism);
            }
            return SolverChoice.of(method, preset, task.tunedAs(), changes);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }

    private static void requireSetting(SolverConfig config, String key, String refusal) {
        if (!Settings.of(config).containsKey(key)) {
            throw new IllegalArgumentException(refusal);
        }
    }

    /** The solvers whose settings have a realism. */
    private static String withRealism() {
        return Methods.ALL.stream()
                .filter(method -> Arrays.stream(method.settings().getRecordComponents())
                        .anyMatch(component -> component.getName().equals("realism")))
                .map(Method::name)
                .collect(Collectors.joining(" or "));
    }
}
