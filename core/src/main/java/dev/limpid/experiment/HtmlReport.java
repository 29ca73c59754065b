package dev.limpid.experiment;

import dev.limpid.experiment.HtmlTable.Cell;
import dev.limpid.experiment.HtmlTable.Head;
import dev.limpid.experiment.ScatterChart.Point;
import dev.limpid.metric.Quantity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An experiment's report as one page that needs no other file and no network: sortable tables, pictures to compare, and charts. Its style
 * and its script are the resources {@code report.css} and {@code report.js}; without the script everything can still be read.
 */
record HtmlReport(ExperimentReport report, List<Standings> standings) {
    HtmlReport {
        standings = List.copyOf(standings);
    }

    /** The whole file. */
    String text() throws IOException {
        var html = new Html();
        html.open("html", "lang", "en").line().open("head").empty("meta", "charset", "utf-8");
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        // An icon of its own, so that browsers ask for none.
        html.empty("link", "rel", "icon", "href", "data:,");
        html.element("title", report.experiment().title());
        html.raw("style", resource("report.css")).close().line();
        html.open("body");
        head(html);
        html.open("main").line();
        overview(html);
        EmbeddedPictures pictures = EmbeddedPictures.of(report.grid());
        for (int i = 0; i < report.grid().problems().size(); i++) {
            problem(html, i, pictures);
        }
        settings(html);
        html.close().raw("script", resource("report.js"));
        return "<!DOCTYPE html>\n" + html.close().close() + "\n";
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the program's own file " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void head(Html html) {
        html.open("header").element("h1", report.experiment().title());
        html.paragraph(report.budget(), "class", "budget");
        report.remarks(standings).forEach(remark -> html.paragraph(remark + "."));
        report.experiment().notes().forEach(html::paragraph);
        html.open("nav", "aria-label", "Sections").element("a", "Overview", "href", "#overview");
        for (int i = 0; i < report.grid().problems().size(); i++) {
            html.element("a", report.grid().problems().get(i).label(), "href", "#problem-" + i);
        }
        html.element("a", "Settings", "href", "#settings").close().close().line();
    }

    private void overview(Html html) {
        html.open("section", "id", "overview").element("h2", "Overview");
        html.open("div", "class", "overview");
        for (Standings one : standings) {
            html.open("div").element("h3", one.quantity().head());
            if (report.isOfSets(one.quantity())) {
                html.paragraph(report.aboutSets(), "class", "about");
            }
            html.add(table(one).html()).close();
        }
        html.close();
        report.seeds().ifPresent(section -> html.add(section.html()));
        html.close().line();
    }

    private static HtmlTable table(Standings one) {
        var heads = new ArrayList<>(List.of(Head.text("solver")));
        one.problems()
                .forEach(
                        problem -> heads.add(Head.number(problem, one.quantity().higherIsBetter())));
        var rows = new ArrayList<List<Cell>>();
        for (String solver : one.solvers()) {
            var row = new ArrayList<>(List.of(Cell.text(solver)));
            for (int j = 0; j < one.problems().size(); j++) {
                double number = one.numbers().get(j).getOrDefault(solver, Double.NaN);
                row.add(ProblemTable.ranked(one.text(j, solver), number, one.rank(j, solver)));
            }
            rows.add(row);
        }
        return new HtmlTable(heads, rows);
    }

    private void problem(Html html, int number, EmbeddedPictures pictures) throws IOException {
        TestProblem problem = report.grid().problems().get(number);
        html.open("section", "id", "problem-" + number, "class", "problem").element("h2", problem.label());
        html.add(new ProblemTable(report, standings, number).table().html());
        report.selections(problem).ifPresent(section -> html.add(section.html()));
        report.published(problem).ifPresent(section -> html.add(section.html()));
        Optional<Html> strip = new ImageStrip(report, pictures, problem).html();
        if (strip.isPresent()) {
            html.element("h3", "Pictures").add(strip.get());
        }
        charts(html, problem);
        html.close().line();
    }

    private void charts(Html html, TestProblem problem) {
        html.open("div", "class", "charts");
        List<Point> points = points(problem);
        if (!points.isEmpty()) {
            String title = report.first().label() + " against evaluations";
            chart(html, title, new ScatterChart(title, SolveQuantities.EVALUATIONS, report.first(), points).html());
        }
        for (Quantity cost : List.of(SolveQuantities.SECONDS, SolveQuantities.MEMORY)) {
            Map<String, Double> medians = report.medians(problem, cost);
            if (!medians.isEmpty()) {
                String title = "Median " + cost.head();
                chart(html, title, new BarChart(title, cost, medians).html());
            }
        }
        html.close();
    }

    private static void chart(Html html, String title, Html svg) {
        html.open("figure").element("figcaption", title).add(svg).close().line();
    }

    /** The solvers of which both numbers are known. */
    private List<Point> points(TestProblem problem) {
        Map<String, Double> evaluations = report.medians(problem, SolveQuantities.EVALUATIONS);
        var points = new ArrayList<Point>();
        evaluations.forEach((solver, x) -> {
            Spread y = report.results().spread(problem.label(), solver, report.first());
            if (y.count() > 0) {
                points.add(new Point(solver, x, y.mean()));
            }
        });
        return points;
    }

    private void settings(Html html) {
        html.open("section", "id", "settings").element("h2", "Settings");
        List<List<String>> table = report.settings();
        List<List<Cell>> rows = table.subList(1, table.size()).stream()
                .map(row -> List.of(Cell.text(row.get(0)), Cell.leading(row.get(1)), Cell.text(row.get(2))))
                .toList();
        List<Head> heads = List.of(Head.text("solver"), Head.number("evaluations", false), Head.text("origin"));
        html.add(new HtmlTable(heads, rows).html()).close().line();
    }
}
