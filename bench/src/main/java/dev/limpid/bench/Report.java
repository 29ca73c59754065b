package dev.limpid.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a run of the benchmark found, as it is written to the JSON file.
 *
 * @param peakGigaflops of the machine's float32 matrix product with the same threads
 * @param leak null where it was not asked for
 */
record Report(
        Machine machine,
        double peakGigaflops,
        List<Row> cases,
        List<Versus> comparisons,
        List<Growth> growth,
        @Nullable LeakResult leak) {

    /** By what peak memory may grow with N, beside the 2 N + 2 images that are really more. */
    private static final double GROWTH = 1.03;

    Report {
        cases = List.copyOf(cases);
        comparisons = List.copyOf(comparisons);
        growth = List.copyOf(growth);
    }

    /**
     * One case with what follows from it.
     *
     * @param evaluationsPerSecond of the network, each forward and, where its gradient is taken, back, for one image
     * @param gigaflops 2 operations per multiply-add, forward, and as many again for the gradient at the image
     * @param peakLimitMebibytes 1.03 peak(1) + (2 N + 2) images; null where N = 1 was not measured, or memory may grow
     */
    record Row(
            CaseResult measured,
            double evaluationsPerSecond,
            double gigaflops,
            double shareOfPeak,
            @Nullable Double peakLimitMebibytes) {}

    /** One comparison with what follows from it. */
    record Versus(
            Comparison comparison,
            double wallRatio,
            @Nullable Double wallTarget,
            double cpuRatio,
            double peakRatio) {
        static Versus of(Comparison c) {
            return new Versus(c, c.wallRatio(), c.column().timeTarget(), c.cpuRatio(), c.peakRatio());
        }
    }

    static Report of(
            Machine machine,
            double peakGigaflops,
            List<CaseResult> cases,
            List<Comparison> comparisons,
            @Nullable LeakResult leak) {
        var rows = new ArrayList<Row>();
        for (CaseResult c : cases) {
            rows.add(row(c, peakGigaflops, cases));
        }
        return new Report(
                machine,
                peakGigaflops,
                rows,
                comparisons.stream().map(Versus::of).toList(),
                Growth.of(cases, comparisons),
                leak);
    }

    private static Row row(CaseResult c, double peakGigaflops, List<CaseResult> all) {
        Fit fit = Fit.of(c.solver());
        Subject subject = Subject.of(c.prior());
        double seconds = c.wallMillis() / 1000;
        double gigaflops = fit.flops(subject, c.steps()) / seconds / 1e9;
        Double limit = all.stream()
                .filter(other -> fit.isFlat() && other.solver().equals(c.solver()))
                .filter(other -> other.prior().equals(c.prior()) && other.steps() == 1)
                .map(one -> (GROWTH * one.peakBytes() + (2L * c.steps() + 2) * subject.imageBytes()) / 0x1p20)
                .findFirst()
                .orElse(null);
        return new Row(c, fit.each(c.steps()).evaluations() / seconds, gigaflops, gigaflops / peakGigaflops, limit);
    }

    String json() throws JsonProcessingException {
        return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(this) + "\n";
    }

    /** Writes the file whole or not at all. */
    void write(Path file) throws IOException {
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        try {
            Files.writeString(part, json());
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
