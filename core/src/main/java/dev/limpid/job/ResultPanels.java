package dev.limpid.job;

import dev.limpid.degradation.MeasuredPicture;
import dev.limpid.io.FieldFiles;
import dev.limpid.io.KernelFiles;
import dev.limpid.io.Panels;
import dev.limpid.io.Panels.Panel;
import dev.limpid.metric.Metrics;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.solver.classical.Classical;
import dev.limpid.tensor.LibTorch;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pictures of a result: what was measured, the classical answer, the restored image, the truth and kernels, with their scores. */
final class ResultPanels {
    private final Solved solved;
    private final Tensor measured;
    private final Tensor classical;
    private final Optional<Scores> scores;
    private final List<Panel> panels = new ArrayList<>();

    /**
     * @param made the A that made the measurement, where that is known
     * @param truth the clean image, or null
     * @param metrics the pictures' scores where there is a truth
     */
    ResultPanels(ForwardOperator made, Solved solved, @Nullable Tensor truth, Metrics metrics) {
        this.solved = solved;
        // The scores take their turn after all solves.
        LibTorch.giveMemoryBack();
        Measurement found = solved.restoration().measurement();
        Tensor x = solved.restoration().x();
        measured = MeasuredPicture.of(found, (int) x.size(2), (int) x.size(3));
        classical = solved.restoration().estimate();
        scores = truth == null ? Optional.empty() : Optional.of(new Scores(truth, solved.blind(), metrics));
        add("measurement", measured);
        add(Classical.of(found).title(), classical);
        scores.ifPresent(s -> s.addIterates(solved.iterates()));
        add("restored", x);
        if (truth != null) {
            panels.add(new Panel("truth", truth));
        }
        addKernels(truth == null ? null : made);
        Tensor tilts = solved.tilts();
        if (tilts != null) {
            panels.add(new Panel(
                    String.format(Locale.ROOT, "tilts, at most %.2f px", FieldFiles.longest(tilts)),
                    FieldFiles.picture(tilts)));
        }
    }

    private void add(String picture, Tensor pixels) {
        panels.add(new Panel(scores.map(s -> s.add(picture, pixels)).orElse(picture), pixels));
    }

    private void addKernels(@Nullable ForwardOperator truth) {
        BlurKernel found = solved.kernel();
        if (found == null) {
            return;
        }
        panels.add(panel("kernel " + found.width() + "x" + found.height(), found));
        if (truth instanceof Blur blur) {
            panels.add(panel("true kernel", blur.kernel()));
            scores.ifPresent(s -> s.addKernel(found, blur.kernel()));
        }
    }

    private static Panel panel(String label, BlurKernel kernel) {
        return new Panel(label, KernelFiles.picture(kernel.values(), kernel.width()));
    }

    Tensor measured() {
        return measured;
    }

    Tensor classical() {
        return classical;
    }

    /** All of them side by side, and of pictures that are large enough a detail of each, magnified. */
    void writePanels(Path folder) throws IOException {
        Panels.sideBySide(panels, folder.resolve("side-by-side.png"));
        Optional<Detail> detail = Detail.between(measured, solved.restoration().x());
        if (detail.isPresent()) {
            Panels.sideBySide(detail.get().of(panels), folder.resolve("detail.png"));
        }
    }

    /** The kernel and the tilts that were found, to look at and to use again. */
    void writeFound(Path folder) throws IOException {
        BlurKernel found = solved.kernel();
        if (found != null) {
            KernelFiles.write(found.values(), found.width(), folder, "kernel");
        }
        Tensor tilts = solved.tilts();
        if (tilts != null) {
            FieldFiles.write(tilts, folder, "tilts");
        }
    }

    Map<String, Map<String, Double>> metrics() {
        return scores.map(Scores::values).orElse(Map.of());
    }
}
