package dev.limpid.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a benchmark, one process after the other.
 *
 * @param steps N of every case; empty: no cases
 * @param iterations measured in a case, or null for as many as the subject suggests
 * @param reference null where there is nothing to compare with
 * @param referenceSteps N of every comparison
 * @param pairs runs of each side of a comparison
 * @param leak iterations that the first subject's memory is followed for, or null
 * @param progress hears what runs and what it gave
 */
record Runs(
        List<Subject> subjects,
        List<Integer> steps,
        @Nullable Integer iterations,
        @Nullable Reference reference,
        List<Integer> referenceSteps,
        int pairs,
        @Nullable Integer leak,
        Processes processes,
        Consumer<String> progress) {

    /** Time of the reference as a multiple of Limpid's, for the estimate. */
    private static final double REFERENCE_FACTOR = 1.5;

    Runs {
        subjects = List.copyOf(subjects);
        steps = List.copyOf(steps);
        referenceSteps = List.copyOf(referenceSteps);
    }

    BenchTime estimate(double peakGigaflops) {
        var estimate = new BenchTime(peakGigaflops);
        for (Subject subject : subjects) {
            int each = subject.warmUp() + iterations(subject);
            for (int i = 0; i < steps.size(); i++) {
                estimate.add(subject, each, 1);
            }
            int comparisons = reference == null ? 0 : referenceSteps.size() * Reference.Column.values().length * pairs;
            for (int i = 0; i < comparisons; i++) {
                estimate.add(subject, each, 1);
                estimate.add(subject, each, REFERENCE_FACTOR);
            }
        }
        if (leak != null) {
            estimate.add(subjects.get(0), leak, 1);
        }
        return estimate;
    }

    List<CaseResult> cases() throws IOException, InterruptedException {
        var results = new ArrayList<CaseResult>();
        for (Subject subject : subjects) {
            for (int n : steps) {
                results.add(limpid(subject, n));
            }
        }
        return results;
    }

    List<Comparison> comparisons() throws IOException, InterruptedException {
        var results = new ArrayList<Comparison>();
        if (reference == null) {
            return results;
        }
        for (Subject subject : subjects) {
            for (int n : referenceSteps) {
                for (Reference.Column column : Reference.Column.values()) {
                    results.add(compare(reference, subject, column, n));
                }
            }
        }
        return results;
    }

    private Comparison compare(Reference other, Subject subject, Reference.Column column, int n)
            throws IOException, InterruptedException {
        var results = new ArrayList<Comparison.Pair>();
        for (int i = 0; i < pairs; i++) {
            CaseResult ours = limpid(subject, n);
            CaseResult its = other.measure(subject, column, n, iterations(subject));
            tell(column.algorithm(), its);
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

    private CaseResult limpid(Subject subject, int n) throws IOException, InterruptedException {
        CaseResult result =
                processes.java(CaseResult.class, "dmilo", subject.name(), n, subject.warmUp(), iterations(subject));
        tell("limpid", result);
        return result;
    }

    private int iterations(Subject subject) {
        return iterations == null ? subject.iterations() : iterations;
    }

    private void tell(String who, CaseResult c) {
        progress.accept(String.format(
                Locale.ROOT,
                "%-12s %s, N = %d: %.1f ms wall, %.1f ms CPU, peak %.0f MiB",
                who,
                c.prior(),
                c.steps(),
                c.wallMillis(),
                c.cpuMillis(),
                c.peakMebibytes()));
    }
}
