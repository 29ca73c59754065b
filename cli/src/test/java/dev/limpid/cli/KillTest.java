package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Images;
import dev.limpid.io.RunRecord;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Batches that are killed, in processes of their own. */
class KillTest {
    private static final int KILLS = 20;

    /** The number of kills of runs that have not yet said anything. */
    private static final int STARTING = 10;

    private static final int AT_ONCE = 300;
    private static final int WHILE_LOADING = 1500;
    private static final int IMAGES = 6;
    private static final int LONGEST_DELAY = 60;

    @TempDir
    private Path folder;

    private Path prior;

    @BeforeEach
    void writeABatch() throws IOException {
        prior = TinyPrior.write(folder.resolve("prior.safetensors"));
        Files.createDirectories(folder.resolve("in/deeper"));
        for (int i = 0; i < IMAGES; i++) {
            try (var scope = Scope.open()) {
                Path file = folder.resolve("in/" + (i % 2 == 0 ? "" : "deeper/") + "image-" + i + ".png");
                Images.write(
                        Rng.of(i).normal(1, 3, TinyPrior.SIDE, TinyPrior.SIDE).mul(0.3), file);
            }
        }
    }

    @Test
    void aBatchThatIsKilledAgainAndAgainLosesNothingAndChangesNoByte() throws Exception {
        assertThat(finish(start("undisturbed", 5))).isZero();
        Rng rng = Rng.of(20);
        killWhileStarting(rng);
        int resumed = killWhereThereIsASnapshot();
        int killed = 0;
        for (int k = STARTING; k < KILLS; k++) {
            Process process = start("killed", 5, "--resume");
            // Counted in events, so that a slow machine is killed at the same places; the delay spreads them.
            int events = 3 + rng.nextInt(6);
            int delay = rng.nextInt(LONGEST_DELAY);
            try (BufferedReader lines = OwnProcess.lines(process)) {
                resumed += resumed(lines, events);
                if (!process.waitFor(delay, TimeUnit.MILLISECONDS)) {
                    kill(process);
                    killed++;
                }
                resumed += resumed(lines, Integer.MAX_VALUE);
            }
            process.waitFor();
        }
        Process last = start("killed", 5, "--resume");
        try (BufferedReader lines = OwnProcess.lines(last)) {
            resumed += resumed(lines, Integer.MAX_VALUE);
        }
        assertThat(last.waitFor()).isZero();

        assertThat(killed).as("runs that were killed at work").isGreaterThan((KILLS - STARTING) / 2);
        assertThat(resumed).as("solves that went on from a snapshot").isPositive();
        assertThat(results("killed")).isEqualTo(results("undisturbed"));
        assertThat(results("killed")).hasSize(4 * IMAGES);
    }

    /** Before Java runs, while it starts, while LibTorch is loaded: up to the first event, on a machine like ours. */
    private void killWhileStarting(Rng rng) throws Exception {
        for (int k = 0; k < STARTING; k++) {
            Process process = start("killed", 5, "--resume");
            process.waitFor(rng.nextInt(k % 2 == 0 ? AT_ONCE : WHILE_LOADING), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
        }
    }

    /** So that one of the next runs goes on from it, however fast the machine is. Returns how many did already. */
    private int killWhereThereIsASnapshot() throws Exception {
        int resumed = 0;
        for (int image = 0; image < IMAGES && snapshots() == 0; image++) {
            Process process = start("killed", 5, "--resume");
            try (BufferedReader lines = OwnProcess.lines(process)) {
                while (snapshots() == 0 && process.isAlive()) {
                    Thread.sleep(2);
                }
                kill(process);
                resumed += resumed(lines, Integer.MAX_VALUE);
            }
            process.waitFor();
        }
        return resumed;
    }

    private long snapshots() throws IOException {
        try (Stream<Path> files =
                Files.find(folder.resolve("killed"), 5, (file, about) -> file.endsWith("snapshot.safetensors"))) {
            return files.count();
        } catch (NoSuchFileException | UncheckedIOException e) {
            return 0; // a folder that has just been made or moved
        }
    }

    /** Through its handle, which leaves what it said to be read. */
    private static void kill(Process process) {
        process.toHandle().destroyForcibly();
    }

    /** How many of the next events say that a solve goes on. */
    private static int resumed(BufferedReader lines, int events) throws IOException {
        int resumed = 0;
        String line = "";
        for (int i = 0; i < events && line != null; i++) {
            line = lines.readLine();
            resumed += line != null && line.contains("\"event\":\"resumed\"") ? 1 : 0;
        }
        return resumed;
    }

    @Test
    @DisabledOnOs(OS.WINDOWS) // whose processes cannot be asked to end
    void aRunThatIsToldToEndSaysWhatIsFinishedAndGoesOnLater() throws Exception {
        assertThat(finish(start("undisturbed", 8))).isZero();
        Process process = start("stopped", 8);
        var events = new ArrayList<String>();
        try (BufferedReader lines = OwnProcess.lines(process)) {
            String line = lines.readLine();
            for (int images = 0; line != null; line = lines.readLine()) {
                events.add(line);
                images += line.contains("\"event\":\"image\"") ? 1 : 0;
                if (images == 2 && line.contains("\"event\":\"progress\"")) {
                    process.toHandle().destroy();
                }
            }
        }
        assertThat(process.waitFor()).isEqualTo(128 + 15);

        assertThat(events).anyMatch(e -> e.contains("\"event\":\"stopped\"") && e.contains("so-far.png"));
        assertThat(events)
                .anyMatch(
                        e -> e.contains("not finished: stopped after ") && e.contains("with the estimate so far in "));
        assertThat(events.get(events.size() - 2)).contains("\"failed\":0,\"stopped\":true");
        Path soFar = only("stopped", "so-far.png");
        assertThat(soFar).isNotEmptyFile();
        assertThat(soFar.resolveSibling("restored.png")).doesNotExist();
        RunRecord record = RunRecord.read(soFar.resolveSibling("run.json"));
        assertThat(record.finished()).isFalse();
        assertThat(record.results()).containsOnlyKeys("so-far.png");
        assertThat(finish(start("stopped", 8, "--resume"))).isZero();
        assertThat(results("stopped")).isEqualTo(results("undisturbed"));

        // A finished result does not give way to one that is not.
        interrupt(start("stopped", 8, "--force"));
        assertThat(results("stopped")).isEqualTo(results("undisturbed"));
    }

    /** In the first image's solve. */
    private static void interrupt(Process process) throws Exception {
        try (BufferedReader lines = OwnProcess.lines(process)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains("\"event\":\"progress\"")) {
                    process.toHandle().destroy();
                }
            }
        }
        assertThat(process.waitFor()).isEqualTo(128 + 15);
    }

    private Path only(String out, String name) throws IOException {
        try (Stream<Path> files = Files.find(folder.resolve(out), 5, (file, about) -> file.endsWith(name))) {
            List<Path> found = files.toList();
            assertThat(found).hasSize(1);
            return found.get(0);
        }
    }

    private Process start(String out, int outerIterations, String... more) throws IOException {
        var command = new ArrayList<>(OwnProcess.command(
                "restore",
                folder.resolve("in").toString(),
                "--out",
                folder.resolve(out).toString()));
        command.addAll(List.of("--task", "inpainting", "--simulate", "--json", "--snapshot-seconds", "0"));
        command.addAll(List.of("--prior", prior.toString(), "--set", "innerIterations=2"));
        command.addAll(List.of("--set", "outerIterations=" + outerIterations));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectError(folder.resolve(out + ".err").toFile())
                .start();
    }

    private static int finish(Process process) throws Exception {
        try (BufferedReader lines = OwnProcess.lines(process)) {
            lines.lines().forEach(line -> {});
        }
        return process.waitFor();
    }

    /** Every file of the results, and of the records what does not tell the time. */
    private Map<String, Object> results(String out) throws IOException {
        Path root = folder.resolve(out);
        var results = new TreeMap<String, Object>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                results.put(root.relativize(file).toString(), content(file));
            }
        }
        return results;
    }

    private static Object content(Path file) throws IOException {
        if (!file.endsWith("run.json")) {
            return HexFormat.of().formatHex(Files.readAllBytes(file));
        }
        RunRecord record = RunRecord.read(file);
        return List.of(
                record.request(),
                record.operator(),
                record.configuration(),
                record.sha256(),
                record.results(),
                record.metrics(),
                record.cost().forwardEvaluations(),
                record.cost().backwardEvaluations(),
                record.stopping());
    }
}
