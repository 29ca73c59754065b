package dev.limpid.experiment;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Several numbers of the same solvers and problems as a table of LaTeX with the package booktabs: a group of columns for each problem, a
 * column in it for each number, an arrow for its better end, the best in bold and the second best underlined, as in the paper.
 *
 * @param standings of the same solvers and problems; not empty
 */
record LatexTable(String caption, List<Standings> standings) {
    /** As many columns of numbers as a page in one column takes. */
    private static final int COLUMNS = 6;

    private static final String BREAK = " \\\\\n";

    /** The table, to be put into a document by {@code \input}: problems that do not fit beside each other stand below each other. */
    String text() {
        var text = new StringBuilder("% needs \\usepackage{booktabs}\n\\begin{table}\n\\centering\n");
        text.append("\\caption{").append(escaped(caption)).append("}\n");
        int beside = Math.max(1, COLUMNS / standings.size());
        int problems = standings.get(0).problems().size();
        for (int from = 0; from < problems; from += beside) {
            text.append(from == 0 ? "" : "\n\\medskip\n").append(part(from, Math.min(problems, from + beside)));
        }
        return text.append("\\end{table}\n").toString();
    }

    /** Some of the problems, with the solvers that have a number there. */
    private String part(int from, int to) {
        int each = standings.size();
        var text = new StringBuilder("\\begin{tabular}{l" + "c".repeat(each * (to - from)) + "}\n\\toprule\n");
        for (String problem : standings.get(0).problems().subList(from, to)) {
            text.append(" & \\multicolumn{" + each + "}{c}{" + escaped(problem) + "}");
        }
        text.append(BREAK);
        for (int first = 2; first < 2 + (to - from) * each; first += each) {
            text.append("\\cmidrule(lr){" + first + "-" + (first + each - 1) + "}");
        }
        String heads = standings.stream().map(one -> " & " + head(one)).collect(Collectors.joining());
        text.append("\nSolver" + heads.repeat(to - from) + BREAK + "\\midrule\n");
        for (String solver : standings.get(0).solvers()) {
            if (IntStream.range(from, to).anyMatch(j -> has(solver, j))) {
                text.append(row(solver, from, to)).append(BREAK);
            }
        }
        return text.append("\\bottomrule\n\\end{tabular}\n").toString();
    }

    private boolean has(String solver, int problem) {
        return standings.stream().anyMatch(one -> one.numbers().get(problem).containsKey(solver));
    }

    private static String head(Standings one) {
        String head = escaped(one.quantity().head());
        return switch (one.quantity().better()) {
            case HIGHER -> head + " $\\uparrow$";
            case LOWER -> head + " $\\downarrow$";
            case NEITHER -> head;
        };
    }

    private String row(String solver, int from, int to) {
        return escaped(solver)
                + IntStream.range(from, to)
                        .boxed()
                        .flatMap(j -> standings.stream().map(one -> " & " + cell(one, j, solver)))
                        .collect(Collectors.joining());
    }

    private static String cell(Standings one, int column, String solver) {
        String text = escaped(one.text(column, solver));
        return switch (one.rank(column, solver)) {
            case 1 -> "\\textbf{" + text + "}";
            case 2 -> "\\underline{" + text + "}";
            default -> text;
        };
    }

    /** Text whose characters LaTeX takes as they are; what stands for nothing, and minus, are its own. */
    private static String escaped(String text) {
        return text.replace("\\", "\\textbackslash ")
                .replaceAll("([&%$#_{}])", "\\\\$1")
                .replace("~", "\\textasciitilde ")
                .replace("^", "\\textasciicircum ")
                .replace("–", "--")
                .replace("×", "$\\times$")
                .replace("∞", "$\\infty$");
    }
}
