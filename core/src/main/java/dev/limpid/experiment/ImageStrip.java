package dev.limpid.experiment;

import dev.limpid.experiment.EmbeddedPictures.Embedded;
import dev.limpid.metric.Quantity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * A problem's pictures in a page: for each picture the measurement, all results and the truth, with the scores below them. The page's
 * script compares two of them with a slider, and enlarges the same spot in all of them.
 */
record ImageStrip(ExperimentReport report, EmbeddedPictures pictures, TestProblem problem) {
    private static final List<String> ZOOMS = List.of("2", "4", "8");
    private static final String USUAL_ZOOM = "4";

    /** The section; empty where no result is kept. */
    Optional<Html> html() throws IOException {
        var strips = new Html();
        var shown = new ArrayList<Integer>();
        for (int i = 0; i < pictures.count(); i++) {
            if (strip(strips, i)) {
                shown.add(i);
            }
        }
        if (shown.isEmpty()) {
            return Optional.empty();
        }
        var html = new Html().open("div", "class", "pictures");
        html.paragraph(
                pictures.about()
                        + " Move the pointer over a picture to enlarge the same spot in all of them; choose one to compare it.",
                "class",
                "about");
        tools(html, shown);
        html.open("div", "class", "bench");
        viewer(html);
        html.open("div").add(strips).close();
        return Optional.of(html.close().close().line());
    }

    /** Adds the pictures that are kept, and returns whether there is one. */
    private boolean strip(Html html, int number) throws IOException {
        if (!report.grid().keeps(problem.label(), number)) {
            return false;
        }
        var found = new LinkedHashMap<String, Embedded>();
        for (String name : EmbeddedPictures.names(report.grid(), problem)) {
            Optional<Embedded> picture = pictures.of(problem.label(), number, name);
            picture.ifPresent(kept -> found.put(name, kept));
        }
        if (found.isEmpty()) {
            return false;
        }
        html.open("div", "class", "strip", "data-picture", Integer.toString(number));
        found.forEach((name, picture) -> figure(html, number, name, picture));
        html.close().line();
        return true;
    }

    private void figure(Html html, int number, String name, Embedded picture) {
        Quantity first = report.first();
        String score = report.results()
                .value(problem.label(), number, name, first)
                .map(first::text)
                .orElse("");
        html.open("figure", "data-name", name);
        html.open("button", "type", "button", "class", "tile", "aria-pressed", "false");
        html.empty(
                "img",
                "src",
                picture.uri(),
                "alt",
                name + ", picture " + (number + 1),
                "width",
                Integer.toString(picture.width()),
                "height",
                Integer.toString(picture.height()));
        html.close().open("figcaption").element("span", name, "class", "name");
        html.element("span", score, "class", "score").close().close().line();
    }

    /** Hidden until the script runs, without which they would do nothing. */
    private void tools(Html html, List<Integer> shown) {
        List<String> names = EmbeddedPictures.names(report.grid(), problem);
        html.open("div", "class", "tools", "hidden", "hidden");
        html.open("label").text("Picture ").open("select", "class", "number");
        for (int i : shown) {
            html.element("option", Integer.toString(i + 1), "value", Integer.toString(i));
        }
        html.close().close();
        select(html, "Left", "left", names, KeptPictures.MEASUREMENT);
        select(html, "Right", "right", names, report.experiment().reference());
        select(html, "Magnifier", "zoom", ZOOMS, USUAL_ZOOM);
        html.close().line();
    }

    private static void select(Html html, String label, String style, List<String> values, String chosen) {
        html.open("label").text(label + " ").open("select", "class", style);
        for (String value : values) {
            if (value.equals(chosen)) {
                html.element("option", value, "value", value, "selected", "selected");
            } else {
                html.element("option", value, "value", value);
            }
        }
        html.close().close();
    }

    private void viewer(Html html) {
        html.open("div", "class", "viewer", "hidden", "hidden");
        html.open("div", "class", "stage");
        html.element("span", "", "class", "cut")
                .element("span", "", "class", "frame")
                .close();
        html.empty(
                "input",
                "type",
                "range",
                "class",
                "slider",
                "min",
                "0",
                "max",
                "100",
                "value",
                "50",
                "aria-label",
                "Share of the left picture in " + problem.label());
        html.open("p", "class", "names")
                .element("output", "", "class", "left-name")
                .element("output", "", "class", "right-name");
        html.close().close();
    }
}
