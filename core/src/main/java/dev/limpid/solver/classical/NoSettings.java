package dev.limpid.solver.classical;

import dev.limpid.solver.Cost;
import dev.limpid.solver.Preset;
import dev.limpid.solver.SolverConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The settings of a method that has none. */
record NoSettings() implements SolverConfig {
    @Override
    public Cost cost() {
        return Cost.nothing();
    }

    /** The one preset of a method without settings. */
    static List<Preset<NoSettings>> forTasks(String... tasks) {
        Map<String, NoSettings> byTask =
                Arrays.stream(tasks).collect(Collectors.toMap(Function.identity(), task -> new NoSettings()));
        return List.of(new Preset<>(Preset.BRIEF, "has no settings", byTask));
    }
}
