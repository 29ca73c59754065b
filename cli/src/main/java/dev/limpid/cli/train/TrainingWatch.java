package dev.limpid.cli.train;

import dev.limpid.cli.console.Console;
import dev.limpid.cli.console.Display;
import dev.limpid.cli.console.StopSignal;
import dev.limpid.training.Trainer;
import dev.limpid.training.TrainingFiles;
import dev.limpid.training.TrainingObserver;
import dev.limpid.training.TrainingPlan;
import dev.limpid.training.Validation;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Shows the training, draws its curves, and ends it when the process is told to end. */
final class TrainingWatch implements TrainingObserver {
    private final int pictures;
    private final List<String> levels;
    private final TrainingFiles files;
    private final StopSignal stop;
    private final Display progress;
    private final Console console;
    private final long start = System.nanoTime();
    private long first = -1;
    private long last;
    private double loss = Double.NaN;
    private List<Double> losses = List.of();
    private boolean stopped;

    TrainingWatch(TrainingPlan plan, TrainingFiles files, StopSignal stop, Display progress, Console console) {
        pictures = plan.config().batch() * plan.config().accumulation();
        levels = plan.config().objective().levels();
        this.files = files;
        this.stop = stop;
        this.progress = progress;
        this.console = console;
    }

    @Override
    public boolean onStep(Trainer.Step step) {
        first = first < 0 ? step.step() - 1 : first;
        last = step.step();
        loss = Double.isNaN(loss) ? step.loss() : 0.98 * loss + 0.02 * step.loss();
        double seconds = (System.nanoTime() - start) / 1e9;
        progress.at(
                last,
                String.format(Locale.ROOT, "loss %.4f, %.1f images/s", loss, (last - first) * pictures / seconds));
        return !stops();
    }

    @Override
    public boolean stops() {
        stopped = stop.requested();
        return stopped;
    }

    @Override
    public void onCheck(long step, List<Double> now) {
        losses = now;
        if (!now.isEmpty()) {
            console.note("step " + step + ", held out: " + listed(now));
        }
        var check = new LinkedHashMap<String, Object>();
        check.put("step", step);
        check.put("levels", levels);
        if (levels.get(0).equals("t" + Validation.TIMES.get(0))) {
            check.put("times", Validation.TIMES);
        }
        check.put("losses", now);
        console.event("check", check);
    }

    @Override
    public void onSave(long step) throws IOException {
        last = step;
        LossChart.write(files.steps(), files.checks(), files.chart());
        console.event("saved", Map.of("step", step, "file", Objects.toString(files.prior())));
    }

    private static String listed(List<Double> values) {
        return values.stream().map(v -> String.format(Locale.ROOT, "%.4f", v)).collect(Collectors.joining(" "));
    }

    void summary() {
        String heldOut = losses.isEmpty() ? "" : ", held out " + listed(losses);
        String average = Double.isNaN(loss) ? "" : String.format(Locale.ROOT, ", loss %.4f", loss);
        console.say((stopped ? "stopped at" : "done:") + " step " + last + average + heldOut);
        console.say(files.prior() + ", curves and samples in " + files.folder());
        console.say(
                stopped
                        ? "go on:    the same command with --resume"
                        : "use it:   limpid restore PICTURE --task inpainting --simulate --prior " + files.prior());
    }
}
