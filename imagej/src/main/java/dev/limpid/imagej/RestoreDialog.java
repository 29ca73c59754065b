package dev.limpid.imagej;

import dev.limpid.degradation.NoiseSetting;
import dev.limpid.degradation.Option;
import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.io.RangeChoice;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.solver.Method;
import dev.limpid.solver.Methods;
import dev.limpid.solver.Preset;
import ij.ImagePlus;
import ij.WindowManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks how an image is to be restored: first for the task, then for everything that the task knows of. */
final class RestoreDialog {
    private static final String TITLE = "Limpid: restore";

    private final Source source;

    RestoreDialog(Source source) {
        this.source = source;
    }

    /**
     * The texts by the names of their fields; empty where the user wants nothing.
     *
     * @throws IllegalArgumentException for a task that there is not
     */
    Optional<Map<String, String>> ask() {
        Form first = Form.of(TITLE);
        for (Task task : Tasks.ALL) {
            first.message(task.name() + ": " + task.summary());
        }
        List<String> names = Tasks.ALL.stream().map(Task::name).toList();
        first.choice(Settings.TASK, names, names.get(0));
        if (!first.show()) {
            return Optional.empty();
        }
        var texts = new LinkedHashMap<>(first.read());
        Task task = Tasks.named(texts.getOrDefault(Settings.TASK, ""));
        return ask(task).map(more -> {
            texts.putAll(more);
            Form.record(texts);
            return texts;
        });
    }

    private Optional<Map<String, String>> ask(Task task) {
        List<Method<?>> solvers = solvers(task);
        Form form = Form.of(TITLE + ": " + task.name());
        for (Option<?> option : task.options(false)) {
            add(form, task, option);
        }
        form.text(Settings.RANGE, RangeChoice.NATURAL.toString());
        form.file(Settings.PRIOR, Compute.PHOTOGRAPHS);
        var names = new ArrayList<>(List.of(Settings.DEFAULT));
        solvers.forEach(solver -> names.add(solver.name()));
        form.choice(Settings.SOLVER, names, Settings.DEFAULT);
        form.choice(Settings.PRESET, Preset.NAMES, Preset.BRIEF);
        form.text(Settings.REALISM, "");
        form.text(Settings.SET, "");
        form.text(Settings.SEED, "0");
        form.help(HelpPage.of(task, solvers));
        try (var preview = new Preview(source.image())) {
            form.preview("Preview the selection", texts -> preview.show(texts == null ? null : with(task, texts)));
            return form.show() ? Optional.of(form.read()) : Optional.empty();
        }
    }

    private static Map<String, String> with(Task task, Map<String, String> texts) {
        var all = new LinkedHashMap<>(texts);
        all.put(Settings.TASK, task.name());
        return all;
    }

    private void add(Form form, Task task, Option<?> option) {
        if (option.file() != null) {
            form.file(option.name(), proposed(option));
        } else {
            form.text(
                    option.name(),
                    option.equals(NoiseSetting.NOISE) ? noise(task).toString() : "");
        }
    }

    /** It is estimated, unless the task takes the image to have none. */
    private static NoiseSetting noise(Task task) {
        return task.ownNoise().filter(NoiseSetting.NONE::equals).orElse(NoiseSetting.AUTO);
    }

    /** The selection for pixels that are missing, and another open image for a kernel. */
    private String proposed(Option<?> option) {
        return switch (GivenValues.content(option)) {
            case OBSERVED -> source.selection().isPresent() ? GivenValues.SELECTION : "";
            case KERNEL -> other().map(ImagePlus::getTitle).orElse("");
            case OTHER -> "";
        };
    }

    /** The smallest of the other open images that are gray. */
    private Optional<ImagePlus> other() {
        int[] open = WindowManager.getIDList();
        ImagePlus smallest = null;
        for (int id : open == null ? new int[0] : open) {
            ImagePlus image = WindowManager.getImage(id);
            boolean kernel = image != null && image != source.image() && image.getBitDepth() != 24;
            if (kernel && (smallest == null || area(image) < area(smallest))) {
                smallest = image;
            }
        }
        return Optional.ofNullable(smallest);
    }

    private static long area(ImagePlus image) {
        return (long) image.getWidth() * image.getHeight();
    }

    /** The solvers for a task. */
    private static List<Method<?>> solvers(Task task) {
        var solvers = new ArrayList<Method<?>>();
        for (Method<?> method : Methods.ALL) {
            if (SolverChoice.misfit(method, task).isEmpty()) {
                solvers.add(method);
            }
        }
        return solvers;
    }
}
