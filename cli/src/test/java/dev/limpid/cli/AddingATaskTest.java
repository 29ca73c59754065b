package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.MeasurementRecord;
import dev.limpid.io.RunRecord;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page on adding a task: its file and its line, compiled in front of the library, make the task known everywhere. */
class AddingATaskTest {
    private static final Path ROOT = Path.of(System.getProperty("limpid.root", ".."));
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @TempDir
    private Path folder;

    @Test
    void oneFileAndOneLineAreEnough() throws Exception {
        compile();

        Process program = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Djava.awt.headless=true",
                        "-cp",
                        folder.resolve("classes") + File.pathSeparator + CLASS_PATH,
                        Uses.class.getName(),
                        folder.toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(program.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(program.exitValue()).as(said).isZero();
    }

    private void compile() throws IOException {
        List<String> blocks = blocks(Files.readString(ROOT.resolve("docs/adding-a-task.md")));
        String tasks = Files.readString(ROOT.resolve("core/src/main/java/dev/limpid/degradation/Tasks.java"));
        String begin = "List.of(\n";
        assertThat(blocks).hasSize(2);
        assertThat(blocks.get(1).lines()).hasSize(1);
        assertThat(tasks).containsOnlyOnce(begin);
        Path sources = Files.createDirectories(folder.resolve("sources"));
        Path task = Files.writeString(sources.resolve("Brighten.java"), blocks.get(0));
        Path list = Files.writeString(sources.resolve("Tasks.java"), tasks.replace(begin, begin + blocks.get(1)));
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK is needed");
        var messages = new StringWriter();
        List<String> options = List.of(
                "-Xlint:all", "-proc:none", "-d", folder.resolve("classes").toString(), "-cp", CLASS_PATH);
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            messages, files, null, options, null, files.getJavaFileObjects(task, list))
                    .call();

            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }

    private static List<String> blocks(String page) {
        return Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** A process of its own, whose list of tasks is the longer one. */
    static final class Uses {
        private Uses() {}

        /** Uses the task in a folder; it ends with a stack trace where something is missing. */
        public static void main(String[] args) throws IOException {
            Path folder = Path.of(args[0]);
            var runs = new TinyRuns(folder);
            Path image = runs.picture("image.png", TinyPrior.SIDE, 3);
            Files.writeString(folder.resolve("list.csv"), "file,task,light\nimage.png,brighten,0.4\n");
            Object[] given = {"--task", "brighten", "--light", "0.4"};

            runs.run(0, "tasks");
            runs.run(0, "restore", "--help");
            assertThat(runs.out())
                    .containsPattern("(?m)^brighten +there was too little light +light 0.5, sigma 0.005 +--light SHARE")
                    .contains("brighten", "--light=SHARE", "Brightening: the share of the light");
            assertThat(column(runs.out())).contains("light");

            runs.run(0, "degrade", image, given[0], given[1], given[2], given[3], "--out", runs.at("m"));
            runs.restore(0, runs.at("m/image"), "--out", runs.at("o"));
            runs.restore(0, image, given[0], given[1], given[2], given[3], "--simulate", "--out", runs.at("s"));
            runs.restore(0, "--manifest", runs.at("list.csv"), "--simulate", "--out", runs.at("l"));
            runs.run(0, "rerun", runs.at("s/image/run.json"));
            runs.requireSame("s/image/restored.png", "o/image/restored.png");
            runs.requireSame("s/image/restored.png", "l/image/restored.png");
            assertThat(MeasurementRecord.read(runs.at("m/image/measurement.json"))
                            .operator())
                    .containsEntry("light", 0.4);
            RunRecord record = RunRecord.read(runs.at("s/image/run.json"));
            assertThat(record.request()).containsEntry("light", 0.4);
            assertThat(record.operator()).containsEntry("light", 0.4);

            runs.restore(2, image, "--task", "denoise", "--light", "0.4", "--out", runs.at("no"));
            runs.restore(2, image, "--task", "brighten", "--light", "much", "--out", runs.at("no"));
            runs.restore(1, image, "--task", "brighten", "--light", "2", "--out", runs.at("no"));
            assertThat(runs.err())
                    .contains("--light does not go with --task denoise", "light must be a number, got 'much'")
                    .contains("image.png: light must be above 0 and at most 1, got 2.0");
        }

        private static List<String> column(String help) {
            Matcher list = Pattern.compile("Columns: ([^.]*)\\.").matcher(help.replaceAll("\\s+", " "));
            assertThat(list.find()).isTrue();
            return List.of(list.group(1).split(", ", -1));
        }
    }
}
