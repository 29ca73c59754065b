package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.degradation.Task;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.restoration.Estimate;
import dev.limpid.restoration.Presets;
import dev.limpid.restoration.Selection;
import dev.limpid.restoration.Start;
import dev.limpid.solver.SolverConfig;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said before a run, with a pace that is given and not measured. */
class JobEstimateTest {
    private static final OptionalLong MEMORY = OptionalLong.of(1_500_000_000);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void addsUpWhatAllImagesTake() throws IOException {
        announce(
                Console.Speech.TEXT,
                0.01,
                job("a", Task.INPAINTING),
                job("b", Task.INPAINTING),
                job("c", Task.DENOISE));

        long evaluations =
                2 * evaluations(Task.INPAINTING, Presets.Name.BRIEF) + evaluations(Task.DENOISE, Presets.Name.BRIEF);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines("dmilo-pgd, preset brief, 3 images, " + evaluations
                        + " network evaluations: about " + Estimate.duration(0.01 * evaluations)
                        + ", about 1.5 GB of memory");
    }

    @Test
    void tellsMachinesTheSame() throws IOException {
        announce(Console.Speech.JSON, 0.5, job("a", Task.INPAINTING));

        long evaluations = evaluations(Task.INPAINTING, Presets.Name.BRIEF);
        assertThat(out.toString().lines().filter(line -> line.contains("\"estimate\"")))
                .singleElement()
                .asString()
                .contains("\"images\":1,\"evaluations\":" + evaluations + ",\"seconds\":" + 0.5 * evaluations
                        + ",\"memoryBytes\":1500000000");
    }

    @Test
    void saysNothingMoreUpToTenMinutes() throws IOException {
        announce(Console.Speech.TEXT, 600.0 / evaluations(Task.INPAINTING, Presets.Name.PAPER), paper());

        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void namesTheLongestPresetThatFitsAboveTenMinutes() throws IOException {
        long brief = evaluations(Task.INPAINTING, Presets.Name.BRIEF);
        assertThat(brief).isLessThan(evaluations(Task.INPAINTING, Presets.Name.PAPER));
        announce(Console.Speech.TEXT, 300.0 / brief, paper());

        assertThat(err.toString().lines().skip(1)).containsExactly("--preset brief would take about 5 min");
    }

    @Test
    void namesTheShortestWhereNoneFits() throws IOException {
        announce(Console.Speech.TEXT, 1200.0 / evaluations(Task.INPAINTING, Presets.Name.BRIEF), paper());

        assertThat(err.toString().lines().skip(1))
                .containsExactly("no preset fits into 10 min; the shortest, --preset brief, would take about 20 min");
    }

    @Test
    void adviseFewerImagesWhereThePresetIsTheShortest() throws IOException {
        announce(
                Console.Speech.TEXT,
                1200.0 / evaluations(Task.INPAINTING, Presets.Name.BRIEF),
                job("a", Task.INPAINTING));

        assertThat(err.toString().lines().skip(1)).containsExactly("no preset fits into 10 min; fewer images do");
    }

    private void announce(Console.Speech speech, double secondsPerEvaluation, RestoreJob... jobs) throws IOException {
        Path file = TinyPrior.write(folder.resolve("prior.safetensors"));
        var compute = new Compute(file.toString(), 0, Device.CPU);
        var console = new Console(new PrintWriter(out), new PrintWriter(err), 0, speech);
        List<RestoreJob> all = Arrays.asList(jobs);
        var request = new RestoreRequest(
                all,
                folder,
                null,
                null,
                true,
                false,
                null,
                RestoreRequest.Finished.KEEP,
                1,
                Selection.LAST,
                new Reading(RangeChoice.NATURAL, ReadLimits.DEFAULT),
                compute,
                0,
                null);
        try (var scope = Scope.open()) {
            var prior = Solve.load(compute, null, console);
            new JobEstimate(
                            prior,
                            request,
                            null,
                            console,
                            like -> (config, y, x) -> new Estimate(secondsPerEvaluation * config.evaluations(), MEMORY))
                    .announce(all);
        }
    }

    private static RestoreJob paper() {
        return job("a", Task.INPAINTING, Presets.Name.PAPER);
    }

    private static RestoreJob job(String name, Task task) {
        return job(name, task, Presets.Name.BRIEF);
    }

    private static RestoreJob job(String name, Task task, Presets.Name preset) {
        SolverConfig config = Presets.of(Presets.Method.DMILO_PGD, task, preset);
        return new RestoreJob(
                Path.of(name + ".png"),
                Path.of(name),
                null,
                task,
                Given.NOTHING,
                new SolverChoice(Presets.Method.DMILO_PGD, preset, config, Start.NOISE));
    }

    private static long evaluations(Task task, Presets.Name preset) {
        return Presets.of(Presets.Method.DMILO_PGD, task, preset).backwardEvaluations();
    }
}
