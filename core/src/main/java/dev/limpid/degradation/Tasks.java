package dev.limpid.degradation;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Every task that there is. A new one is a file and a line here. */
public final class Tasks {
    /** In the order in which they are shown. */
    public static final List<Task> ALL = List.of(
            Inpaint.TASK,
            SuperResolve.TASK,
            Deblur.GAUSSIAN,
            Deblur.MOTION,
            BlindDeblur.TASK,
            NonlinearDeblur.TASK,
            TurbulentAir.TASK,
            Denoise.TASK);

    private Tasks() {}

    /**
     * The task of that name.
     *
     * @throws IllegalArgumentException for any other name, with those that there are
     */
    public static Task named(String name) {
        return ALL.stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown task '" + name + "': "
                        + ALL.stream().map(Task::name).collect(Collectors.joining(", "))));
    }

    /** The options of all tasks, each once. */
    public static Set<Option<?>> options() {
        var options = new LinkedHashSet<Option<?>>();
        ALL.forEach(task -> options.addAll(task.options()));
        return options;
    }
}
