package dev.limpid.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.degradation.Tasks;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Usage, which needs no cluster. */
class SubmitTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    private int run(String... arguments) {
        return Submit.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --task=denoise --output=o                                 | Missing required option: '--input=PATH'
            --input=i --output=o --task=denoise --memory=none         | --tile, --memory: 'none' is no memory such as 4G or 800M
            --input=i --output=o --task=denoise --task-pixels=0       | --task-pixels must be positive, got 0
            --input= --output=o --task=denoise                        | --input must not be empty
            --input=i --output=o[1] --task=denoise                    | --output o[1]: must not hold any of []{}*?
            --input=i --output=o --task=denoise --samples=0           | --samples must be 1 to 1000, got 0
            --input=i --output=o --task=denoise --solver=none         | unknown solver 'none'
            --input=i --output=o --task=denoise --prior=none          | --prior none: is neither a prior's name
            --input=i --output=o --task=denoise @more                 | @more
            --input=i --output=o --task=nothing                       | unknown task 'nothing'
            --input=i --output=o --task=denoise --scale=4             | --scale
            --input=i --output=o --task=inpainting --mask=/no/mask.png | /no/mask.png: no such file
            """)
    void aMistakeIsOneLine(String arguments, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8)).hasLineCount(1).contains(message);
        assertThat(out.size()).isZero();
    }

    @Test
    void helpNamesEveryOptionOfTheTasks() {
        assertThat(run("--help")).isZero();

        String help = out.toString(StandardCharsets.UTF_8);
        Tasks.options().forEach(option -> assertThat(help).contains("--" + option.name()));
        assertThat(help).contains("--input", "--output", "--task-pixels", "--retry-quarantined", "manifest.parquet");
    }

    @Test
    void executorsGetAbsolutePaths() throws Exception {
        Path mask = Files.createFile(folder.resolve("mask.png"));
        Path here = Path.of("").toAbsolutePath();
        String relative = here.relativize(mask).toString();
        var given = new ArrayList<>(List.of("--mask", relative, "--mask=" + relative, "--prior", "photo"));
        given.addAll(List.of("--mask", "box:1,2,3,4", "--input", relative));

        assertThat(Arguments.absolute(given))
                .containsExactly(
                        "--mask",
                        mask.toString(),
                        "--mask=" + mask,
                        "--prior",
                        "photo",
                        "--mask",
                        "box:1,2,3,4",
                        "--input",
                        relative);
    }
}
