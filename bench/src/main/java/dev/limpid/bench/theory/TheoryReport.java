package dev.limpid.bench.theory;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The report of a run, as Markdown: its parameters, a table for each range, and one for the projections. */
final class TheoryReport {
    private static final double LEAST = 1e-6;

    private TheoryReport() {}

    static String of(TheoryResults results) {
        return Stream.of(
                        head(results.setting()),
                        recovery(results, false),
                        recovery(results, true),
                        inequality(results),
                        projections(results.projections()))
                .collect(Collectors.joining("\n"));
    }

    private static String head(Setting setting) {
        int n = setting.dimension();
        return String.format(
                Locale.ROOT,
                """
                # The inequality behind DMILO, measured

                Signals of n = %d numbers, seed %d. Each of %d trials draws a generator of N = %d steps with k = %d latents, a truth x* near its
                extended range, and a new Gaussian A and noise for every m.

                | parameter | value |
                |---|--:|
                | r, the bound on the norm of z | %s |
                | s, the bound on the sum of the absolute values of ν | %s |
                | entries of ν in the truth | %d |
                | distance of the truth from the extended range, at most | %s |
                | norm of the noise η | %s |
                | δ of S-REC | %s |
                | starts of a fit, and steps from each at most | %d, %d |
                | random pairs for γ, descents from the worst of them, and steps of each at most | %d, %d, %d |
                | Lipschitz constant of G, median over the trials | %.1f |
                | k ln(L r / δ) for z, and the least of (L₁ s / δ)² ln n and n ln(1 + 2 L₁ s / δ) for ν | %.0f, %.0f |

                The last row is the logarithm of covering numbers, up to a constant: a count of measurements that makes S-REC likely grows with it.
                """,
                n,
                setting.seed(),
                setting.trials(),
                Setting.STEPS,
                Setting.LATENTS,
                Setting.RADIUS,
                Setting.SPARSITY,
                Setting.ENTRIES,
                Setting.OUTSIDE,
                Setting.NOISE,
                Setting.DELTA,
                Setting.STARTS,
                Setting.FIT_ITERATIONS,
                Setting.PAIRS,
                Setting.DESCENTS,
                Setting.DESCENT_ITERATIONS,
                lipschitz(setting, Generator::lipschitz),
                Setting.LATENTS * Math.log(lipschitz(setting, Generator::lipschitz) * Setting.RADIUS / Setting.DELTA),
                covering(lipschitz(setting, Generator::lastLipschitz) * Setting.SPARSITY / Setting.DELTA, n));
    }

    private static double lipschitz(Setting setting, ToDoubleFunction<Generator> constant) {
        return Quartiles.of(IntStream.range(0, setting.trials())
                        .mapToDouble(i -> constant.applyAsDouble(Trial.generator(setting, i))))
                .median();
    }

    /** By Maurey's argument where the ball is small beside δ, and by volumes otherwise. */
    private static double covering(double ratio, int n) {
        return Math.min(ratio * ratio * Math.log(n), n * Math.log(1 + 2 * ratio));
    }

    private static String recovery(TheoryResults results, boolean extended) {
        String rows = results.setting().measurements().stream()
                .map(m -> "| " + m + " | "
                        + Stream.<ToDoubleFunction<Recovery>>of(
                                        Recovery::error,
                                        Recovery::best,
                                        Recovery::bound,
                                        Recovery::randomGamma,
                                        Recovery::gamma)
                                .map(number -> band(results.quartiles(extended, m, number)))
                                .collect(Collectors.joining(" | "))
                        + " | " + part(results.of(extended, m), r -> r.gamma() >= Setting.FIXED_GAMMA)
                        + " | " + part(results.of(extended, m), r -> r.error() <= r.bound(Setting.FIXED_GAMMA))
                        + " | " + part(results.of(extended, m), r -> r.agreeing() > 1)
                        + " |")
                .collect(Collectors.joining("\n"));
        return (extended ? "## The range that sparse deviations extend" : "## The range of the generator alone, s = 0")
                + """


                Medians, and quartiles in brackets.

                | m | error of the measurement optimum | true optimum | right side | γ, random pairs | γ, found by descent | γ ≥ ½ not refuted | inequality for γ = ½ | two starts agree |
                |--:|--:|--:|--:|--:|--:|--:|--:|--:|
                """
                + rows
                + "\n";
    }

    private static String inequality(TheoryResults results) {
        return """
                ## Whether the inequality holds

                | in all rows | range of the generator | extended range |
                |---|--:|--:|
                """
                + inBoth("the inequality holds", results, Recovery::holds)
                + inBoth("A stretches x* − x̄ by 2 at most", results, Recovery::keepsLength)
                + inBoth("the γ found is at most that of the pair x̂, x̄", results, r -> r.gamma() <= r.ownGamma())
                + inBoth("the fit is as good as x̄, so that ε = 0", results, r -> r.slack() == 0);
    }

    private static String inBoth(String name, TheoryResults results, Predicate<Recovery> holds) {
        return "| " + name + " | " + part(results.of(false), holds) + " | " + part(results.of(true), holds) + " |\n";
    }

    private static String projections(List<ProjectionTrials> all) {
        return String.format(
                        Locale.ROOT,
                        """
                        ## A-guided and plain projection

                        %d random curves in R³, each with a Gaussian A of m rows, a truth on the curve and no noise; %d steps. The truth counts as found
                        within %s of it.

                        | m | projection | distance after 1 step | after 5 | after %d | found after 1 | after 5 | after %d | ends nearer than the other |
                        |--:|---|--:|--:|--:|--:|--:|--:|--:|
                        """,
                        all.get(0).count(),
                        ProjectionTrials.STEPS,
                        ProjectionTrials.FOUND,
                        ProjectionTrials.STEPS,
                        ProjectionTrials.STEPS)
                + all.stream()
                        .flatMap(trials ->
                                Stream.of(Projection.values()).map(projection -> projection(trials, projection)))
                        .collect(Collectors.joining());
    }

    private static String projection(ProjectionTrials trials, Projection projection) {
        boolean plain = projection == Projection.PLAIN;
        List<Integer> after = List.of(1, 5, ProjectionTrials.STEPS);
        return "| " + trials.measurements() + " | " + (plain ? "plain" : "A-guided") + " | "
                + Stream.concat(
                                after.stream().map(step -> band(trials.after(projection, step))),
                                Stream.concat(
                                                after.stream().map(step -> trials.found(projection, step)),
                                                Stream.of(trials.nearer(projection)))
                                        .map(TheoryReport::percent))
                        .collect(Collectors.joining(" | "))
                + " |\n";
    }

    private static String band(Quartiles q) {
        return number(q.median()) + " (" + number(q.lower()) + "–" + number(q.upper()) + ")";
    }

    /** Distances below the last place that matters are rounding. */
    private static String number(double value) {
        return value < LEAST ? "<1e-6" : String.format(Locale.ROOT, "%.3g", value);
    }

    private static String part(Stream<Recovery> recoveries, Predicate<Recovery> wanted) {
        return percent(
                recoveries.mapToDouble(r -> wanted.test(r) ? 1 : 0).average().orElseThrow());
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * part);
    }
}
