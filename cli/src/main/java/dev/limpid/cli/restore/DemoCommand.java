package dev.limpid.cli.restore;

import dev.limpid.cli.console.Action;
import dev.limpid.cli.console.Console;
import dev.limpid.cli.options.ComputeOptions;
import dev.limpid.cli.options.OutputOptions;
import dev.limpid.cli.options.SolverOptions;
import dev.limpid.degradation.Deblur;
import dev.limpid.degradation.Inpaint;
import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.DemoRequest;
import dev.limpid.job.Requirements;
import dev.limpid.restoration.Compute;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code limpid demo}: the main job with no arguments. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Degrades a sample photograph, restores it and shows both beside the truth.")
public final class DemoCommand implements Callable<Integer> {
    private static final String CATS = "cats";
    private static final String CATS_PRIOR = "cats64";
    private static final String DEBLUR = "deblur";

    private final Action<DemoRequest> action;
    private final int width;

    @Spec
    private CommandSpec spec;

    // Read after all arguments, so that a mistyped option is reported before its value, which would land here.
    @Parameters(
            arity = "0..2",
            paramLabel = "TASK",
            description = {
                "${bundle:tasks}; deblur is short for motion-deblur. Default: inpainting, scratches and a caption on a photograph.",
                "cats [TASK] shows the face of a cat in 64 x 64 pixels with the prior cats64."
            })
    private List<String> names = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for the pictures and run.json. Default: limpid-out/demo-TASK, or demo-cats-TASK.")
    private @Nullable Path out;

    @Option(names = "--force", description = "Write among files of others that lie in the folder, and replace them.")
    private boolean force;

    @Mixin
    private SolverOptions solver;

    @Mixin
    private ComputeOptions compute;

    @Mixin
    private OutputOptions output;

    public DemoCommand(Action<DemoRequest> action, int width) {
        this.action = action;
        this.width = width;
    }

    @Override
    public Integer call() throws IOException {
        boolean cats = !names.isEmpty() && names.get(0).equals(CATS);
        List<String> tasks = cats ? names.subList(1, names.size()) : names;
        if (tasks.size() > 1) {
            throw new InvalidRequestException("demo shows one task, got " + String.join(" ", tasks));
        }
        Task task = task(tasks.isEmpty() ? Inpaint.TASK.name() : tasks.get(0));
        Compute with = cats ? compute.compute(CATS_PRIOR) : compute.compute();
        Path folder = Requirements.writableFolder(out == null ? Path.of("limpid-out", folder(cats, task)) : out);
        var request = new DemoRequest(task, folder, solver.choose(task, with.isLocal()), with, force);
        return action.run(request, output.console(Console.of(spec, width))) ? 0 : 1;
    }

    private static String folder(boolean cats, Task task) {
        return "demo-" + (cats ? CATS + "-" : "") + task.name();
    }

    private static Task task(String name) {
        try {
            return name.equals(DEBLUR) ? Deblur.MOTION : Tasks.named(name);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage() + "; or " + CATS, e);
        }
    }
}
