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
    private static final String BREAK = " \\\\\n";

    /** The table, to be put into a document by {@code \input}. */
    String text() {
        int each = standings.size();
        List<String> problems = standings.get(0).problems();
        var text = new StringBuilder("% needs \\usepackage{booktabs}\n\\begin{table}\n\\centering\n");
        text.append("\\caption{").append(escaped(caption)).append("}\n");
        text.append("\\begin{tabular}{l")
                .append("c".repeat(each * problems.size()))
                .append("}\n\\toprule\n");
        for (String problem : problems) {
            text.append(" & \\multicolumn{")
                    .append(each)
                    .append("}{c}{")
                    .append(escaped(problem))
                    .append("}");
        }
        text.append(BREAK);
        for (int j = 0; j < problems.size(); j++) {
            int first = 2 + j * each;
            text.append("\\cmidrule(lr){")
                    .append(first)
                    .append('-')
                    .append(first + each - 1)
                    .append("}");
        }
        text.append("\nSolver");
        problems.forEach(problem -> standings.forEach(one -> text.append(" & ").append(head(one))));
        text.append(BREAK).append("\\midrule\n");
        for (String solver : standings.get(0).solvers()) {
            text.append(row(solver, problems.size())).append(BREAK);
        }
        return text.append("\\bottomrule\n\\end{tabular}\n\\end{table}\n").toString();
    }

    private static String head(Standings one) {
        String arrow = one.quantity().higherIsBetter() ? "uparrow" : "downarrow";
        return escaped(one.quantity().head()) + " $\\" + arrow + "$";
    }

    private String row(String solver, int problems) {
        return escaped(solver)
                + IntStream.range(0, problems)
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
                .replace("×", "$\\times$");
    }
}
