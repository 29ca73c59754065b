package dev.limpid.experiment;

import dev.limpid.metric.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** An experiment's report in Markdown, with a sheet of pictures for each problem. */
record MarkdownReport(ExperimentReport report, List<Standings> standings) {
    MarkdownReport {
        standings = List.copyOf(standings);
    }

    /** The text; the pictures that it shows are written below {@code out}. */
    String text(Path out) throws IOException {
        Experiment experiment = report.experiment();
        var text = new StringBuilder();
        text.append("# ").append(experiment.title()).append("\n\n");
        text.append(report.budget()).append("\n\n");
        report.remarks(standings).forEach(remark -> text.append(remark).append(".\n\n"));
        experiment.notes().forEach(note -> text.append(note).append("\n\n"));
        for (Standings one : standings) {
            text.append("## ").append(one.quantity().head()).append("\n\n");
            text.append(report.isOfSets(one.quantity()) ? report.aboutSets() + "\n\n" : "");
            text.append(one.markdown()).append('\n');
        }
        report.seeds().ifPresent(section -> text.append("## ").append(section.markdown()));
        text.append("## Settings\n\n")
                .append(MarkdownTable.of(report.settings()))
                .append('\n');
        for (TestProblem problem : report.grid().problems()) {
            text.append(problem(problem, out));
        }
        return text.toString().stripTrailing() + "\n";
    }

    private String problem(TestProblem problem, Path out) throws IOException {
        var text = new StringBuilder();
        text.append("## ")
                .append(problem.label())
                .append("\n\n")
                .append(table(problem))
                .append('\n');
        report.selections(problem).ifPresent(section -> text.append(section.markdown()));
        report.published(problem).ifPresent(section -> text.append(section.markdown()));
        return text.append(sheet(problem, out)).toString();
    }

    private String table(TestProblem problem) {
        ResultReport results = report.results();
        List<Quantity> columns = results.quantities().stream()
                .filter(quantity -> report.shown().contains(quantity)
                        || quantity.equals(SolveQuantities.EVALUATIONS)
                        || quantity.equals(SolveQuantities.SECONDS))
                .toList();
        return new ResultReport(results.rows(), columns)
                .compared(
                        problem.label(),
                        report.experiment().reference(),
                        report.grid().solversFor(problem),
                        report.compared(problem));
    }

    /** A line that shows the results on the first pictures, where they are kept. */
    private String sheet(TestProblem problem, Path out) throws IOException {
        String name = KeptPictures.fileName(report.experiment().name() + " " + problem.label()) + ".png";
        Path images = out.resolve("images");
        Files.createDirectories(images);
        boolean drawn = report.grid()
                .kept()
                .sheet(
                        problem.label(),
                        IntStream.range(0, report.experiment().shown())
                                .filter(i -> report.grid().keeps(problem.label(), i))
                                .boxed()
                                .toList(),
                        report.grid().solversFor(problem),
                        (number, solver) -> label(problem.label(), number, solver),
                        images.resolve(name));
        return drawn ? "![" + problem.label() + "](images/" + name + ")\n\n" : "";
    }

    /** A solver with its score. */
    private String label(String problem, int number, String solver) {
        Quantity first = report.first();
        return report.results()
                .value(problem, number, solver, first)
                .map(value -> solver + " " + first.text(value))
                .orElse(solver);
    }
}
