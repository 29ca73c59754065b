package dev.limpid.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.metric.Quantity;
import dev.limpid.metric.Quantity.Better;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StandingsTest {
    private static final Quantity PSNR = new Quantity("psnr", "PSNR", "dB", Better.HIGHER, 2);
    private static final Quantity LPIPS = new Quantity("lpips-squeeze", "LPIPS-squeeze", "", Better.LOWER, 3);
    private static final List<String> SOLVERS = List.of("a_1", "b", "c", "d");
    private static final List<String> PROBLEMS = List.of("70 %", "blur");
    private static final Standings FIRST = new Standings(
            PSNR,
            SOLVERS,
            PROBLEMS,
            List.of(
                    Map.of("a_1", 20.0, "b", 25.001, "c", 25.004, "d", 24.0),
                    Map.of("b", 1.0, "c", Double.POSITIVE_INFINITY)));
    private static final Standings SECOND =
            new Standings(LPIPS, SOLVERS, PROBLEMS, List.of(Map.of("a_1", 0.2, "b", 0.1), Map.of()));

    /** Equal to its digits is equal. */
    @Test
    void ranksByTheBetterEnd() {
        assertThat(SOLVERS).extracting(solver -> FIRST.rank(0, solver)).containsExactly(3, 1, 1, 2);
        assertThat(SOLVERS).extracting(solver -> FIRST.rank(1, solver)).containsExactly(0, 2, 1, 0);
        assertThat(SOLVERS).extracting(solver -> SECOND.rank(0, solver)).containsExactly(2, 1, 0, 0);
    }

    /** A small residual may be that of a result that explains the noise, too. */
    @Test
    void aNumberWithoutABetterEndIsNotRanked() {
        var residual = new Quantity("residual", "data residual", "", Better.NEITHER, 4);
        var one = new Standings(residual, SOLVERS, List.of("blur"), List.of(Map.of("b", 0.1, "c", 0.2)));

        assertThat(SOLVERS).extracting(solver -> one.rank(0, solver)).containsOnly(0);
        assertThat(new LatexTable("A", List.of(one)).text())
                .contains("Solver & data residual \\\\\n", "b & 0.1000 \\\\\n")
                .doesNotContain("arrow", "textbf", "underline");
        assertThat(ResultReport.marked(PairedDifference.of(new double[] {1, 1, 1}, new double[] {2, 2.1, 2}), residual))
                .doesNotContain("▲", "▼");
    }

    /** Problems that are too wide together, and no row without a number. */
    @Test
    void wideTablesOfLatexHaveTheirProblemsBelowEachOther() {
        String text = new LatexTable("A", List.of(FIRST, FIRST, SECOND, SECOND)).text();
        String[] parts = text.split("medskip");

        assertThat(parts).hasSize(2);
        assertThat(parts[0]).contains("{lcccc}", "{4}{c}{70 \\%}", "a\\_1 &").doesNotContain("blur");
        assertThat(parts[1]).contains("{lcccc}", "{4}{c}{blur}", "\nb &").doesNotContain("a\\_1", "\nd &");
    }

    @Test
    void marksTheBestInMarkdown() {
        assertThat(FIRST.markdown()).isEqualTo("""
                | solver |      70 % |  blur |
                |-------:|----------:|------:|
                |    a_1 |     20.00 |     – |
                |      b | **25.00** |  1.00 |
                |      c | **25.00** | **∞** |
                |      d |     24.00 |     – |
                """);
    }

    @Test
    void marksTheBestAndTheSecondInLatex() {
        assertThat(new LatexTable("A & B", List.of(FIRST, SECOND)).text()).isEqualTo("""
                % needs \\usepackage{booktabs}
                \\begin{table}
                \\centering
                \\caption{A \\& B}
                \\begin{tabular}{lcccc}
                \\toprule
                 & \\multicolumn{2}{c}{70 \\%} & \\multicolumn{2}{c}{blur} \\\\
                \\cmidrule(lr){2-3}\\cmidrule(lr){4-5}
                Solver & PSNR, dB $\\uparrow$ & LPIPS-squeeze $\\downarrow$ & PSNR, dB $\\uparrow$ & LPIPS-squeeze $\\downarrow$ \\\\
                \\midrule
                a\\_1 & 20.00 & \\underline{0.200} & -- & -- \\\\
                b & \\textbf{25.00} & \\textbf{0.100} & \\underline{1.00} & -- \\\\
                c & \\textbf{25.00} & -- & \\textbf{$\\infty$} & -- \\\\
                d & \\underline{24.00} & -- & -- & -- \\\\
                \\bottomrule
                \\end{tabular}
                \\end{table}
                """);
    }
}
