package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.job.FailureText;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimpidTest {
    private final Program limpid = new Program();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "demo --help",
                "restore --help",
                "sample --help",
                "priors --help",
                "checkpoint --help",
                "checkpoint inspect --help",
                "--version"
            })
    void helpsOnStandardOutput(String arguments) {
        assertThat(limpid.run(arguments.split(" "))).isZero();

        assertThat(limpid.out()).contains("limpid");
        assertThat(limpid.err()).isEmpty();
    }

    @Test
    void knowsItsVersion() {
        limpid.run("--version");

        assertThat(limpid.out()).startsWith("limpid 0").doesNotContain("${");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dmeo", "demo --sede 1", "demo --seed one", "demo inpainting more", "priors x"})
    void answersWrongUsageInOneLineWithCode2(String arguments) {
        assertThat(limpid.run(arguments.isEmpty() ? new String[0] : arguments.split(" ")))
                .isEqualTo(2);

        assertThat(limpid.out()).isEmpty();
        assertThat(limpid.err().lines()).singleElement().asString().startsWith("limpid: ");
        assertThat(limpid.runner.requests).isEmpty();
    }

    @Test
    void suggestsSimilarNames() {
        limpid.run("dmeo");
        assertThat(limpid.err())
                .contains("unknown command 'dmeo'; it is one of: demo, restore, degrade, rerun, serve, sample");

        limpid.run("demo", "--sed", "1");
        assertThat(limpid.err()).contains("did you mean").contains("--seed");
    }

    @Test
    void answersFailureInOneLineWithCode1() {
        limpid.runner.failure = new IOException("the disk is full\nwith a second line");

        assertThat(limpid.run("demo")).isEqualTo(1);

        assertThat(limpid.err().lines()).containsExactly("limpid: the disk is full");
    }

    @Test
    void showsTheStackTraceWhenVerbose() {
        limpid.runner.failure = new IOException("the disk is full");

        assertThat(limpid.run("demo", "--verbose")).isEqualTo(1);

        assertThat(limpid.err()).contains("limpid: the disk is full").contains("\tat dev.limpid.cli.");
    }

    @Test
    void saysWhatFileExceptionsMean() {
        assertThat(FailureText.of(new NoSuchFileException("a.png"))).isEqualTo("a.png: no such file");
        assertThat(FailureText.of(new AccessDeniedException("a.png"))).isEqualTo("a.png: permission denied");
    }

    @Test
    void reportsNativesThatDoNotLoadAndMemoryThatRunsOut() {
        limpid.runner.error = new UnsatisfiedLinkError("libc.so.6: version `GLIBC_2.35' not found");
        assertThat(limpid.run("demo")).isEqualTo(1);
        assertThat(limpid.err())
                .startsWith("limpid: LibTorch could not be loaded")
                .contains("GLIBC_2.35");

        var unmapped = new UnsatisfiedLinkError("libtorch.so: failed to map segment from shared object");
        limpid.runner.error = (Error) new UnsatisfiedLinkError("no jnitorch in java.library.path").initCause(unmapped);
        assertThat(limpid.run("demo")).isEqualTo(1);
        assertThat(limpid.err()).contains("failed to map segment").doesNotContain("java.library.path");

        limpid.runner.error = new OutOfMemoryError("Java heap space");
        assertThat(limpid.run("demo")).isEqualTo(1);
        assertThat(limpid.err()).contains("limpid: out of memory");

        limpid.runner.error = new StackOverflowError();
        assertThat(limpid.run("demo")).isEqualTo(1);
        assertThat(limpid.err()).endsWith("limpid: what it reads is nested too deeply\n");
    }

    @Test
    void listsPriorsWithoutWarnings() {
        assertThat(limpid.run("priors")).isZero();

        assertThat(limpid.out()).contains("cats64  present").contains("celeba  absent");
        assertThat(limpid.err()).isEmpty();
    }
}
