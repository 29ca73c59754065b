package dev.limpid.bench;

import dev.limpid.degradation.NoiseSetting;
import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.degradation.Values;
import dev.limpid.io.Images;
import dev.limpid.io.Memory;
import dev.limpid.job.Event;
import dev.limpid.job.Job;
import dev.limpid.job.JobRequest;
import dev.limpid.job.JobRunner;
import dev.limpid.job.JobSummary;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.restoration.Tiling;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code limpid bench sizes}: whether memory stays flat over a batch in which no two pictures have one size; docs/sizes.md. */
@Command(
        name = "sizes",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Denoises a batch of drawn pictures, each of another size, as one run of 'limpid restore', and follows the memory.",
            "The sizes come in no order, so that memory which grows with their number is told from that of large pictures."
        })
final class SizesBench implements Callable<Integer> {
    private static final double MEBIBYTE = 0x1p20;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--count",
            defaultValue = "60",
            paramLabel = "N",
            description = "Pictures, and sizes (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--least",
            defaultValue = "200",
            paramLabel = "PIXELS",
            description =
                    "The least side; the largest has four pixels more for each picture (default: ${DEFAULT-VALUE}).")
    private int least;

    @Option(
            names = "--prior",
            defaultValue = "photo",
            paramLabel = "NAME|PATH",
            description = "Default: ${DEFAULT-VALUE}.")
    private String prior;

    @Option(
            names = "--solver",
            defaultValue = "hqs",
            paramLabel = "NAME",
            description = "With its brief preset (default: ${DEFAULT-VALUE}).")
    private String solver;

    private final List<Double> held = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        if (count < 8 || count > 1000 || least < 16) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--count must be 8 to 1000 and --least 16 or more, got " + count + ", " + least);
        }
        if (Memory.held().isEmpty()) {
            throw new IOException("this system does not tell a process's memory");
        }
        Path folder = Files.createTempDirectory("limpid-sizes");
        try {
            JobSummary summary = new JobRunner(request(folder), this::hear, () -> false).run();
            report();
            return summary.failed() == 0 ? 0 : 1;
        } finally {
            Folders.remove(folder);
        }
    }

    private JobRequest request(Path folder) throws IOException {
        Task task = Tasks.named("denoise");
        SolverChoice choice = SolverChoice.brief(solver, task.tunedAs());
        Values values = Values.NONE.with(NoiseSetting.NOISE, new NoiseSetting(0.1));
        var jobs = new ArrayList<Job>();
        for (int k = 0; k < count; k++) {
            Path name = Path.of("picture-" + k);
            Path file = folder.resolve(name + ".png");
            try (var scope = Scope.open()) {
                Images.write(Rng.of(k).normal(1, 3, side(k, 37), side(k, 23)).mul(0.3), file);
            }
            jobs.add(new Job(file, name, null, task, values, choice));
        }
        return Restoring.request(jobs, folder, prior, Tiling.ofFree(Tiling.AUTO));
    }

    /** A step that has no divisor in common with the count goes through all sides, out of order. */
    private int side(int k, int step) {
        return least + 4 * (k * step % count);
    }

    private void hear(Event event) {
        if (event instanceof Event.Restored) {
            held.add(Memory.held().orElse(0) / MEBIBYTE);
        } else if (event instanceof Event.Failed failed) {
            say(failed.image().label() + ": " + failed.message());
        }
    }

    /** The second half alone: in the first, Java and the cache of compiled convolutions fill up. */
    private void report() {
        say("| pictures | MiB held |");
        say("|--:|--:|");
        for (int k = 0; k < held.size(); k++) {
            if ((k + 1) % Math.max(1, count / 12) == 0) {
                say(String.format(Locale.ROOT, "| %d | %.0f |", k + 1, held.get(k)));
            }
        }
        int half = held.size() / 2;
        double[] at = new double[held.size() - half];
        double[] memory = new double[at.length];
        for (int k = 0; k < at.length; k++) {
            at[k] = half + k + 1.0;
            memory[k] = held.get(half + k);
        }
        say(String.format(
                Locale.ROOT,
                "%d pictures of %d sizes: %.2f MiB more for each picture in the second half; at most %.0f MiB",
                held.size(),
                held.size(),
                LineFit.slope(at, memory),
                Memory.peak().orElse(0) / MEBIBYTE));
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
