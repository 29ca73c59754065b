package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The program without its launcher, in locales that cannot write the name of a picture. */
@EnabledOnOs(OS.LINUX)
class LocaleTest {
    /** Through a shell, because the process of the tests may be unable to name the file, too. */
    private static final String RENAME = "cd \"$0\" && mv pictures/b.png \"pictures/$(printf '\\303\\274.png')\" && ";

    @TempDir
    private Path folder;

    @BeforeEach
    void writePictures() throws IOException {
        var runs = new TinyRuns(folder);
        Files.createDirectory(runs.at("pictures"));
        runs.picture("pictures/a.png", TinyPrior.SIDE, 3);
        runs.picture("pictures/b.png", TinyPrior.SIDE, 3);
    }

    @ParameterizedTest
    @CsvSource({"C, pictures", "C, pictures/*.png", "de_XX.UTF-8, pictures", "de_XX.UTF-8, pictures/*.png"})
    void aNameThatCannotBeWrittenEndsOnePicture(String locale, String input) throws Exception {
        Process process = start(locale, input, "degrade", "--task", "denoise", "--out", "out");
        List<String> err = StandardOutputTest.lines(process);

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(err)
                .singleElement()
                .asString()
                .startsWith("limpid: pictures/??.png: ")
                .contains("beyond ANSI_X3.4-1968, the encoding of the locale LC_ALL=" + locale)
                .endsWith("set LC_ALL=C.UTF-8");
        assertThat(folder.resolve("out/a/y.npy")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--out out/\u00fc", "--out out --mask \u00fc.png"})
    void aNameThatAllPicturesNeedIsRefused(String options) throws Exception {
        Process process = start(
                "de_XX.UTF-8",
                options.replace("\u00fc", "$(printf '\\303\\274')"),
                "degrade",
                "pictures",
                "--task",
                "inpainting");

        assertThat(StandardOutputTest.lines(process))
                .singleElement()
                .asString()
                .contains("of the locale LC_ALL=de_XX.UTF-8, which is not installed; set LC_ALL=C.UTF-8");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    private Process start(String locale, String last, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("sh", "-c", RENAME + "exec \"$@\" " + last, folder.toString()));
        command.addAll(OwnProcess.command(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", locale);
        return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }
}
