package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Images;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The program with the library behind it and a prior of 16 × 16 pictures, in a folder. */
public final class TinyRuns {
    private static final List<String> QUICK = List.of(
            "--set", "steps=2", "--set", "grid=300-120", "--set", "outerIterations=1", "--set", "innerIterations=2");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Path folder;
    private final Path prior;

    public TinyRuns(Path folder) throws IOException {
        this(folder, TinyPrior.SIDE);
    }

    /** With a prior of pictures of that side. */
    public TinyRuns(Path folder, int side) throws IOException {
        this.folder = folder;
        prior = TinyPrior.write(folder.resolve("prior.safetensors"), side);
    }

    public String out() {
        return out.toString();
    }

    public String err() {
        return err.toString();
    }

    public Path at(String name) {
        return folder.resolve(name);
    }

    Path prior() {
        return prior;
    }

    /** Restores with few iterations. */
    void restore(int code, Object... args) {
        var all = new ArrayList<Object>(List.of("restore", "--prior", prior));
        all.addAll(List.of(args));
        all.addAll(QUICK);
        run(code, all.toArray());
    }

    public void run(int code, Object... args) {
        assertThat(execute(args)).as(List.of(args) + "\n" + err).isEqualTo(code);
    }

    /** Runs, and returns the exit code. */
    int execute(Object... args) {
        String[] words = List.of(args).stream().map(Object::toString).toArray(String[]::new);
        CommandLine line = Limpid.commandLine(new LibraryRunner(), 0);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return Limpid.execute(line, words);
    }

    Path picture(String name, int side, int channels) throws IOException {
        Path file = folder.resolve(name);
        try (var scope = Scope.open()) {
            Images.write(
                    Rng.of(1).purpose("picture").normal(1, channels, side, side).mul(0.3), file);
        }
        return file;
    }

    public void requireSame(String one, String other) throws IOException {
        assertThat(Files.readAllBytes(at(other))).as(other).isEqualTo(Files.readAllBytes(at(one)));
    }
}
