package dev.limpid.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.limpid.tensor.LibTorch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code limpid bench training}: the same training steps in Limpid and in PyTorch. */
@Command(
        name = "training",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Takes the same training steps of the embedded prior's network in Limpid and in PyTorch: compares losses,"
                        + " time and memory.")
final class TrainingBench implements Callable<Integer> {
    private static final String SCRIPT = "training_reference.py";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--reference",
            required = true,
            paramLabel = "PATH",
            description = "The script train_prior.py, which has the network in PyTorch.")
    private Path reference;

    @Option(
            names = "--steps",
            defaultValue = "200",
            paramLabel = "N",
            description = "Steps (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--batch",
            defaultValue = "4",
            paramLabel = "N",
            description = "Pictures (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--threads", paramLabel = "COUNT", description = "Threads (default: one per core).")
    private int threads = LibTorch.cores();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isReadable(reference)) {
            throw new ParameterException(spec.commandLine(), "--reference: there is no readable file " + reference);
        }
        if (steps < 1 || batch < 1 || threads < 1) {
            throw new ParameterException(spec.commandLine(), "--steps, --batch and --threads must be positive");
        }
        var processes = new Processes(threads);
        new Reference(reference, processes).requirePyTorch();
        Path folder = Files.createTempDirectory("limpid-training");
        Path recording = folder.resolve("recording.safetensors");
        Path script = folder.resolve(SCRIPT);
        try {
            Reference.extract(SCRIPT, script);
            TrainingRecording.write(recording, steps, batch);
            TrainingResult own = processes.java(TrainingResult.class, "training", recording);
            String line = processes.lastLine(List.of(
                    Reference.PYTHON,
                    script.toString(),
                    reference.toString(),
                    recording.toString(),
                    Integer.toString(threads)));
            report(own, new ObjectMapper().readValue(line, TrainingResult.class));
            return 0;
        } finally {
            Files.deleteIfExists(recording);
            Files.deleteIfExists(script);
            Files.deleteIfExists(folder);
        }
    }

    private void report(TrainingResult own, TrainingResult other) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%d steps of %d pictures, %d threads; loss of the first step %.5f, of the last %.5f (PyTorch %.5f)%n",
                steps,
                batch,
                threads,
                own.losses().get(0),
                own.losses().get(steps - 1),
                other.losses().get(steps - 1));
        out.printf(
                Locale.ROOT,
                "largest difference of a loss: %.4f %%%n",
                100 * TrainingResult.largestDifference(own, other));
        out.printf(
                Locale.ROOT,
                "a step: %.0f ms, PyTorch %.0f ms, ratio %.2f%n",
                own.wallMillis(),
                other.wallMillis(),
                own.wallMillis() / other.wallMillis());
        out.printf(
                Locale.ROOT,
                "peak memory: %.0f MiB, PyTorch %.0f MiB, ratio %.2f%n",
                own.peakMebibytes(),
                other.peakMebibytes(),
                own.peakMebibytes() / other.peakMebibytes());
        out.flush();
    }
}
