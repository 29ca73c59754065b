package dev.limpid.experiment;

import dev.limpid.io.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Numbers of a paper's table, which a report has beside its own.
 *
 * @param title of the table, such as {@code Table 2, CelebA}
 * @param otherwise in what the paper's setting differs; empty where it is the same
 * @param names of solvers in the paper by their labels here, where they are not those of the methods
 * @param values of the table
 */
record Published(String title, String otherwise, Map<String, String> names, List<Value> values) {
    /** Keys of quantities by the names of the paper's columns; LPIPS is of AlexNet there. */
    private static final Map<String, String> KEYS = Map.of(
            "PSNR", "psnr",
            "SSIM", "ssim",
            "LPIPS", "lpips-alex",
            "FID", "fid",
            "NFE", "evaluations",
            "seconds (RTX 4090)", "seconds",
            "GB (RTX 4090)", "memory");

    private static final List<String> HEAD = List.of("table", "task", "dataset", "method", "metric", "value");

    /**
     * One number.
     *
     * @param problem name of the problem
     * @param method as the paper writes it
     * @param metric head of the column
     */
    record Value(String problem, String method, String metric, double number) {}

    Published {
        names = Map.copyOf(names);
        values = List.copyOf(values);
    }

    /**
     * Reads a table from a file of comma-separated values with the columns table, task, dataset, method, metric and value; an empty value
     * is none. Lines that begin with {@code #} are remarks.
     *
     * @param dataset empty: of all
     * @throws InvalidRequestException if the file has no such table
     */
    static Published read(Path file, String table, String dataset, String otherwise, Map<String, String> names)
            throws IOException {
        List<String> lines = Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .toList();
        if (lines.isEmpty() || !CsvLine.split(lines.get(0)).equals(HEAD)) {
            throw new InvalidRequestException(file + ": is no table of published numbers, whose columns are " + HEAD);
        }
        var values = new ArrayList<Value>();
        for (String line : lines.subList(1, lines.size())) {
            number(file, CsvLine.split(line), table, dataset).ifPresent(values::add);
        }
        if (values.isEmpty()) {
            throw new InvalidRequestException(
                    file + ": has no table '" + table + "'" + (dataset.isEmpty() ? "" : " of " + dataset));
        }
        String title = (table.matches("\\d+") ? "Table " : "") + table + (dataset.isEmpty() ? "" : ", " + dataset);
        return new Published(title, otherwise, names, values);
    }

    private static Optional<Value> number(Path file, List<String> cells, String table, String dataset) {
        if (cells.size() != HEAD.size()) {
            throw new InvalidRequestException(file + ": a line has " + cells.size() + " cells instead of " + HEAD.size()
                    + ": " + String.join(",", cells));
        }
        boolean other = !cells.get(0).equals(table)
                || !(dataset.isEmpty() || cells.get(2).equals(dataset))
                || !cells.get(5).matches("[-+]?\\d+(\\.\\d+)?");
        return other
                ? Optional.empty()
                : Optional.of(new Value(cells.get(1), cells.get(3), cells.get(4), Double.parseDouble(cells.get(5))));
    }

    /**
     * Holds an experiment against the table.
     *
     * @throws InvalidRequestException if none of its problems is in the table, or a name is for none of its solvers
     */
    void requireFits(List<String> problems, List<String> solvers) {
        List<String> theirs = values.stream().map(Value::problem).distinct().toList();
        if (problems.stream().noneMatch(theirs::contains)) {
            throw new InvalidRequestException(
                    "published: none of the problems " + problems + " is in " + title + ", which has " + theirs);
        }
        names.keySet().forEach(label -> YamlKeys.requireKnown("solver in published names", label, solvers));
    }

    /** Heads of the columns that a problem has in the paper. */
    List<String> metrics(String problem) {
        return values.stream()
                .filter(number -> number.problem().equals(problem))
                .map(Value::metric)
                .distinct()
                .toList();
    }

    /** The key of the quantity that a column of the paper stands for. */
    static String key(String metric) {
        return KEYS.getOrDefault(metric, metric.toLowerCase(Locale.ROOT));
    }

    /** A number of a solver; empty where the paper has none. */
    OptionalDouble of(String problem, NamedSolver solver, String metric) {
        String name = names.getOrDefault(solver.label(), solver.method());
        return values.stream()
                .filter(number -> number.problem().equals(problem)
                        && number.method().equalsIgnoreCase(name)
                        && number.metric().equals(metric))
                .mapToDouble(Value::number)
                .findFirst();
    }
}
