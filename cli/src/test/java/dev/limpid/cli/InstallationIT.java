package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The launched program needs nothing from the home of the user who built it. */
class InstallationIT {
    private static final Path ROOT =
            Path.of(System.getProperty("limpid.root", "..")).toAbsolutePath().normalize();

    @Test
    void theProgramLoadsItsLibrariesFromTheInstallation() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load",
                        "-jar",
                        ROOT.resolve("cli/target/limpid-cli.jar").toString(),
                        "priors")
                .redirectErrorStream(true)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();

        assertThat(process.waitFor()).isZero();
        assertThat(lines).anyMatch(line -> line.startsWith("cats64 "));
        assertThat(lines)
                .filteredOn(line -> line.contains("picocli.CommandLine source:"))
                .singleElement()
                .asString()
                .contains("/target/lib/picocli-");
        assertThat(lines).noneMatch(line -> line.contains(System.getProperty("limpid.repository")));
    }
}
