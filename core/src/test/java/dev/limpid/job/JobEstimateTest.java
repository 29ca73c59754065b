package dev.limpid.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.degradation.Deblur;
import dev.limpid.degradation.Denoise;
import dev.limpid.degradation.Inpaint;
import dev.limpid.degradation.MaskSource;
import dev.limpid.degradation.NoiseSetting;
import dev.limpid.degradation.OptionFiles;
import dev.limpid.degradation.Task;
import dev.limpid.degradation.Values;
import dev.limpid.io.Npy;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.metric.Metric;
import dev.limpid.metric.Metrics;
import dev.limpid.metric.Psnr;
import dev.limpid.metric.Quantity;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.TinyLocalUNet;
import dev.limpid.prior.TinyUNet;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.CostEstimate;
import dev.limpid.restoration.Selection;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.restoration.Tiling;
import dev.limpid.solver.Cost;
import dev.limpid.solver.DmiloPgd;
import dev.limpid.solver.Hqs;
import dev.limpid.solver.Preset;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notes before a run, with a pace that is given and not measured. */
class JobEstimateTest {
    private static final OptionalLong MEMORY = OptionalLong.of(1_500_000_000);

    private final List<Event> events = new ArrayList<>();
    private final List<ParametricOperator> operators = new ArrayList<>();
    private Metrics metrics = Metrics.plain();

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
        assertThat(operators.get(operators.size() - 1)).isInstanceOf(Inpainting.class);
    }

    /** The prior sees the surroundings of what is missing alone; data steps see all pixels. */
    @Test
    void countsWhatIsSeenOfALargePicture(@TempDir Path folder) throws IOException {
        Path picture = white(folder.resolve("a.png"), 0, BufferedImage.TYPE_INT_RGB);
        Path gray = white(folder.resolve("gray.png"), 0);
        double area = SIDE * SIDE / 65536.0;
        Cost cost = Hqs.METHOD.preset(Preset.BRIEF, Inpaint.TASK.name()).cost();

        double everywhere = seconds(hqs(picture, white(folder.resolve("all.png"), SIDE - 1), 0));
        double corner = seconds(hqs(picture, white(folder.resolve("corner.png"), 40), 0));
        double noisy = seconds(hqs(picture, white(folder.resolve("corner.png"), 40), 0.1));

        assertThat(everywhere).isCloseTo(area * (cost.evaluations() + 0.5 * cost.proxes()), within(1e-6));
        assertThat(noisy).isEqualTo(everywhere);
        assertThat(seconds(hqs(gray, folder.resolve("corner.png"), 0))).isEqualTo(everywhere);
        assertThat(corner)
                .isBetween(
                        area * (0.003 * cost.evaluations() + 0.5 * cost.proxes()),
                        area * (0.2 * cost.evaluations() + 0.5 * cost.proxes()));
    }

    /** The scores of a large network may take more than the solve, after which they take their turn. */
    @Test
    void countsTheMemoryOfTheMetrics(@TempDir Path folder) throws IOException {
        Path picture = white(folder.resolve("a.png"), 0, BufferedImage.TYPE_INT_RGB);
        Job job = hqs(picture, white(folder.resolve("corner.png"), 40), 0);
        long without = peak(job);
        assertThat(without).isBetween(100_000_000L, 10_000_000_000L);

        metrics = new Metrics(List.of(taking(1000)));
        assertThat(peak(job)).isEqualTo(without);
        metrics = new Metrics(List.of(taking(1000), new Psnr(), taking(20_000_000_000L)));
        assertThat(peak(job)).isBetween(20_000_000_000L, 20_000_000_000L + without);
    }

    private long peak(Job job) {
        seconds(job);
        return events.stream()
                .filter(Event.Estimate.class::isInstance)
                .mapToLong(event -> ((Event.Estimate) event).peakMemory().orElseThrow())
                .findFirst()
                .orElseThrow();
    }

    private static Metric taking(long bytes) {
        return new Metric() {
            @Override
            public Quantity quantity() {
                return new Quantity("takes-" + bytes, "takes", "", Quantity.Better.LOWER, 1);
            }

            @Override
            public int minimumSide() {
                return 1;
            }

            @Override
            public long memory(int height, int width) {
                return bytes;
            }

            @Override
            public double[] of(Tensor image, Tensor truth) {
                throw new AssertionError("an estimate measures nothing");
            }
        };
    }

    /** Its mask has the sides that it has once it is upright. */
    @Test
    void turnsAPictureUprightBeforeItLooksAtItsMask(@TempDir Path folder) throws IOException {
        Path mask = folder.resolve("mask.png");
        ImageIO.write(new BufferedImage(SIDE / 2, SIDE, BufferedImage.TYPE_BYTE_GRAY), "png", mask.toFile());
        BufferedImage holes = ImageIO.read(mask.toFile());
        holes.createGraphics().fillRect(50, 50, SIDE, SIDE);
        ImageIO.write(holes, "png", mask.toFile());
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(SIDE, SIDE / 2, BufferedImage.TYPE_INT_RGB), "jpg", bytes);
        Path lying = folder.resolve("lying.jpg");
        Files.write(lying, turnedByExif(bytes.toByteArray()));
        double area = SIDE * SIDE / 2 / 65536.0;
        Cost cost = Hqs.METHOD.preset(Preset.BRIEF, Inpaint.TASK.name()).cost();

        assertThat(seconds(hqs(lying, mask, 0)))
                .isBetween(area * 0.5 * cost.proxes(), area * (0.6 * cost.evaluations() + 0.5 * cost.proxes()));
        assertThat(seconds(hqs(lying, mask, 0.1)))
                .isCloseTo(area * (cost.evaluations() + 0.5 * cost.proxes()), within(1e-6));
    }

    /** A JPEG with Exif's orientation 6, a quarter of a turn. */
    private static byte[] turnedByExif(byte[] jpeg) throws IOException {
        var turned = new ByteArrayOutputStream();
        turned.write(jpeg, 0, 2);
        turned.write(HexFormat.of()
                .parseHex("ffe10022" + "457869660000" + "4d4d002a00000008" + "0001" + "0112000300000001" + "00060000"
                        + "00000000"));
        turned.write(jpeg, 2, jpeg.length - 2);
        return turned.toByteArray();
    }

    private static final int SIDE = 1024;

    /** A white picture with a black corner of so many pixels on a side, which is missing in a mask. */
    private static Path white(Path file, int corner) throws IOException {
        return white(file, corner, BufferedImage.TYPE_BYTE_GRAY);
    }

    private static Path white(Path file, int corner, int type) throws IOException {
        var pixels = new BufferedImage(SIDE, SIDE, type);
        for (int i = 0; i < SIDE * SIDE; i++) {
            boolean black = i / SIDE < corner && i % SIDE < corner;
            pixels.setRGB(i % SIDE, i / SIDE, black ? 0 : 0xffffff);
        }
        ImageIO.write(pixels, "png", file.toFile());
        return file;
    }

    private static Job hqs(Path picture, Path mask, double noise) {
        return new Job(
                picture,
                Path.of("a"),
                null,
                Inpaint.TASK,
                Values.NONE.with(Inpaint.MASK, MaskSource.of(mask)).with(NoiseSetting.NOISE, new NoiseSetting(noise)),
                SolverChoice.of("hqs", Preset.BRIEF, Inpaint.TASK.name(), Map.of()));
    }

    private double seconds(Job job) {
        events.clear();
        DiffusionPrior local = TinyLocalUNet.prior(1);
        announce(local, (cost, y, x) -> new CostEstimate(cost.evaluations() + 0.5 * cost.proxes(), MEMORY), job);
        return events.stream()
                .filter(Event.Estimate.class::isInstance)
                .mapToDouble(event -> ((Event.Estimate) event).seconds())
                .findFirst()
                .orElseThrow();
    }

    private void announce(double secondsPerEvaluation, Job... jobs) {
        JobEstimate.Pace pace = (cost, y, x) -> {
            operators.add(y.a());
            return new CostEstimate(secondsPerEvaluation * cost.evaluations(), MEMORY);
        };
        announce(TinyUNet.prior(1), pace, jobs);
    }

    private void announce(DiffusionPrior prior, JobEstimate.Pace pace, Job... jobs) {
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
                Tiling.settled(Tiling.AUTO, 1_000_000_000_000L),
                ResultForm.FULL);
        try (var scope = Scope.open()) {
            new JobEstimate(
                            prior,
                            request,
                            new Extents(prior, request, new OptionFiles(ReadLimits.DEFAULT), metrics),
                            events::add,
                            like -> pace)
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
