package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Images;
import dev.limpid.operator.Masks;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in docs/embedding.md compiles against the library alone and runs in a small heap. */
class EmbeddingTest {
    private static final Path ROOT = Path.of(System.getProperty("limpid.root", ".."));
    private static final Pattern JAVA = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void theProgramOfTheDocumentationRestoresAPictureInASmallHeap() throws Exception {
        compile(program());
        writePictures();

        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        folder + File.pathSeparator + libraries(),
                        "FillMissing",
                        folder.resolve("picture.png").toString(),
                        folder.resolve("mask.png").toString(),
                        folder.resolve("result.png").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(child.waitFor()).as(output).isZero();
        assertThat(output).contains("outer iteration 0, PROJECTION", "outer iteration 1, PROJECTION", "done");
        try (var scope = Scope.open()) {
            assertThat(Images.read(folder.resolve("result.png")).pixels().shape())
                    .containsExactly(1, 3, 64, 64);
        }
    }

    private static String program() throws Exception {
        Matcher m = JAVA.matcher(Files.readString(ROOT.resolve("docs/embedding.md")));
        assertThat(m.find()).as("a block of Java in docs/embedding.md").isTrue();
        // The same program with less to compute.
        String program = m.group(1);
        String shorter = program.replace(
                "Presets.of(Presets.Method.DMILO_PGD, Task.INPAINTING, Presets.Name.BRIEF)",
                "Settings.with(Presets.of(Presets.Method.DMILO_PGD, Task.INPAINTING, Presets.Name.BRIEF),"
                        + " java.util.Map.of(\"innerIterations\", \"1\"))");
        assertThat(shorter).isNotEqualTo(program);
        return shorter;
    }

    private void compile(String program) throws Exception {
        Path source = Files.writeString(folder.resolve("FillMissing.java"), program);
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", libraries(), "-d", folder.toString(), source.toString());
        assertThat(status).as("the program compiles").isZero();
    }

    /** What depends on limpid-core gets: neither the command line nor what tests use. */
    private static String libraries() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("picocli") && !entry.contains("junit") && !entry.contains("assertj"))
                .filter(entry -> !entry.startsWith(
                        ROOT.resolve("cli").toAbsolutePath().normalize().toString()))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void writePictures() throws Exception {
        try (var scope = Scope.open()) {
            Tensor x = Rng.of(1).normal(1, 3, 8, 8).clamp(-1, 1);
            Images.write(Images.resize(x, 64, 64), folder.resolve("picture.png"));
            Tensor mask = Masks.random(Rng.of(2), 0.7, 64, 64);
            Images.write(mask.mul(2).add(-1), folder.resolve("mask.png"));
        }
    }
}
