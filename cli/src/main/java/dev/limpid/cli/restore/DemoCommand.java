package dev.limpid.cli.restore;

import dev.limpid.cli.console.Action;
import dev.limpid.cli.console.Console;
import dev.limpid.cli.options.ComputeOptions;
import dev.limpid.cli.options.OutputOptions;
import dev.limpid.cli.options.SolverOptions;
import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.DemoRequest;
import dev.limpid.job.Requirements;
import java.io.IOException;
import java.nio.file.Path;
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
    private final Action<DemoRequest> action;
    private final int width;

    @Spec
    private CommandSpec spec;

    // Read after all arguments, so that a mistyped option is reported before its value, which would land here.
    @Parameters(
            arity = "0..1",
            paramLabel = "TASK",
            defaultValue = "inpainting",
            description = "${bundle:tasks}. Default: ${DEFAULT-VALUE}.")
    private String name;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for the pictures and run.json. Default: limpid-out/demo-TASK.")
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
        Task task = task();
        Path folder = Requirements.writableFolder(out == null ? Path.of("limpid-out", "demo-" + task.name()) : out);
        var request = new DemoRequest(task, folder, solver.choose(task), compute.compute(), force);
        return action.run(request, output.console(Console.of(spec, width))) ? 0 : 1;
    }

    private Task task() {
        try {
            return Tasks.named(name);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }
}
