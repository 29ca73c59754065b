package dev.limpid.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a benchmark, one process after the other.
 *
 * @param fits whose iterations are measured
 * @param steps N of every case; empty: no cases
 * @param warmUp iterations that are left out before, or null for as many as the subject suggests
 * @param iterations measured in a case, or null for as many as the subject suggests
 * @param reference null where there is nothing to compare with
 * @param columns of the reference that are compared with
 * @param referenceSteps N of every comparison
 * @param pairs runs of each side of a comparison
 * @param leak iterations that the first subject's memory is followed for, or null
 * @param progress hears what runs and what it gave
 */
record Runs(
        List<Fit> fits,
        List<Subject> subjects,
        List<Integer> steps,
        @Nullable Integer warmUp,
        @Nullable Integer iterations,
        @Nullable Reference reference,
        List<Reference.Column> columns,
        List<Integer> referenceSteps,
        int pairs,
        @Nullable Integer leak,
        Processes processes,
        Consumer<String> progress) {

    /** Time of the reference as a multiple of Limpid's, for the estimate. */
    private static final double REFERENCE_FACTOR = 1.5;

    /** One process that measures Limpid. */
    private record Case(Fit fit, Subject subject, int steps) {}

    Runs {
        fits = List.copyOf(fits);
        subjects = List.copyOf(subjects);
        steps = List.copyOf(steps);
        columns = List.copyOf(columns);
        referenceSteps = List.copyOf(referenceSteps);
    }

    BenchTime estimate(double peakGigaflops) {
        var estimate = new BenchTime(peakGigaflops);
        cases(steps).forEach(c -> estimate.add(flops(c)));
        for (Case c : compared()) {
            for (int i = 0; i < columns(c.fit()).size() * pairs; i++) {
                estimate.add(flops(c));
                estimate.add(REFERENCE_FACTOR * flops(c));
            }
        }
        if (leak != null) {
            estimate.add(leak * Fit.DMILO.flops(subjects.get(0), 1));
        }
        return estimate;
    }

    private double flops(Case c) {
        return (warmUp(c.subject()) + iterations(c.subject())) * c.fit().flops(c.subject(), c.steps());
    }

    private List<Case> cases(List<Integer> each) {
        var all = new ArrayList<Case>();
        for (Subject subject : subjects) {
            for (Fit fit : fits) {
                each.forEach(n -> all.add(new Case(fit, subject, n)));
            }
        }
        return all;
    }

    private List<Case> compared() {
        return reference == null ? List.of() : cases(referenceSteps);
    }

    private List<Reference.Column> columns(Fit fit) {
        return columns.stream().filter(column -> column.fit() == fit).toList();
    }

    List<CaseResult> cases() throws IOException, InterruptedException {
        var results = new ArrayList<CaseResult>();
        for (Case c : cases(steps)) {
            results.add(limpid(c));
        }
        return results;
    }

    List<Comparison> comparisons() throws IOException, InterruptedException {
        var results = new ArrayList<Comparison>();
        for (Case c : compared()) {
            for (Reference.Column column : columns(c.fit())) {
                results.add(compare(c, column));
            }
        }
        return results;
    }

    private Comparison compare(Case c, Reference.Column column) throws IOException, InterruptedException {
        Reference other = Objects.requireNonNull(reference);
        var results = new ArrayList<Comparison.Pair>();
        for (int i = 0; i < pairs; i++) {
            CaseResult ours = limpid(c);
            CaseResult its = other.measure(c.subject(), column, c.steps(), iterations(c.subject()));
            tell(its);
            results.add(new Comparison.Pair(ours, its));
        }
        return new Comparison(column, results);
    }

    @Nullable
    LeakResult follow() throws IOException, InterruptedException {
        if (leak == null) {
            return null;
        }
        Subject subject = subjects.get(0);
        progress.accept(subject.name() + ": following the memory of " + leak + " iterations");
        return processes.java(LeakResult.class, "leak", subject.name(), leak);
    }

    private CaseResult limpid(Case c) throws IOException, InterruptedException {
        Subject subject = c.subject();
        CaseResult result = processes.java(
                CaseResult.class,
                "fit",
                c.fit().solver(),
                subject.name(),
                c.steps(),
                warmUp(subject),
                iterations(subject));
        tell(result);
        return result;
    }

    private int warmUp(Subject subject) {
        return warmUp == null ? subject.warmUp() : warmUp;
    }

    private int iterations(Subject subject) {
        return iterations == null ? subject.iterations() : iterations;
    }

    private void tell(CaseResult c) {
        progress.accept(String.format(
                Locale.ROOT,
                "%-23s %s, N = %d: %.1f ms wall, %.1f ms CPU, peak %.0f MiB",
                c.solver(),
                c.prior(),
                c.steps(),
                c.wallMillis(),
                c.cpuMillis(),
                c.peakMebibytes()));
    }
}
