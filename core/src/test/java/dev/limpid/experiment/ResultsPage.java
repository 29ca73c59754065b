package dev.limpid.experiment;

import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code docs/results.md}: below its first lines, which are written by hand, the reports of the scores in {@code docs/results}.
 *
 * @param root folder of the project
 * @param work an empty folder
 */
record ResultsPage(Path root, Path work) {
    private static final String BEGIN = "\n## In short\n";
    private static final Pattern ORDER = Pattern.compile("By (.+) (\\d+ of \\d+) pairs");
    private static final Pattern GAP =
            Pattern.compile("(?m)^\\| +(\\S+) \\|.* ([+-]\\d+\\.\\d+)(?: ± \\d+\\.\\d+)? \\|$");
    private static final String RULES = "of the results that other rules choose:";

    /** The page anew. */
    String text() throws IOException {
        String page = Files.readString(root.resolve("docs/results.md"));
        int begin = page.indexOf(BEGIN);
        var sections = new StringBuilder();
        var brief = new ArrayList<List<String>>();
        brief.add(List.of(
                "experiment",
                "problem",
                "pairs in the published order",
                "by",
                "oracle less last, dB: mean of the solvers",
                "largest",
                "of"));
        for (Path scores : scores()) {
            String name = name(scores);
            String report = report(scores, name);
            sections.append(section(name, report));
            brief.addAll(lines(name, report));
        }
        return page.substring(0, begin < 0 ? page.length() : begin) + BEGIN + "\n" + MarkdownTable.of(brief)
                + sections.toString().replaceAll("\n{3,}", "\n\n").stripTrailing() + "\n";
    }

    /** In the order of the paper, its figures last. */
    private List<Path> scores() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("docs/results"))) {
            return files.filter(file -> file.toString().endsWith(".csv"))
                    .sorted(Comparator.comparing((Path file) -> name(file).startsWith("figures"))
                            .thenComparing(ResultsPage::name))
                    .toList();
        }
    }

    private static String name(Path scores) {
        return scores.getFileName().toString().replaceFirst("\\.csv$", "");
    }

    /** The report that {@code evaluate --report} writes from scores alone. */
    private String report(Path scores, String name) throws IOException {
        Path out = Files.createDirectories(work.resolve(name));
        Files.copy(scores, out.resolve(ExperimentRun.SCORES));
        Experiment experiment = ExperimentFile.read(root.resolve("experiments").resolve(name + ".yaml"));
        try (var scope = Scope.open()) {
            ExperimentRun.recorded(experiment, null, List.of(), out).writeReport();
        }
        return Files.readString(out.resolve("report.md"));
    }

    private String section(String name, String report) throws IOException {
        String title = report.substring(2, report.indexOf('\n'));
        String data = name.contains("photos") ? "PHOTOS" : "CATS";
        Matcher budget = Pattern.compile(
                        "(?m)^\\d+ pictures?.* evaluations of the network(?:, at most \\d+ for a solve)?\\.( Measured: .*? evaluations\\.)?")
                .matcher(report);
        if (!budget.find()) {
            throw new IllegalArgumentException(name + ": the report has no budget");
        }
        var text = new StringBuilder();
        text.append("\n## ").append(title).append("\n\n");
        text.append("    ./limpid evaluate experiments/")
                .append(name)
                .append(".yaml --data ")
                .append(data);
        text.append(" --out ").append(name).append(name.matches("table(01|11).*") ? " --workers 1" : "");
        text.append("\n\n")
                .append(budget.group())
                .append(" [Scores](results/")
                .append(name)
                .append(".csv).\n\n")
                .append(report, report.indexOf("\n\n", budget.end()) + 2, report.indexOf("\n## ") + 1);
        for (String problem : problems(report)) {
            text.append("#").append(problem.stripTrailing()).append("\n");
            text.append(pictures(name, label(problem))).append("\n");
        }
        return text.toString();
    }

    /** The parts of the report about one problem each, which come last. */
    private static List<String> problems(String report) {
        String settings = report.substring(report.indexOf("\n## Settings\n") + 1);
        return Stream.of(settings.split("(?m)^(?=## )"))
                .filter(part -> !part.startsWith("## Settings"))
                .toList();
    }

    private static String label(String problem) {
        return problem.substring(3, problem.indexOf('\n'));
    }

    private String pictures(String name, String problem) {
        String file = KeptPictures.fileName(name + " " + problem) + ".jpg";
        return Files.exists(root.resolve("docs/images/results").resolve(file))
                ? "\n![" + problem + "](images/results/" + file + ")\n"
                : "";
    }

    private static List<List<String>> lines(String name, String report) {
        var lines = new ArrayList<List<String>>();
        for (String problem : problems(report)) {
            Matcher order = ORDER.matcher(problem);
            boolean ordered = order.find();
            String pairs = ordered ? order.group(2) : "–";
            List<MatchResult> gaps = problem.contains(RULES)
                    ? GAP.matcher(problem.substring(problem.indexOf(RULES)).split("\n\n", 3)[1])
                            .results()
                            .toList()
                    : List.of();
            OptionalDouble mean = gaps.stream().mapToDouble(ResultsPage::gap).average();
            MatchResult largest = gaps.stream()
                    .max(Comparator.comparingDouble(ResultsPage::gap))
                    .orElse(null);
            if (!pairs.equals("–") || largest != null) {
                lines.add(List.of(
                        name,
                        label(problem),
                        pairs,
                        ordered ? order.group(1) : "–",
                        mean.isPresent() ? String.format(Locale.ROOT, "%+.2f", mean.getAsDouble()) : "–",
                        largest == null ? "–" : largest.group(2),
                        largest == null ? "–" : largest.group(1)));
            }
        }
        return lines;
    }

    private static double gap(MatchResult row) {
        return Double.parseDouble(row.group(2));
    }
}
