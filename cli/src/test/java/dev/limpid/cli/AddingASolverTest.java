package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page on adding a solver: its file and its line, compiled in front of the library, make the method known everywhere. */
class AddingASolverTest {
    @TempDir
    private Path folder;

    @Test
    void oneFileAndOneLineAreEnough() throws Exception {
        new DocumentedExtension(folder)
                .compile("adding-a-solver.md", "SdEdit", "dev/limpid/solver/Methods.java")
                .run(Uses.class);
    }

    /** A process of its own, whose list of methods is the longer one. */
    static final class Uses {
        private Uses() {}

        /** Uses the method in a folder; it ends with a stack trace where something is missing. */
        public static void main(String[] args) throws IOException {
            var runs = new TinyRuns(Path.of(args[0]));
            Path image = runs.picture("image.png", TinyPrior.SIDE, 3);

            runs.run(0, "solvers", "sdedit");
            runs.run(0, "restore", "--help");
            assertThat(runs.out())
                    .containsPattern("(?m)^sdedit +denoise +brief +3 +0 +steps=3 grid=300-200-100")
                    .contains("sdedit");

            Object[] given = {"--task", "denoise", "--simulate", "--solver", "sdedit", "--set", "steps=2"};
            runs.run(
                    0,
                    "restore",
                    image,
                    "--prior",
                    runs.prior(),
                    given[0],
                    given[1],
                    given[2],
                    given[3],
                    given[4],
                    given[5],
                    given[6],
                    "--set",
                    "grid=400-100",
                    "--out",
                    runs.at("s"));
            runs.run(0, "rerun", runs.at("s/image/run.json"));
            assertThat(runs.out()).contains("the same bytes");
            RunRecord record = RunRecord.read(runs.at("s/image/run.json"));
            assertThat(record.solver()).isEqualTo("sdedit");
            assertThat(record.configuration()).containsEntry("grid", "400-100");
            assertThat(record.cost().forwardEvaluations()).isEqualTo(2);

            runs.run(
                    2,
                    "restore",
                    image,
                    "--prior",
                    runs.prior(),
                    "--task",
                    "motion-deblur",
                    "--simulate",
                    "--solver",
                    "sdedit",
                    "--out",
                    runs.at("no"));
            assertThat(runs.err()).contains("solver sdedit is not for motion-deblur: use daps, dcps, ");
        }
    }
}
