package dev.limpid.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.degradation.Denoise;
import dev.limpid.degradation.Values;
import dev.limpid.io.Images;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.io.RunRecord;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.Selection;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.restoration.Tiling;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job without a command line, with the prior that ships. */
class JobRunnerTest {
    private static final SolverChoice QUICK = SolverChoice.of(
            "dmilo-pgd",
            "brief",
            "denoise",
            Map.of("steps", "2", "grid", "300-120", "outerIterations", "1", "innerIterations", "2"));

    private final List<Event> events = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void writePicture() throws IOException {
        try (var scope = Scope.open()) {
            Images.write(Rng.of(1).purpose("picture").normal(1, 3, 64, 64).mul(0.3), folder.resolve("a.png"));
        }
    }

    private JobSummary run(boolean stop) throws IOException {
        return run(stop, job("a"), job("none"));
    }

    private JobSummary run(boolean stop, Job... jobs) throws IOException {
        events.clear();
        return new JobRunner(request("cats64", jobs), events::add, () -> stop).run();
    }

    private JobRequest request(String prior, Job... jobs) {
        return new JobRequest(
                List.of(jobs),
                folder.resolve("out"),
                null,
                true,
                false,
                null,
                JobRequest.Finished.KEEP,
                1,
                Selection.LAST,
                new Reading(RangeChoice.NATURAL, ReadLimits.DEFAULT),
                new Compute(prior, 0, Device.CPU),
                0,
                null,
                Tiling.ofFree(Tiling.AUTO),
                ResultForm.FULL);
    }

    private Job job(String name) {
        return new Job(folder.resolve(name + ".png"), Path.of(name), null, Denoise.TASK, Values.NONE, QUICK);
    }

    @Test
    void tellsAListenerWhatHappensAndReturnsTheMetrics() throws IOException {
        JobSummary summary = run(false);

        assertThat(summary).extracting(JobSummary::restored, JobSummary::failed).containsExactly(1, 1);
        Map<String, Map<String, Double>> metrics = summary.records().get(0).metrics();
        assertThat(metrics).containsKeys("measurement", "restored");
        assertThat(RunRecord.read(folder.resolve("out/a/run.json")).metrics()).isEqualTo(metrics);
        assertThat(summary.meanMetrics()).isEqualTo(metrics);
        assertThat(events.stream().map(Event::name).distinct())
                .containsSubsequence("estimate", "image", "progress", "restored", "failed", "end");
        assertThat(events)
                .filteredOn(Event.Restored.class::isInstance)
                .singleElement()
                .extracting(event -> ((Event.Restored) event).metrics())
                .isEqualTo(metrics);
    }

    /** A listener that does not want to know what a run will take. */
    private Listener hasty() {
        return new Listener() {
            @Override
            public void on(Event event) {
                events.add(event);
            }

            @Override
            public boolean wantsEstimate() {
                return false;
            }
        };
    }

    @Test
    void manyRunsShareAPriorAndGiveTheSameBytes() throws IOException {
        var reads = new AtomicInteger();
        try (var scope = Scope.open()) {
            LoadedPrior prior = LoadedPrior.read(new Compute("cats64", 0, Device.CPU), null);
            LoadedPrior.Source shared = (compute, config) -> {
                reads.incrementAndGet();
                return prior;
            };
            var results = new ArrayList<Map<String, String>>();
            for (String name : List.of("first", "second")) {
                Job one = new Job(folder.resolve("a.png"), Path.of(name), null, Denoise.TASK, Values.NONE, QUICK);
                results.add(new JobRunner(request("cats64", one), hasty(), () -> false, shared)
                        .run()
                        .records()
                        .get(0)
                        .results());
            }
            assertThat(results.get(1)).isEqualTo(results.get(0));
        }
        assertThat(reads).hasValue(2);
        assertThat(events).extracting(Event::name).doesNotContain("estimate").contains("restored");
        assertThat(run(false, job("a")).records().get(0).results())
                .isEqualTo(RunRecord.read(folder.resolve("out/first/run.json")).results());
    }

    @Test
    void knowsARecordOfItsOwnByItsSettingsAndItsInput() throws IOException {
        RunRecord record = run(false, job("a")).records().get(0);
        var runner = new JobRunner(request("cats64", job("a")), hasty(), () -> false);
        SolverChoice longer = SolverChoice.of(
                "dmilo-pgd",
                "brief",
                "denoise",
                Map.of("steps", "2", "grid", "300-120", "outerIterations", "1", "innerIterations", "3"));
        Job other = new Job(folder.resolve("a.png"), Path.of("a"), null, Denoise.TASK, Values.NONE, longer);

        assertThat(runner.isOf(job("a"), record)).isTrue();
        assertThat(new JobRunner(request("cats64", other), hasty(), () -> false).isOf(other, record))
                .isFalse();
        try (var scope = Scope.open()) {
            Images.write(Rng.of(2).purpose("picture").normal(1, 3, 64, 64).mul(0.3), folder.resolve("a.png"));
        }
        assertThat(runner.isOf(job("a"), record)).isFalse();
    }

    @Test
    void leavesOutWhatDoesNotFitAmongAllSolversAndRefusesItByName() throws IOException {
        SolverChoice forLocalPriors = SolverChoice.brief("dpir", "gaussian-deblur");
        SolverChoice classical = SolverChoice.brief("total-variation", "denoise");

        JobSummary summary = run(
                false,
                job("a").solvedBy(forLocalPriors, Job.Among.ALL),
                job("a").solvedBy(classical, Job.Among.ALL),
                job("a").solvedBy(QUICK, Job.Among.ALL));

        assertThat(summary.results().keySet())
                .extracting(job -> job.solver().method().name())
                .containsExactly("total-variation", "dmilo-pgd");
        assertThat(summary.failed()).isZero();
        assertThat(summary.records())
                .allSatisfy(
                        record -> assertThat(record.metrics().get("restored")).containsKeys("psnr", "residual"));
        assertThat(events)
                .filteredOn(Event.Note.class::isInstance)
                .extracting(event -> ((Event.Note) event).message())
                .anyMatch(note -> note.contains("a.png, dpir: left out: dpir needs a local denoiser"))
                .anyMatch(note -> note.startsWith("dmilo-pgd, preset brief, 1 image, "));
        assertThat(folder.resolve("out/a/comparison.png")).isNotEmptyFile();
        assertThatThrownBy(() -> run(false, job("a").solvedBy(forLocalPriors, Job.Among.NAMED)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("--solver dpir does not fit")
                .hasMessageContaining("needs a local denoiser");
    }

    @Test
    void everyActivityHasABeginningAndAnEnd() throws IOException {
        run(false);

        List<Event.Progress> progress = events.stream()
                .filter(Event.Progress.class::isInstance)
                .map(Event.Progress.class::cast)
                .toList();
        assertThat(progress.get(0).done()).isZero();
        assertThat(progress)
                .filteredOn(Event.Progress::ended)
                .singleElement()
                .satisfies(last -> assertThat(last.done()).isEqualTo(last.total()));
    }

    @Test
    void skipsAFinishedImageAndKeepsItsMetrics() throws IOException {
        JobSummary first = run(false);
        JobSummary second = run(false);

        assertThat(second).extracting(JobSummary::restored, JobSummary::skipped).containsExactly(0, 1);
        assertThat(second.meanMetrics()).isEqualTo(first.meanMetrics());
        assertThat(events).filteredOn(Event.Skipped.class::isInstance).hasSize(1);
    }

    @Test
    void beginsNoImageOnceItIsToldToStop() throws IOException {
        JobSummary summary = run(true);

        assertThat(summary.stopped()).isTrue();
        assertThat(events).noneMatch(Event.Began.class::isInstance);
        assertThat(Files.exists(folder.resolve("out/a"))).isFalse();
    }
}
