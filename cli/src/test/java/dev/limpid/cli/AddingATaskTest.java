package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.MeasurementRecord;
import dev.limpid.io.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page on adding a task: its file and its line, compiled in front of the library, make the task known everywhere. */
class AddingATaskTest {
    @TempDir
    private Path folder;

    @Test
    void oneFileAndOneLineAreEnough() throws Exception {
        new DocumentedExtension(folder)
                .compile("adding-a-task.md", "Brighten", "dev/limpid/degradation/Tasks.java")
                .run(Uses.class);
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
