package dev.limpid.imagej;

import dev.limpid.degradation.Option;
import dev.limpid.degradation.Task;
import dev.limpid.solver.Method;
import java.util.List;

/** The page behind the dialog's Help button, from the task and its options. */
final class HelpPage {
    private HelpPage() {}

    static String of(Task task, List<Method<?>> solvers) {
        var page = new StringBuilder("<html><h2>" + escape(task.name() + ": " + task.summary()) + "</h2>");
        for (Option<?> option : task.options(false)) {
            entry(page, option.name(), String.join("\n", option.help()) + open(option));
        }
        entry(page, Settings.RANGE, "Which values are black and white: natural, min:max or auto.");
        entry(page, Settings.PRIOR, "A name, such as photo, or a file of weights.");
        entry(page, Settings.SOLVER, "default lets Limpid choose. For this task:");
        page.append("<ul>");
        for (Method<?> solver : solvers) {
            page.append("<li>")
                    .append(escape(solver.name() + ": " + solver.title()))
                    .append("</li>");
        }
        page.append("</ul>");
        entry(page, Settings.REALISM, "How much may be invented, 0 to 1, for solvers that have that setting.");
        entry(page, Settings.SET, "Single settings of the solver, key=value with blanks between them.");
        entry(page, Settings.SEED, "Of everything that is drawn.");
        return page.append("</html>").toString();
    }

    private static String open(Option<?> option) {
        return switch (GivenValues.content(option)) {
            case OBSERVED ->
                "\nOr ROI, the selection, which is what is missing; or the title of an open image, white where it was observed.";
            case KERNEL -> "\nOr the title of an open image.";
            case OTHER -> "";
        };
    }

    private static void entry(StringBuilder page, String name, String text) {
        page.append("<p><b>").append(escape(name)).append("</b><br>");
        page.append(escape(text).replace("\n", "<br>")).append("</p>");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
