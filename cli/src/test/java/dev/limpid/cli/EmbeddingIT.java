package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Images;
import dev.limpid.operator.mask.Masks;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The project in docs/embedding.md, as it stands there, is built by Maven against the packaged library and runs in a small
 * heap. Nothing is downloaded: the project's plugins are those that this build has just used.
 */
class EmbeddingIT {
    private static final Path ROOT =
            Path.of(System.getProperty("limpid.root", "..")).toAbsolutePath().normalize();
    private static final Pattern VERSION =
            Pattern.compile("<artifactId>limpid-core</artifactId>\\s*<version>(.*?)</version>");

    /** Where the example lies, and nothing else. */
    @TempDir
    private Path project;

    /** A local repository that has only our own artifacts; others are looked up in the user's. */
    @TempDir
    private Path repository;

    @Test
    void theProjectOfTheDocumentationRestoresAPictureInASmallHeap() throws Exception {
        String pom = block("xml");
        Files.writeString(project.resolve("pom.xml"), pom);
        Path sources = Files.createDirectories(project.resolve("src/main/java"));
        Files.writeString(sources.resolve("FillMissing.java"), block("java"));
        install(pom);
        writePictures();

        run(
                maven(),
                "-B",
                "-o",
                "-Dmaven.repo.local=" + repository,
                "-Dmaven.repo.local.tail=" + usersRepository(),
                "-Dmaven.repo.local.tail.ignoreAvailability=true",
                "compile",
                "dependency:build-classpath",
                "-Dmdep.outputFile=class-path.txt");
        String classPath = "target/classes" + File.pathSeparator + Files.readString(project.resolve("class-path.txt"));
        assertThat(classPath).contains(repository.toString()).doesNotContain("picocli", ROOT.toString());
        String output = run(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                classPath,
                "FillMissing",
                "picture.png",
                "mask.png",
                "result.png");

        // Which of the two depends on the machine.
        assertThat(output).containsPattern("(?m)^(done|stopped)$");
        if (output.contains("done")) {
            assertThat(output).contains("outer iteration 1", "outer iteration 2");
        }
        try (var scope = Scope.open()) {
            assertThat(Images.read(project.resolve("result.png")).pixels().shape())
                    .containsExactly(1, 3, 64, 64);
        }
    }

    /** The first block of that language in the page. */
    private static String block(String language) throws IOException {
        Matcher m = Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(ROOT.resolve("docs/embedding.md")));
        assertThat(m.find()).as("a block of %s in docs/embedding.md", language).isTrue();
        return m.group(1);
    }

    /** What {@code mvnw install} does, but into a repository that nobody else sees. */
    private void install(String pom) throws IOException {
        Matcher version = VERSION.matcher(pom);
        assertThat(version.find()).as("the dependency in the page").isTrue();
        install("limpid-parent", version.group(1), ".pom", ROOT.resolve("pom.xml"));
        install("limpid-core", version.group(1), ".pom", ROOT.resolve("core/pom.xml"));
        Path jar = ROOT.resolve("core/target/limpid-core-" + version.group(1) + ".jar");
        install("limpid-core", version.group(1), ".jar", jar);
    }

    private void install(String artifact, String version, String ending, Path file) throws IOException {
        Path folder = Files.createDirectories(
                repository.resolve("dev/limpid").resolve(artifact).resolve(version));
        Files.copy(file, folder.resolve(artifact + "-" + version + ending));
    }

    private static String maven() {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return ROOT.resolve(windows ? "mvnw.cmd" : "mvnw").toString();
    }

    private static String usersRepository() {
        return System.getProperty("limpid.repository");
    }

    private String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(List.of(command) + "\n" + output).isZero();
        return output;
    }

    private void writePictures() throws IOException {
        try (var scope = Scope.open()) {
            Tensor x = Rng.of(1).normal(1, 3, 8, 8).clamp(-1, 1);
            Images.write(Images.resize(x, 64, 64), project.resolve("picture.png"));
            Tensor mask = Masks.random(Rng.of(2), 0.7, 64, 64);
            Images.write(mask.mul(2).add(-1), project.resolve("mask.png"));
        }
    }
}
