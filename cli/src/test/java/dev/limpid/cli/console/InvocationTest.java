package dev.limpid.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.cli.Program;
import dev.limpid.job.JobRequest;
import dev.limpid.job.Proposal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command that is proposed is the one that was typed, with one more option. */
class InvocationTest {
    private final Program limpid = new Program();

    @TempDir
    private Path folder;

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void isQuotedAsTheShellNeedsIt() throws Exception {
        Path odd = file("it's $HOME & \"more\" \\ *.png");
        Path umlaut = file("\u00fcber.png");
        String[] words = {
            "restore", odd.toString(), umlaut.toString(), "--task=denoise", "--set", "steps=3", "--out", "a b"
        };

        String line = typed(words).with("--resize");

        var shell = new ProcessBuilder("sh", "-c", "printf '%s\\n' " + line).start();
        var expected = new ArrayList<>(List.of("limpid"));
        expected.addAll(Arrays.asList(words));
        expected.add("--resize");
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .containsExactlyElementsOf(expected);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void staysOneLine() throws IOException {
        Path odd = file("a\n'b\\.png");

        assertThat(typed("restore", odd.toString(), "--task", "denoise", "--out", "o")
                        .with("--crop 1,2"))
                .isEqualTo("limpid restore $'" + folder + "/a\\n\\'b\\\\.png' --task denoise --out o --crop 1,2");
    }

    @Test
    void keepsOptionsBeforeWhatEndsThem() throws IOException {
        Path image = file("image.png");

        assertThat(typed("restore", "--task", "denoise", "--out", "o", "--", image.toString())
                        .with("--resize"))
                .isEqualTo("limpid restore --task denoise --out o --resize -- " + image);
    }

    @Test
    void proposesOneFileAloneWhereSeveralWereGiven() throws IOException {
        Path image = file("image.png");
        Path other = file("other.png");
        String[] words = {"restore", image.toString(), "--task", "denoise", other.toString(), "--out", "o", "--quiet"};
        Proposal typed = typed(words);

        assertThat(typed.only(other).map(one -> one.with("--resize")))
                .contains("limpid restore " + other + " --task denoise --out o --quiet --resize");
        JobRequest request = limpid.request(JobRequest.class);
        assertThat(request.command(request.jobs().get(1), "--resize"))
                .contains("limpid restore " + other + " --task denoise --out o --quiet --resize");
    }

    @Test
    void proposesNothingThatWouldGoElsewhere() throws IOException {
        Files.createDirectories(folder.resolve("photos/day"));
        file("photos/a.png");
        file("photos/day/b.png");
        Path manifest = Files.writeString(folder.resolve("m.csv"), "file\nphotos/a.png\nphotos/day/b.png\n");

        typed("restore", folder.resolve("photos").toString(), "--task", "denoise", "--out", "o");
        JobRequest request = limpid.request(JobRequest.class);
        assertThat(request.command(request.jobs().get(0), "--resize"))
                .contains("limpid restore " + folder.resolve("photos/a.png") + " --task denoise --out o --resize");
        assertThat(request.command(request.jobs().get(1), "--resize")).isEmpty();

        limpid.runner.requests.clear();
        typed("restore", "--manifest", manifest.toString(), "--task", "denoise", "--out", "o");
        JobRequest batch = limpid.request(JobRequest.class);
        assertThat(batch.command(batch.jobs().get(0), "--resize")).isEqualTo(Optional.empty());
    }

    private Path file(String name) throws IOException {
        return Files.createFile(folder.resolve(name));
    }

    private Proposal typed(String... words) {
        assertThat(limpid.run(words)).as(limpid.err()).isZero();
        return Objects.requireNonNull(limpid.request(JobRequest.class).proposal());
    }
}
