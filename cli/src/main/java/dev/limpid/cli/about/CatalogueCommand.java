package dev.limpid.cli.about;

import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.Operators;
import dev.limpid.operator.Proximable;
import dev.limpid.operator.PseudoInvertible;
import dev.limpid.operator.Spectral;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.solver.Method;
import dev.limpid.solver.Methods;
import dev.limpid.solver.Preset;
import dev.limpid.solver.Settings;
import dev.limpid.solver.SolverConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code limpid tasks}, {@code operators} and {@code solvers}: what can be named, asked from the library so that the lists cannot age. */
@Command
public abstract class CatalogueCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** The columns' titles, then the lines. */
    abstract List<List<String>> table();

    /** Lines under the table. */
    List<String> legend() {
        return List.of();
    }

    @Override
    public Integer call() {
        List<List<String>> rows = table();
        int[] widths = widths(rows);
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int c = 0; c < row.size(); c++) {
                line.append(row.get(c)).append(" ".repeat(widths[c] - row.get(c).length() + 2));
            }
            spec.commandLine().getOut().println(line.toString().stripTrailing());
        }
        legend().forEach(spec.commandLine().getOut()::println);
        return 0;
    }

    private static int[] widths(List<List<String>> rows) {
        var widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        return widths;
    }

    /** {@code limpid tasks}. */
    @Command(
            name = "tasks",
            mixinStandardHelpOptions = true,
            description =
                    "Lists the restoration tasks: what is simulated without further options on a 256 x 256 picture,"
                            + " which file or value tells what happened to a picture of your own, and what results are compared with.")
    public static final class TaskTable extends CatalogueCommand {
        private static final int PICTURE = 256;

        @Override
        List<List<String>> table() {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("TASK", "WHAT HAPPENED", "SIMULATED", "YOUR OWN", "COMPARED WITH"));
            for (Task task : Tasks.ALL) {
                rows.add(List.of(
                        task.name(),
                        task.summary(),
                        simulated(task),
                        own(task),
                        Methods.named(task.classical()).title()));
            }
            return rows;
        }

        private static String simulated(Task task) {
            var text = new StringBuilder();
            for (Map.Entry<String, Object> p : task.parameters(PICTURE).entrySet()) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(p.getKey())
                        .append(' ')
                        .append(p.getValue());
            }
            return text.toString();
        }

        private static String own(Task task) {
            return task.options(false).stream()
                    .map(option -> "--" + option.name() + " " + option.label())
                    .collect(Collectors.joining(", "));
        }
    }

    /** {@code limpid operators}. */
    @Command(
            name = "operators",
            mixinStandardHelpOptions = true,
            description =
                    "Lists the measurement operators A of the library and what each of them can do: a linear one has"
                            + " its exact adjoint and norm; some also have a pseudo-inverse and a proximal step in closed form.")
    public static final class OperatorTable extends CatalogueCommand {
        @Override
        List<List<String>> table() {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("OPERATOR", "A(x)", "LINEAR", "PSEUDO-INVERSE", "PROX", "SINGULAR VALUES"));
            for (Operators.Kind kind : Operators.ALL) {
                rows.add(List.of(
                        kind.name(),
                        kind.formula(),
                        yes(kind.can(LinearOperator.class)),
                        yes(kind.can(PseudoInvertible.class)),
                        yes(kind.can(Proximable.class)),
                        yes(kind.can(Spectral.class))));
            }
            return rows;
        }

        private static String yes(boolean can) {
            return can ? "yes" : "no";
        }
    }

    /** {@code limpid solvers}. */
    @Command(
            name = "solvers",
            mixinStandardHelpOptions = true,
            description = {
                "Lists the solvers and the tasks that each of them is for: the evaluations of the network that its brief"
                        + " preset takes for a task, or the reason for which it is not for it.",
                "With a NAME, lists its presets with all settings, which are those that --set changes, and their evaluations,"
                        + " those that are back-propagated among them."
            })
    public static final class SolverTable extends CatalogueCommand {
        private static final String ALL = "all";

        @Parameters(
                arity = "0..*",
                paramLabel = "NAME",
                description = "Solvers whose presets are listed, or all for those of every one.")
        private List<String> names = List.of();

        /** The reasons of empty cells, in the order of their letters. */
        private final List<String> reasons = new ArrayList<>();

        @Override
        List<List<String>> table() {
            reasons.clear();
            return names.isEmpty() ? matrix() : presets();
        }

        @Override
        List<String> legend() {
            if (!names.isEmpty()) {
                return List.of();
            }
            var lines = new ArrayList<String>();
            lines.add("");
            lines.add(
                    "A number: evaluations of the network with --preset brief; 'limpid solvers NAME' lists other presets and all"
                            + " settings.");
            lines.add(
                    "A letter: not for the task. A number with a letter: for those of the task's operators that have it.");
            for (String reason : reasons) {
                lines.add("  " + letter(reason) + "  " + reason);
            }
            return lines;
        }

        private List<List<String>> matrix() {
            List<List<String>> rows = new ArrayList<>();
            rows.add(row("", task -> title(task).substring(0, broken(task))));
            rows.add(row("SOLVER", task -> title(task).substring(broken(task))));
            for (Method<?> method : Methods.ALL) {
                rows.add(row(method.name(), task -> cell(method, task)));
            }
            return rows;
        }

        private static String title(Task task) {
            return task.name().toUpperCase(Locale.ROOT);
        }

        /** Where a title goes on in the next line, after its first hyphen, so that all tasks fit into one of a terminal. */
        private static int broken(Task task) {
            return task.name().indexOf('-') + 1;
        }

        private static List<String> row(String first, Function<Task, String> cell) {
            var row = new ArrayList<>(List.of(first));
            Tasks.ALL.forEach(task -> row.add(cell.apply(task)));
            return row;
        }

        private String cell(Method<?> method, Task task) {
            Optional<String> misfit = SolverChoice.misfit(method, task);
            if (misfit.isPresent()) {
                return letter(misfit.get());
            }
            String number = evaluations(method.preset(Preset.BRIEF, task.tunedAs()));
            return SolverChoice.condition(method, task)
                    .map(condition -> number + " " + letter(condition))
                    .orElse(number);
        }

        private String letter(String reason) {
            if (!reasons.contains(reason)) {
                reasons.add(reason);
            }
            return String.valueOf((char) ('a' + reasons.indexOf(reason)));
        }

        private List<List<String>> presets() {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("SOLVER", "TASK", "PRESET", "EVALUATIONS", "BACK-PROPAGATED", "SETTINGS"));
            for (Method<?> method : named()) {
                for (Task task : Tasks.ALL) {
                    for (String preset : Preset.NAMES) {
                        method.find(preset, task.tunedAs())
                                .ifPresent(config -> rows.add(row(method, task, preset, config)));
                    }
                }
            }
            return rows;
        }

        private List<? extends Method<?>> named() {
            try {
                return names.contains(ALL)
                        ? Methods.ALL
                        : names.stream().map(Methods::named).toList();
            } catch (IllegalArgumentException e) {
                throw new InvalidRequestException(e.getMessage(), e);
            }
        }

        private static List<String> row(Method<?> method, Task task, String preset, SolverConfig config) {
            return List.of(
                    method.name(),
                    task.name(),
                    preset,
                    evaluations(config),
                    String.format(Locale.ROOT, "%,d", config.cost().backward()),
                    settings(config));
        }

        private static String evaluations(SolverConfig config) {
            return String.format(Locale.ROOT, "%,d", config.cost().evaluations());
        }

        private static String settings(SolverConfig config) {
            var text = new StringBuilder();
            Settings.of(config)
                    .forEach((key, value) -> text.append(text.isEmpty() ? "" : " ")
                            .append(key)
                            .append('=')
                            .append(value));
            return text.toString();
        }
    }
}
