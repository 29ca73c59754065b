package dev.limpid.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.cli.Program;
import dev.limpid.degradation.Inpaint;
import dev.limpid.degradation.MaskSource;
import dev.limpid.degradation.NoiseSetting;
import dev.limpid.degradation.Tasks;
import dev.limpid.degradation.Values;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.job.Crop;
import dev.limpid.job.Job;
import dev.limpid.job.JobRequest;
import dev.limpid.job.Reading;
import dev.limpid.job.ResultForm;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.Selection;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.restoration.Tiling;
import dev.limpid.solver.Methods;
import dev.limpid.solver.Preset;
import dev.limpid.tensor.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestoreCommandTest {
    private final Program limpid = new Program();

    @TempDir
    private Path folder;

    private Path image;

    @BeforeEach
    void makeAnImage() throws IOException {
        image = Files.createFile(folder.resolve("image.png"));
    }

    @Test
    void leavesToTheTaskWhatIsNotGiven() {
        assertThat(restore("--task", "denoise")).isZero();

        var request = limpid.request(JobRequest.class);
        Job job = request.jobs().get(0);
        assertThat(request.jobs()).hasSize(1);
        assertThat(job.file()).isEqualTo(image);
        assertThat(job.name()).isEqualTo(Path.of("image"));
        assertThat(request.selection()).isEqualTo(Selection.LAST);
        assertThat(request.finished()).isEqualTo(JobRequest.Finished.KEEP);
        assertThat(job.solver()).isEqualTo(SolverChoice.brief("hqs", "denoise"));
        assertThat(job.values()).isEqualTo(Values.NONE.with(NoiseSetting.NOISE, NoiseSetting.UNSAID));
        assertThat(request.crop()).isNull();
        assertThat(request.simulate() || request.resize()).isFalse();
    }

    @Test
    void takesEveryOption() throws IOException {
        Path mask = Files.createFile(folder.resolve("mask.png"));
        Path config = Files.createFile(folder.resolve("prior.yaml"));

        assertThat(restore(
                        "--task",
                        "inpainting",
                        "--mask",
                        mask.toString(),
                        "--noise",
                        "0.05",
                        "--prior",
                        "celeba",
                        "--config",
                        config.toString(),
                        "--solver",
                        "dmilo",
                        "--preset",
                        "authors-code",
                        "--set",
                        "outerIterations=2",
                        "--set",
                        "latentRate=0.01",
                        "--seed",
                        "3",
                        "--device",
                        "cpu",
                        "--simulate",
                        "--crop",
                        "85,0",
                        "--force",
                        "--snapshot-seconds",
                        "7.5",
                        "--selection",
                        "oracle",
                        "--tile",
                        "512",
                        "--memory",
                        "4G"))
                .isZero();

        var preset = SolverChoice.of("dmilo", Preset.AUTHORS_CODE, "inpainting", Map.of());
        var settings = SolverChoice.of(
                "dmilo", Preset.AUTHORS_CODE, "inpainting", Map.of("outerIterations", "2", "latentRate", "0.01"));
        assertThat(settings).isNotEqualTo(preset);
        assertThat(limpid.request(JobRequest.class))
                .isEqualTo(new JobRequest(
                        List.of(new Job(
                                image,
                                Path.of("image"),
                                null,
                                Inpaint.TASK,
                                Values.NONE
                                        .with(Inpaint.MASK, MaskSource.of(mask))
                                        .with(NoiseSetting.NOISE, new NoiseSetting(0.05)),
                                settings)),
                        folder.resolve("out"),
                        config,
                        true,
                        false,
                        new Crop(85, 0),
                        JobRequest.Finished.REDO,
                        7.5,
                        Selection.ORACLE,
                        new Reading(RangeChoice.NATURAL, ReadLimits.DEFAULT),
                        new Compute("celeba", 3, Device.CPU),
                        0,
                        limpid.request(JobRequest.class).proposal(),
                        Tiling.within(512, 4_000_000_000L),
                        ResultForm.FULL));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --task unblur                                | unknown task 'unblur': inpainting, super-resolution
            --task denoise --noise -0.1                  | the noise is auto or a number from 0 to below 1
            --task denoise --noise NaN                   | the noise is auto or a number from 0 to below 1
            --task denoise --noise 5.1                   | where black is 0 and white 1, got 5.1
            --task denoise --noise high                  | the noise is auto or a number from 0 to below 1, got 'high'
            --task denoise --noise auto --simulate       | --noise auto estimates a measurement's noise
            --task denoise --force --resume              | --force and --resume exclude each other
            --task denoise --quiet --json                | --quiet and --json exclude each other
            --task denoise --snapshot-seconds -1         | --snapshot-seconds must be 0 or more, got -1.0
            --task denoise --manifest nowhere.csv        | give either images or --manifest FILE
            --task denoise --solver fdps                 | unknown solver 'fdps'
            --task denoise --preset fast                 | unknown preset 'fast': brief, paper, authors-code
            --task denoise --preset paper                | there is no preset 'paper'
            --task denoise --selection best              | unknown selection 'best': last, least-residual
            --task denoise --selection oracle            | --simulate
            --task denoise --set outerIterations         | --set
            --task denoise --set step=3                  | unknown setting 'step': steps, sigmaFirst
            --task denoise --set steps=many              | must be a whole number
            --task denoise --set steps=-1                | must be positive
            --task denoise --seed 1.5                    | for option '--seed'
            --task denoise --tile 0                      | is neither auto, whole nor a number of pixels
            --task denoise --memory 4                    | is no memory such as 4G or 800M
            --task denoise --crop 85                     | the upper left corner is x,y
            --task denoise --crop -1,0                   | the upper left corner is x,y
            --task denoise --crop 1,0 --resize           | --resize and --crop exclude each other
            --task denoise --mask nowhere.png            | --mask does not go with --task denoise
            --task denoise --scale 4                     | --scale does not go with --task denoise
            --task denoise --boundary valid              | --boundary does not go with --task denoise
            --task motion-deblur --boundary mirror       | unknown boundary 'mirror': reflect, zero, circular, replicate
            --task inpainting --mask centre:x            | a mask without a file is random:SHARE, strokes:SHARE
            --task inpainting --mask box:1,2,3           | a mask without a file is random:SHARE, strokes:SHARE
            --task inpainting --mask half:upper          | half:left|right|top|bottom; got 'half:upper'
            --task inpainting --mask strokes:0.95        | strokes cover more than 0 and at most 0.9, got 0.95
            --task inpainting --mask random:0.5          | --mask random:0.5 draws a mask, but a measurement has its own
            --task denoise --range=0:1e-320              | a range is min:max, at least 2.2250738585072014E-308 apart
            --task denoise --range=NaN:1                 | a range is min:max, finite numbers with min below max; got NaN:1
            --task denoise --range=0:Infinity            | finite numbers with min below max; got 0:Infinity
            --task denoise --range=-1e308:1.7e308        | finite numbers with min below max; got -1.0E308:1.7E308
            --task denoise --range=5:5                   | finite numbers with min below max; got 5:5
            --task denoise --range=5:1                   | finite numbers with min below max; got 5:1
            --task inpainting --psf nowhere.png          | --psf does not go with --task inpainting
            --task inpainting --mask nowhere.png         | --mask nowhere.png: no such file
            --task motion-deblur --psf nowhere.npy       | --psf nowhere.npy: no such file
            --task super-resolution --scale 5            | scale is one of 2, 3, 4, 8
            --task denoise --config nowhere.yaml         | --config nowhere.yaml: no such file
            --task denoise --device tpu                  | cpu or cuda
            --force                                      | required option: '--task=TASK'
            """)
    void refusesWrongUsageInOneLine(String options, String says) {
        assertThat(restore(options.split(" "))).isEqualTo(2);

        assertThat(limpid.err().lines())
                .singleElement()
                .asString()
                .startsWith("limpid: ")
                .contains(says);
        assertThat(limpid.runner.requests).isEmpty();
    }

    @Test
    void reportsFilesThatAreMissingAndGoesOnWithTheOthers() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(restore("--task", "denoise", "missing.png", empty.toString()))
                .isEqualTo(1);

        assertThat(limpid.err().lines())
                .startsWith("limpid: missing.png: no such file", "limpid: " + empty + ": no pictures in this folder");
        assertThat(limpid.request(JobRequest.class).jobs())
                .extracting(Job::file)
                .containsExactly(image);
    }

    @Test
    void startsNothingWhenEveryFileIsMissing() {
        assertThat(limpid.run("restore", "missing.png", "--task", "denoise", "--out", folder.toString()))
                .isEqualTo(1);

        var request = limpid.request(JobRequest.class);
        assertThat(request.jobs()).isEmpty();
        assertThat(request.unreadable()).isOne();
    }

    @Test
    void takesThePicturesOfAFolderAndKeepsItsStructure() throws IOException {
        Path photos = folder.resolve("photos");
        Files.createDirectories(photos.resolve("day/.hidden"));
        for (String name : new String[] {"b.png", "a.JPG", "notes.txt", ".c.png", "day/a.png", "day/.hidden/d.png"}) {
            Files.createFile(photos.resolve(name));
        }

        assertThat(restore("--task", "denoise", photos.toString()))
                .as(limpid.err())
                .isZero();

        assertThat(limpid.request(JobRequest.class).jobs())
                .extracting(Job::name)
                .containsExactly(Path.of("image"), Path.of("a"), Path.of("b"), Path.of("day", "a"));
    }

    @Test
    void refusesTwoFilesForOneFolder() throws IOException {
        Path other = Files.createFile(folder.resolve("image.jpg"));

        assertThat(restore("--task", "denoise", other.toString())).isEqualTo(2);

        assertThat(limpid.err()).contains(image + " and " + other + " would both go into ");
    }

    @Test
    void helpsWithEveryNameThatTheLibraryKnows() {
        limpid.run("restore", "--help");

        String help = limpid.out();
        assertThat(Tasks.ALL).allSatisfy(task -> assertThat(help).contains(task.name()));
        assertThat(Methods.ALL).allSatisfy(m -> assertThat(help).contains(m.name()));
        assertThat(Preset.NAMES).allSatisfy(name -> assertThat(help).contains(name));
        assertThat(Selection.values()).allSatisfy(s -> assertThat(help).contains(s.label()));
        assertThat(Boundary.values()).allSatisfy(b -> assertThat(help).contains("  " + b.label() + " "));
        assertThat(help).contains("random:", "strokes:", "box:", "centre:", "outside:", "half:");
    }

    @Test
    void failsWhenAnImageFailed() {
        limpid.runner.failedImages = 1;

        assertThat(restore("--task", "denoise")).isEqualTo(1);
    }

    private int restore(String... options) {
        var args = new ArrayList<>(List.of(
                "restore", image.toString(), "--out", folder.resolve("out").toString()));
        args.addAll(List.of(options));
        return limpid.run(args.toArray(String[]::new));
    }
}
