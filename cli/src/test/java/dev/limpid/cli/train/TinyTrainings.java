package dev.limpid.cli.train;

import dev.limpid.cli.Limpid;
import dev.limpid.cli.TinyRuns;
import dev.limpid.io.Images;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.TrainingFiles;
import dev.limpid.training.TrainingRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Trainings of a tiny network on twelve small pictures, in this process or in one of their own. */
public final class TinyTrainings {
    public final TinyRuns runs;
    public final Path data;

    public TinyTrainings(Path folder) throws IOException {
        runs = new TinyRuns(folder);
        data = Files.createDirectories(runs.at("data"));
        for (int i = 0; i < 12; i++) {
            picture("picture-" + i + ".png", i, 3, 18);
        }
    }

    /** A picture of one colour among the others. */
    public void picture(String name, int seed, int channels, int side) throws IOException {
        try (var scope = Scope.open()) {
            Tensor x = Rng.of(seed).normal(1, channels, 1, 1).mul(0.4);
            Images.write(x.expand(1, channels, side, side), data.resolve(name));
        }
    }

    /** The file of the prior with that name. */
    public Path prior(String name) {
        return runs.at(name + ".safetensors");
    }

    /** The arguments of a training; those that are given, in pairs, take the place of the usual ones. */
    List<String> arguments(String name, String... more) {
        var options = new LinkedHashMap<String, String>();
        options.put("--data", data.toString());
        options.put("--out", prior(name).toString());
        options.putAll(Map.of("--preset", "tiny", "--size", "16", "--batch", "2", "--steps", "20"));
        options.putAll(Map.of("--check-every", "10", "--save-minutes", "0", "--held-out", "0.2"));
        for (int i = 0; i + 1 < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        var args = new ArrayList<>(List.of("train"));
        options.forEach((option, value) -> args.addAll(List.of(option, value)));
        if (more.length % 2 == 1) {
            args.add(more[more.length - 1]);
        }
        return args;
    }

    /** Trains; {@code more} are options in pairs, and a flag at the end. */
    public void train(int code, String name, String... more) {
        runs.run(code, arguments(name, more).toArray());
    }

    /** The step at which a training was saved last. */
    int step(String name) throws IOException {
        return (int) TrainingRun.savedStep(new TrainingFiles(prior(name)));
    }

    /**
     * Trains in a process of its own, which says in JSON what happens.
     *
     * @param wrapper what the command is given to, such as a shell that limits the process; may be empty
     */
    Process start(List<String> wrapper, String name, String... more) throws IOException {
        var command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Limpid.class.getName()));
        command.addAll(arguments(name, more));
        command.add("--json");
        return new ProcessBuilder(command)
                .redirectError(runs.at(name + ".err").toFile())
                .start();
    }

    /** Waits for a process to end, and gives its exit code. */
    static int finish(Process process) throws Exception {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(line -> {});
        }
        return process.waitFor();
    }
}
