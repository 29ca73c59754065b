package dev.limpid.experiment;

import dev.limpid.io.Images;
import dev.limpid.metric.Metrics;
import dev.limpid.metric.Quantity;
import dev.limpid.metric.Quantity.Better;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.prior.CountingDenoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Blind solvers on the same blurred pictures, compared with each other, with solvers that know the kernel, and with the blurred picture.
 * Every score is the one at the best whole shift.
 */
public final class BlindComparison {
    private static final Quantity KERNEL_ERROR = new Quantity("kernel_error", "kernel error", "", Better.LOWER, 2);
    private static final Quantity EVALUATIONS = new Quantity("evaluations", "evaluations", "", Better.LOWER, 0);
    private static final Quantity BACK_PROPAGATED =
            new Quantity("back_propagated", "back-propagated", "", Better.LOWER, 0);
    private static final Quantity SECONDS = new Quantity("seconds", "time", "s", Better.LOWER, 1);

    private final List<Path> files;
    private final List<String> pictures = new ArrayList<>();
    private final Metrics metrics;
    private final long seed;
    private final ResultTable table;

    private BlindComparison(List<Path> files, Metrics metrics, long seed, ResultTable table) throws IOException {
        this.files = List.copyOf(files);
        this.metrics = metrics;
        this.seed = seed;
        this.table = table;
        for (CleanPicture picture : CleanPicture.all(files)) {
            // The kernel and the noise follow from the number.
            pictures.add(picture.label(pictures.size()));
        }
    }

    /**
     * Opens a comparison whose numbers are kept in a file.
     *
     * @param file the table of results, which may be there
     * @param files clean pictures of the prior's size
     * @param metrics the pictures' scores
     * @param checkpoint hash of the prior's file
     * @param seed of the first picture; the others have the following ones
     * @throws IOException if a picture cannot be read, or the table belongs to another prior or seed
     */
    public static BlindComparison open(Path file, List<Path> files, Metrics metrics, String checkpoint, long seed)
            throws IOException {
        var quantities = new ArrayList<>(metrics.quantities());
        quantities.addAll(List.of(KERNEL_ERROR, EVALUATIONS, BACK_PROPAGATED, SECONDS));
        Map<String, String> settings = Map.of("prior", checkpoint, "seed", Long.toString(seed));
        return new BlindComparison(files, metrics.shifted(), seed, ResultTable.open(file, quantities, settings));
    }

    /** How many numbers are there, of these and of other pictures and methods. */
    public int rows() {
        return table.rows().size();
    }

    /**
     * Restores every picture by every method, but for what is in the table.
     *
     * @param measured hears a line for every new row
     */
    public void run(List<BlindMethod> methods, DiffusionPrior prior, Consumer<String> measured) throws IOException {
        var settings = new LinkedHashMap<String, String>();
        methods.forEach(method -> method.settings().ifPresent(s -> settings.put(method.label(), s)));
        table.belongsTo(settings);
        try (var mine = table.take()) {
            for (BlindMethod method : methods) {
                for (BlindProblem.Kind kind : BlindProblem.Kind.values()) {
                    for (int i = 0; i < files.size(); i++) {
                        findOrMeasure(method, prior, kind, i, measured);
                    }
                }
            }
        }
    }

    private void findOrMeasure(
            BlindMethod method, DiffusionPrior prior, BlindProblem.Kind kind, int i, Consumer<String> measured)
            throws IOException {
        int known = rows();
        ResultRow row = table.findOrMeasure(
                kind.label(), pictures.get(i), method.label(), () -> measure(method, prior, kind, i));
        if (rows() > known) {
            measured.accept(results().line(row));
        }
    }

    private Map<String, Double> measure(BlindMethod method, DiffusionPrior prior, BlindProblem.Kind kind, int i)
            throws IOException {
        try (var scope = Scope.open()) {
            Tensor truth = Images.read(files.get(i)).pixels();
            BlindProblem problem = BlindProblem.of(kind, truth, i);
            var counting = new CountingDenoiser(prior.denoiser());
            long start = System.nanoTime();
            BlindMethod.Found found = method.restore(problem, prior.with(counting), seed + i);
            double seconds = (System.nanoTime() - start) / 1e9;
            var values = new LinkedHashMap<>(metrics.of(found.x(), truth));
            found.kernel().ifPresent(k -> values.put(KERNEL_ERROR.key(), k.relativeError(problem.kernel())));
            values.put(EVALUATIONS.key(), (double) counting.all());
            values.put(BACK_PROPAGATED.key(), (double) counting.backward());
            values.put(SECONDS.key(), seconds);
            return values;
        }
    }

    /** The numbers of these pictures. */
    ResultReport results() {
        List<ResultRow> rows = table.rows().stream()
                .filter(row -> pictures.contains(row.picture()))
                .toList();
        return new ResultReport(rows, table.quantities());
    }

    /** The tables of these pictures in Markdown: for each kind of kernel the means and the differences from {@code blind-pgd}. */
    public String report(List<BlindMethod> methods) {
        List<String> labels = methods.stream().map(BlindMethod::label).toList();
        String reference = BlindMethod.BLIND_PGD.label();
        var text = new StringBuilder();
        for (BlindProblem.Kind kind : BlindProblem.Kind.values()) {
            text.append('\n').append(results().means(kind.label(), labels)).append('\n');
            if (labels.contains(reference) && labels.size() > 1) {
                text.append(results().differences(kind.label(), reference, labels))
                        .append('\n');
            }
            text.append(kernels(kind)).append('\n');
        }
        return text.toString();
    }

    /** The kernel errors of finding nothing. */
    private String kernels(BlindProblem.Kind kind) {
        int taps = BlindProblem.TAPS;
        var flat = new double[taps * taps];
        Arrays.fill(flat, 1);
        BlurKernel uniform = BlurKernel.of(flat, taps, taps);
        BlurKernel delta = BlurKernel.delta(taps, taps);
        double ofUniform = 0;
        double ofDelta = 0;
        for (int i = 0; i < files.size(); i++) {
            BlurKernel kernel = BlindProblem.kernel(kind, i);
            ofUniform += uniform.relativeError(kernel) / files.size();
            ofDelta += delta.relativeError(kernel) / files.size();
        }
        return String.format(
                Locale.ROOT, "kernel error of the uniform kernel %.2f, of the delta %.2f", ofUniform, ofDelta);
    }
}
