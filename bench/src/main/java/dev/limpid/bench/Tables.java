package dev.limpid.bench;

import dev.limpid.experiment.MarkdownTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A report as text: tables in Markdown, so that they can be put into a page as they are. */
final class Tables {
    private Tables() {}

    static String of(Report report) {
        var text = new StringBuilder();
        Machine machine = report.machine();
        line(text, "%s, %d cores, %s", machine.processor(), machine.cores(), machine.system());
        line(text, "Java %s, LibTorch %s, load %.1f", machine.java(), machine.libTorch(), machine.load());
        line(text, "%d threads; matrix product %.1f GFLOP/s", machine.threads(), report.peakGigaflops());
        if (!report.cases().isEmpty()) {
            text.append('\n').append(cases(report.cases()));
        }
        if (!report.comparisons().isEmpty()) {
            text.append('\n').append(comparisons(report.comparisons()));
        }
        if (!report.growth().isEmpty()) {
            text.append('\n').append(growth(report.growth()));
        }
        LeakResult leak = report.leak();
        if (leak != null) {
            line(
                    text,
                    "%n%s, %d iterations: resident memory grows by %.0f bytes per iteration over the last half (target: below %.0f)",
                    leak.prior(),
                    leak.iterations(),
                    leak.bytesPerIteration(),
                    LeakResult.TARGET);
        }
        return text.toString();
    }

    private static String cases(List<Report.Row> rows) {
        var table = new ArrayList<List<String>>();
        table.add(List.of(
                "prior",
                "solver",
                "N",
                "wall ms",
                "CPU ms",
                "evaluations/s",
                "GFLOP/s",
                "of peak",
                "peak MiB",
                "allowed MiB"));
        for (Report.Row row : rows) {
            CaseResult c = row.measured();
            Double limit = row.peakLimitMebibytes();
            table.add(List.of(
                    c.prior(),
                    c.solver(),
                    Integer.toString(c.steps()),
                    format("%.1f", c.wallMillis()),
                    format("%.1f", c.cpuMillis()),
                    format("%.2f", row.evaluationsPerSecond()),
                    format("%.1f", row.gigaflops()),
                    format("%.0f %%", 100 * row.shareOfPeak()),
                    format("%.0f", c.peakMebibytes()),
                    limit == null ? "" : format("%.0f", limit)));
        }
        return MarkdownTable.of(table);
    }

    private static String comparisons(List<Report.Versus> all) {
        var table = new ArrayList<List<String>>();
        table.add(List.of(
                "prior",
                "N",
                "reference",
                "ms, ours",
                "ms, its",
                "wall ratio",
                "target",
                "CPU ratio",
                "MiB, ours",
                "MiB, its",
                "memory ratio"));
        for (Report.Versus versus : all) {
            List<Comparison.Pair> pairs = versus.comparison().pairs();
            CaseResult first = pairs.get(0).limpid();
            Double target = versus.wallTarget();
            table.add(List.of(
                    first.prior(),
                    Integer.toString(first.steps()),
                    versus.comparison().column().algorithm(),
                    format("%.1f", median(pairs, pair -> pair.limpid().wallMillis())),
                    format("%.1f", median(pairs, pair -> pair.reference().wallMillis())),
                    format("%.2f", versus.wallRatio()),
                    target == null ? "" : format("%.2f", target),
                    format("%.2f", versus.cpuRatio()),
                    format("%.0f", median(pairs, pair -> pair.limpid().peakMebibytes())),
                    format("%.0f", median(pairs, pair -> pair.reference().peakMebibytes())),
                    format("%.2f", versus.peakRatio())));
        }
        return MarkdownTable.of(table);
    }

    /** Peaks in MiB by N, and what a step more takes. */
    private static String growth(List<Growth> rows) {
        var steps = new TreeSet<Integer>();
        rows.forEach(row -> steps.addAll(row.mebibytes().keySet()));
        var table = new ArrayList<List<String>>();
        table.add(line("prior", "peak MiB", steps.stream().map(n -> "N = " + n), "per step"));
        for (Growth row : rows) {
            table.add(line(
                    row.prior(),
                    row.solver(),
                    steps.stream().map(n -> cell(row.mebibytes().get(n))),
                    format("%.0f", row.perStep())));
        }
        return MarkdownTable.of(table);
    }

    private static List<String> line(String prior, String solver, Stream<String> cells, String last) {
        return Stream.of(Stream.of(prior, solver), cells, Stream.of(last))
                .flatMap(part -> part)
                .toList();
    }

    private static String cell(@Nullable Double mebibytes) {
        return mebibytes == null ? "" : format("%.0f", mebibytes);
    }

    private static double median(List<Comparison.Pair> pairs, ToDoubleFunction<Comparison.Pair> quantity) {
        return Median.of(pairs.stream().mapToDouble(quantity).toArray());
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(format(format, values)).append('\n');
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
