package dev.limpid.bench;

import dev.limpid.experiment.PairedDifference;
import dev.limpid.operator.blur.BlurKernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A table of scores for each kind of kernel; each method's rows are of the pictures that were done, and its differences of those
 * that were done by {@code blind-pgd}, too.
 *
 * @param hash of the prior whose scores count
 * @param pictures the first so many count
 */
record BlindReport(List<BlindRow> rows, String hash, int pictures) {

    List<String> lines(List<BlindMethod> methods) {
        var lines = new ArrayList<String>();
        for (BlindProblem.Kind kind : BlindProblem.Kind.values()) {
            List<BlindRow> reference = of(kind, BlindMethod.BLIND_PGD);
            lines.add("");
            lines.add(kind.label()
                    + " | pictures | PSNR dB | SSIM | kernel error | blind-pgd less it, dB | evaluations | s");
            for (BlindMethod method : methods) {
                lines.add(line(method, of(kind, method), reference));
            }
            lines.add(kernels(kind));
        }
        return lines;
    }

    private List<BlindRow> of(BlindProblem.Kind kind, BlindMethod method) {
        return rows.stream()
                .filter(row -> row.is(hash, kind, method) && row.picture() < pictures)
                .toList();
    }

    private static String line(BlindMethod method, List<BlindRow> own, List<BlindRow> reference) {
        return String.format(
                Locale.ROOT,
                "%s | %d | %s | %s | %s | %s | %d + %d | %.1f",
                method.label(),
                own.size(),
                spread(own, BlindRow::psnr, 2),
                spread(own, BlindRow::ssim, 3),
                spread(own, BlindRow::kernelError, 2),
                difference(own, reference),
                method.forward(),
                method.backward(),
                mean(own, BlindRow::seconds));
    }

    private static String spread(List<BlindRow> rows, ToDoubleFunction<BlindRow> of, int digits) {
        double mean = mean(rows, of);
        double squares =
                rows.stream().mapToDouble(of).map(v -> (v - mean) * (v - mean)).sum();
        String number = "%." + digits + "f";
        return Double.isNaN(mean)
                ? "–"
                : String.format(
                        Locale.ROOT, number + " ± " + number, mean, Math.sqrt(squares / Math.max(1, rows.size() - 1)));
    }

    private static double mean(List<BlindRow> rows, ToDoubleFunction<BlindRow> of) {
        return rows.stream().mapToDouble(of).average().orElse(Double.NaN);
    }

    /** On the pictures that both have. */
    private static String difference(List<BlindRow> rows, List<BlindRow> reference) {
        var own = new ArrayList<Double>();
        var others = new ArrayList<Double>();
        for (BlindRow row : rows) {
            reference.stream()
                    .filter(r -> r.picture() == row.picture())
                    .findFirst()
                    .ifPresent(r -> {
                        own.add(row.psnr());
                        others.add(r.psnr());
                    });
        }
        if (own.size() < 2) {
            return "–";
        }
        var d = PairedDifference.of(
                own.stream().mapToDouble(v -> v).toArray(),
                others.stream().mapToDouble(v -> v).toArray());
        return String.format(Locale.ROOT, "%+.2f ± %.2f", d.mean(), d.half());
    }

    /** What a kernel error of nothing found is. */
    private String kernels(BlindProblem.Kind kind) {
        BlurKernel delta = BlurKernel.delta(BlindProblem.TAPS, BlindProblem.TAPS);
        var flat = new double[BlindProblem.TAPS * BlindProblem.TAPS];
        Arrays.fill(flat, 1);
        BlurKernel uniform = BlurKernel.of(flat, BlindProblem.TAPS, BlindProblem.TAPS);
        double ofDelta = 0;
        double ofUniform = 0;
        for (int i = 0; i < pictures; i++) {
            BlurKernel kernel = BlindProblem.kernel(kind, i);
            ofDelta += delta.relativeError(kernel) / pictures;
            ofUniform += uniform.relativeError(kernel) / pictures;
        }
        return String.format(
                Locale.ROOT, "kernel error of the uniform kernel %.2f, of the delta %.2f", ofUniform, ofDelta);
    }
}
