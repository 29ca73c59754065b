package dev.limpid.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.degradation.Deblur;
import dev.limpid.degradation.Denoise;
import dev.limpid.degradation.Inpaint;
import dev.limpid.degradation.MaskSource;
import dev.limpid.degradation.OptionFiles;
import dev.limpid.degradation.Task;
import dev.limpid.degradation.Values;
import dev.limpid.io.Npy;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.prior.TinyUNet;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.CostEstimate;
import dev.limpid.restoration.Selection;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.restoration.Tiling;
import dev.limpid.solver.DmiloPgd;
import dev.limpid.solver.Preset;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notes before a run, with a pace that is given and not measured. */
class JobEstimateTest {
    private static final OptionalLong MEMORY = OptionalLong.of(1_500_000_000);

    private final List<Event> events = new ArrayList<>();
    private final List<ParametricOperator> operators = new ArrayList<>();

    @Test
    void addsUpWhatAllImagesTake() {
        announce(0.01, job("a", Inpaint.TASK), job("b", Inpaint.TASK), job("c", Denoise.TASK));

        long evaluations = 2 * evaluations(Inpaint.TASK, Preset.BRIEF) + evaluations(Denoise.TASK, Preset.BRIEF);
        assertThat(notes())
                .containsExactly("dmilo-pgd, preset brief, 3 images, " + evaluations
                        + " network evaluations: about " + CostEstimate.duration(0.01 * evaluations)
                        + ", about 1.5 GB of memory");
    }

    @Test
    void tellsMachinesTheSame() {
        announce(0.5, job("a", Inpaint.TASK));

        long evaluations = evaluations(Inpaint.TASK, Preset.BRIEF);
        assertThat(events)
                .contains(new Event.Estimate(1, evaluations, 0.5 * evaluations, MEMORY))
                .last()
                .extracting(Event::fields)
                .isEqualTo(Map.of(
                        "images",
                        1,
                        "evaluations",
                        evaluations,
                        "seconds",
                        0.5 * evaluations,
                        "memoryBytes",
                        1_500_000_000L));
    }

    @Test
    void saysNothingMoreUpToTenMinutes() {
        announce(600.0 / evaluations(Inpaint.TASK, Preset.PAPER), paper());

        assertThat(notes()).hasSize(1);
    }

    @Test
    void namesTheLongestPresetThatFitsAboveTenMinutes() {
        long brief = evaluations(Inpaint.TASK, Preset.BRIEF);
        assertThat(brief).isLessThan(evaluations(Inpaint.TASK, Preset.PAPER));
        announce(300.0 / brief, paper());

        assertThat(notes().stream().skip(1)).containsExactly("--preset brief would take about 5 min");
    }

    @Test
    void namesTheShortestWhereNoneFits() {
        announce(1200.0 / evaluations(Inpaint.TASK, Preset.BRIEF), paper());

        assertThat(notes().stream().skip(1))
                .containsExactly("no preset fits into 10 min; the shortest, --preset brief, would take about 20 min");
    }

    @Test
    void adviseFewerImagesWhereThePresetIsTheShortest() {
        announce(1200.0 / evaluations(Inpaint.TASK, Preset.BRIEF), job("a", Inpaint.TASK), job("b", Inpaint.TASK));

        assertThat(notes().stream().skip(1)).containsExactly("no preset fits into 10 min; fewer images do");
    }

    @Test
    void advisesASmallerPictureWhereThereIsOneAlone() {
        announce(1200.0 / evaluations(Inpaint.TASK, Preset.BRIEF), job("a", Inpaint.TASK));

        assertThat(notes().stream().skip(1))
                .containsExactly("no preset fits into 10 min; a smaller picture or another --solver takes less");
    }

    /** A larger kernel takes longer; a file that is not there is no reason to fail before its turn comes. */
    @Test
    void asksTheJobsOwnOperatorOrElseThatOfTheProtocol(@TempDir Path folder) throws IOException {
        Path psf = folder.resolve("psf.npy");
        Npy.write(new double[] {1, 2, 1}, new int[] {1, 3}, psf);

        announce(1, job("a", Deblur.MOTION, Values.NONE.with(Deblur.PSF, psf)));
        MaskSource absent = MaskSource.of(folder.resolve("absent.png"));
        announce(1, job("a", Inpaint.TASK, Values.NONE.with(Inpaint.MASK, absent)));

        assertThat(((Blur) operators.get(0)).kernel().width()).isEqualTo(3);
        assertThat(operators.get(1)).isInstanceOf(Inpainting.class);
    }

    private void announce(double secondsPerEvaluation, Job... jobs) {
        List<Job> all = Arrays.asList(jobs);
        var request = new JobRequest(
                all,
                Path.of("out"),
                null,
                true,
                false,
                null,
                JobRequest.Finished.KEEP,
                1,
                Selection.LAST,
                new Reading(RangeChoice.NATURAL, ReadLimits.DEFAULT),
                new Compute("tiny", 0, Device.CPU),
                0,
                null,
                Tiling.ofFree(Tiling.AUTO),
                ResultForm.FULL);
        try (var scope = Scope.open()) {
            new JobEstimate(
                            TinyUNet.prior(1),
                            request,
                            new OptionFiles(ReadLimits.DEFAULT),
                            events::add,
                            like -> (cost, y, x) -> {
                                operators.add(y.a());
                                return new CostEstimate(secondsPerEvaluation * cost.evaluations(), MEMORY);
                            })
                    .announce(all);
        }
    }

    private List<String> notes() {
        return events.stream()
                .filter(Event.Note.class::isInstance)
                .map(event -> ((Event.Note) event).message())
                .toList();
    }

    private static Job paper() {
        return job("a", Inpaint.TASK, Preset.PAPER);
    }

    private static Job job(String name, Task task) {
        return job(name, task, Preset.BRIEF);
    }

    private static Job job(String name, Task task, Values values) {
        Job job = job(name, task);
        return new Job(job.file(), job.name(), null, task, values, job.solver());
    }

    private static Job job(String name, Task task, String preset) {
        return new Job(
                Path.of(name + ".png"),
                Path.of(name),
                null,
                task,
                Values.NONE,
                SolverChoice.of("dmilo-pgd", preset, task.name(), Map.of()));
    }

    private static long evaluations(Task task, String preset) {
        return DmiloPgd.METHOD.preset(preset, task.name()).cost().evaluations();
    }
}
