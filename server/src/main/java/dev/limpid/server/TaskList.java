package dev.limpid.server;

import dev.limpid.degradation.Option;
import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.solver.Method;
import dev.limpid.solver.Methods;
import dev.limpid.solver.Preset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The tasks as clients see them. */
final class TaskList {
    private static final String REALISM = "realism";

    private TaskList() {}

    /** A task: the schema {@code Task} of openapi.yaml. */
    record Shown(
            String name,
            String words,
            String summary,
            boolean blind,
            List<ShownOption> options,
            List<ShownSolver> solvers) {}

    /** An option of a task. */
    record ShownOption(String name, String label, String help, boolean file) {}

    /** A solver for a task. */
    record ShownSolver(String name, String title, long evaluations, boolean realism, List<String> presets) {}

    /** Those that a single picture is enough for: a file of a network cannot be uploaded. */
    static List<Shown> all() {
        return Tasks.ALL.stream()
                .filter(task -> task.options().stream().noneMatch(TaskList::isLarge))
                .map(TaskList::shown)
                .toList();
    }

    private static boolean isLarge(Option<?> option) {
        return option.file() != null && option.file().loader() != null;
    }

    static boolean takesUpload(Option<?> option) {
        return option.file() != null && !isLarge(option);
    }

    private static Shown shown(Task task) {
        return new Shown(
                task.name(),
                task.words(),
                task.summary(),
                task.blind(),
                task.options(false).stream().map(TaskList::shown).toList(),
                solvers(task));
    }

    private static ShownOption shown(Option<?> option) {
        return new ShownOption(
                option.name(), option.label(), PageWords.of(String.join("\n", option.help())), takesUpload(option));
    }

    /** The usual one with a prior for any size first, then those with a prior, then those without. */
    private static List<ShownSolver> solvers(Task task) {
        var fitting = new ArrayList<Method<?>>();
        fitting.add(Methods.named(task.localSolver()));
        Methods.ALL.stream()
                .filter(method -> SolverChoice.misfit(method, task).isEmpty())
                .filter(method -> !fitting.contains(method))
                .sorted((a, b) -> Boolean.compare(b.usesPrior(), a.usesPrior()))
                .forEach(fitting::add);
        return fitting.stream().map(method -> shown(method, task)).toList();
    }

    private static ShownSolver shown(Method<?> method, Task task) {
        return new ShownSolver(
                method.name(),
                method.title(),
                method.preset(Preset.BRIEF, task.tunedAs()).cost().evaluations(),
                Arrays.stream(method.settings().getRecordComponents())
                        .anyMatch(component -> component.getName().equals(REALISM)),
                Preset.NAMES.stream()
                        .filter(preset -> method.find(preset, task.tunedAs()).isPresent())
                        .toList());
    }
}
