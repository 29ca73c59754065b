package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.io.Images;
import dev.limpid.io.KernelFiles;
import dev.limpid.io.Npy;
import dev.limpid.io.RunRecord;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.restoration.Compute;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blind deblurring of pictures whose kernel nobody gives. */
class BlindRunsTest {
    private static final List<String> QUICK = List.of(
            "--prior",
            "prior.safetensors",
            "--set",
            "chains=2",
            "--set",
            "kernelSteps=6",
            "--set",
            "frozenSteps=2",
            "--set",
            "imageSteps=2");

    @TempDir
    private Path folder;

    private TinyRuns runs() throws IOException {
        return new TinyRuns(folder);
    }

    private void restore(TinyRuns runs, int code, Object... args) {
        var all = new ArrayList<Object>(List.of("restore"));
        all.addAll(List.of(args));
        QUICK.forEach(word -> all.add(word.equals("prior.safetensors") ? runs.at(word) : word));
        runs.run(code, all.toArray());
    }

    @Test
    void aPictureOfOnesOwnGetsItsKernelInFiles() throws IOException {
        TinyRuns runs = runs();
        Path image = runs.picture("image.png", TinyPrior.SIDE, 3);

        restore(runs, 0, image, "--task", "blind-deblur", "--kernel-size", 5, "--out", runs.at("out"));

        Path result = runs.at("out/image");
        double[] kernel = Npy.read(result.resolve("kernel.npy")).values();
        assertThat(Arrays.stream(kernel).sum()).isCloseTo(1, within(1e-6));
        assertThat(Arrays.stream(kernel).min().orElseThrow()).isNotNegative();
        try (var scope = Scope.open()) {
            assertThat(KernelFiles.read(result.resolve("kernel.png")).shape()).containsExactly(5, 5);
            // Measurement, Wiener, restored, kernel.
            assertThat(Images.read(result.resolve("side-by-side.png")).width()).isGreaterThan(4 * 256);
        }
        RunRecord record = RunRecord.read(result.resolve("run.json"));
        assertThat(record.solver()).isEqualTo("blind-pgd");
        assertThat(record.operator())
                .containsEntry("foundKernelSize", 5L)
                .containsEntry("boundary", "REFLECT")
                .doesNotContainKey("motionIntensity");
        assertThat(record.cost().forwardEvaluations()).isEqualTo(2 * (2 * 6 + 2));
        assertThat(record.results())
                .containsOnlyKeys("kernel.npy", "kernel.png", "measurement.png", "restored.png", "side-by-side.png");
        assertThat(record.metrics()).isEmpty();
        assertThat(runs.err()).contains("taken as mirrored beyond its border");
    }

    /** With the prior that ships: a kernel of 25 taps in a picture of 64 pixels, for which 17 are tried first. */
    @Test
    void aKernelThatExplainsTooLittleIsSoughtAmongMoreTaps() throws IOException {
        TinyRuns runs = runs();
        Npy.write(bentPath(31, 25), new int[] {31, 31}, runs.at("psf.npy"));
        var args = new ArrayList<Object>(List.of("restore", "../samples/chelsea.png", "--resize", "--simulate"));
        args.addAll(List.of("--task", "blind-deblur", "--psf", runs.at("psf.npy"), "--out", runs.at("out")));
        args.addAll(List.of("--prior", "cats64", "--set", "chains=1"));

        runs.run(0, args.toArray());

        RunRecord record = RunRecord.read(runs.at("out/chelsea/run.json"));
        assertThat(runs.err()).contains("a kernel of 17x17 taps does not explain the measurement: sought among 25x25");
        assertThat((Long) record.operator().get("foundKernelSize")).isGreaterThan(17L);
        assertThat(record.cost().forwardEvaluations()).isGreaterThanOrEqualTo(2 * 2 * (30 + 20));
        assertThat(psnr(record, "restored")).isGreaterThan(psnr(record, "measurement") + 2);
    }

    /** The weights of a path of that length through the middle. */
    private static double[] bentPath(int taps, double length) {
        var weights = new double[taps * taps];
        int middle = taps / 2;
        for (int i = 0; i < 400; i++) {
            double t = length * (i / 399.0 - 0.5);
            double y = middle + t * Math.sin(0.5) + 2 * Math.sin(t / 8);
            double x = middle + t * Math.cos(0.5);
            int row = (int) y;
            int column = (int) x;
            int at = row * taps + column;
            double down = y - row;
            double right = x - column;
            weights[at] += (1 - down) * (1 - right) / 400;
            weights[at + 1] += (1 - down) * right / 400;
            weights[at + taps] += down * (1 - right) / 400;
            weights[at + taps + 1] += down * right / 400;
        }
        return weights;
    }

    private static double psnr(RunRecord record, String picture) {
        return record.metrics().getOrDefault(picture, Map.of()).getOrDefault("psnr", Double.NaN);
    }

    @Test
    void aSimulationIsComparedAtItsBestShiftAndRunAgain() throws IOException {
        TinyRuns runs = runs();
        Path image = runs.picture("image.png", TinyPrior.SIDE, 3);
        Path psf = runs.at("psf.npy");
        Npy.write(new double[] {1, 1, 2}, new int[] {1, 3}, psf);

        restore(runs, 0, image, "--task", "blind-deblur", "--simulate", "--psf", psf, "--out", runs.at("out"));
        runs.run(0, "rerun", runs.at("out/image/run.json"), "--out", runs.at("again"));

        RunRecord record = RunRecord.read(runs.at("out/image/run.json"));
        assertThat(record.metrics()).containsOnlyKeys("measurement", "Wiener", "restored", "kernel");
        assertThat(record.metrics().get("kernel")).containsOnlyKeys("error");
        assertThat(runs.out()).contains("relative error", "the same bytes");
        assertThat(runs.err()).contains("blur kernel weights sum to 4.00000; they were divided by their sum");
    }

    @Test
    void anEvenKernelIsFoundAmongOddTaps() throws IOException {
        TinyRuns runs = runs();
        Path image = runs.picture("image.png", TinyPrior.SIDE, 3);
        Path psf = runs.at("psf.npy");
        Npy.write(new double[] {0.1, 0.2, 0.3, 0.4, 0, 0, 0, 0}, new int[] {2, 4}, psf);
        Object[] blind = {"--task", "blind-deblur", "--psf", psf, "--boundary", "valid"};

        runs.run(0, with(new Object[] {"degrade", image, "--out", runs.at("measured")}, blind));
        restore(runs, 0, runs.at("measured/image/measurement.json"), "--out", runs.at("out"));
        restore(runs, 0, with(new Object[] {image, "--simulate", "--out", runs.at("simulated")}, blind));

        assertThat(Npy.read(runs.at("measured/image/y.npy")).shape()).containsExactly(3, 12, 12);
        assertThat(Npy.read(runs.at("out/image/kernel.npy")).shape()).containsExactly(5, 5);
        runs.requireSame("out/image/restored.png", "simulated/image/restored.png");
        restore(runs, 1, runs.at("measured/image/measurement.json"), "--out", runs.at("no"), "--kernel-size", 7);
        assertThat(runs.err())
                .contains("--kernel-size is 7, but the measurement is smaller than the image by a kernel of 5x5");
    }

    private static Object[] with(Object[] words, Object[] more) {
        return Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--kernel-size 7"})
    void aMeasurementKeepsItsKernelToItself(String more) throws IOException {
        TinyRuns runs = runs();
        Path image = runs.picture("image.png", TinyPrior.SIDE, 3);
        Object[] blind = {"--task", "blind-deblur", "--seed", 3};
        Object[] size = more.isEmpty() ? new Object[0] : more.split(" ", -1);
        Path json = runs.at("measured/image/measurement.json");

        runs.run(0, with(new Object[] {"degrade", image, "--out", runs.at("measured")}, blind));
        restore(runs, 0, with(new Object[] {json, "--out", runs.at("out"), "--seed", 3}, size));
        Files.delete(runs.at("measured/image/true-kernel.npy"));
        restore(runs, 0, with(new Object[] {json, "--out", runs.at("without"), "--seed", 3}, size));
        restore(runs, 0, with(with(new Object[] {image, "--simulate", "--out", runs.at("simulated")}, blind), size));

        for (String file : List.of("image/restored.png", "image/kernel.npy")) {
            runs.requireSame("out/" + file, "without/" + file);
            runs.requireSame("out/" + file, "simulated/" + file);
        }
    }

    @Test
    void whereTheSceneGoesOnTheResultIsLargerThanThePicture() throws IOException {
        TinyRuns runs = runs();
        Path image = runs.picture("image.png", TinyPrior.SIDE - 4, 3);
        Object[] valid = {image, "--task", "blind-deblur", "--boundary", "valid"};

        restore(runs, 0, with(valid, new Object[] {"--out", runs.at("guessed")}));
        restore(runs, 0, with(valid, new Object[] {"--out", runs.at("larger"), "--kernel-size", 7}));
        restore(runs, 1, with(valid, new Object[] {"--out", runs.at("no"), "--kernel-size", 3}));

        try (var scope = Scope.open()) {
            assertThat(Images.read(runs.at("guessed/image/restored.png")).width())
                    .isEqualTo(TinyPrior.SIDE);
            assertThat(Images.read(runs.at("larger/image/restored.png")).width())
                    .isEqualTo(TinyPrior.SIDE - 4 + 7 - 1);
        }
        assertThat(runs.err()).contains("with --boundary valid and a kernel of 3x3 pixels the 16x16");
    }

    /** The kernel's size is guessed by the prior's side for all of them, so that a pixel more never makes one unfit. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aPictureALittleSmallerThanThePriorIsSeenThroughAKernelOfThePriorsSize(int missing) throws IOException {
        TinyRuns runs = runs();
        Path image = runs.picture("image.png", TinyPrior.SIDE - missing, 3);

        restore(runs, 0, image, "--task", "blind-deblur", "--boundary", "valid", "--out", runs.at("out"));

        try (var scope = Scope.open()) {
            assertThat(Images.read(runs.at("out/image/restored.png")).width()).isEqualTo(TinyPrior.SIDE - missing + 4);
        }
    }

    @Test
    void aGrayPictureStaysGray() throws IOException {
        TinyRuns runs = runs();
        Path image = runs.picture("image.png", TinyPrior.SIDE, 1);

        restore(runs, 0, image, "--task", "blind-deblur", "--out", runs.at("out"));

        try (var scope = Scope.open()) {
            assertThat(Images.read(runs.at("out/image/restored.png")).pixels().size(1))
                    .isEqualTo(1);
        }
    }

    @Test
    void saysWhereNothingTellsAKernel() throws IOException {
        TinyRuns runs = runs();
        Path flat = runs.at("flat.png");
        try (var scope = Scope.open()) {
            Images.write(Tensor.full(0.2, 1, 3, TinyPrior.SIDE, TinyPrior.SIDE), flat);
        }

        restore(runs, 0, flat, "--task", "blind-deblur", "--out", runs.at("out"));

        String notice = "has next to no texture above its noise, which tells no kernel";
        assertThat(runs.err()).contains("flat.png: " + notice);
        RunRecord record = RunRecord.read(runs.at("out/flat/run.json"));
        assertThat(record.warnings()).contains(notice);
        assertThat(record.cost().forwardEvaluations()).as("the image alone").isEqualTo(2 * 2);
        assertThat(Npy.read(runs.at("out/flat/kernel.npy")).values())
                .isEqualTo(BlurKernel.delta(5, 5).values());
    }

    @Test
    void aManifestMayGiveTheSizeOfAKernel() throws IOException {
        TinyRuns runs = runs();
        runs.picture("image.png", TinyPrior.SIDE, 3);
        Path manifest = Files.writeString(runs.at("list.csv"), "file,task,kernel-size\nimage.png,blind-deblur,7\n");

        restore(runs, 0, "--manifest", manifest, "--out", runs.at("out"));
        Files.writeString(manifest, "file,task,kernel-size\nimage.png,blind-deblur,8\n");
        restore(runs, 2, "--manifest", manifest, "--out", runs.at("refused"));

        assertThat(Npy.read(runs.at("out/image/kernel.npy")).shape()).containsExactly(7, 7);
        assertThat(runs.err()).contains("kernel-size must be odd, so that a kernel has a middle, and 3 or more, got 8");
        assertThat(runs.at("refused")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dmilo-blind", "dmilo-pgd-blind"})
    void thePublishedSolversRunToo(String solver) throws IOException {
        TinyRuns runs = runs();
        Path image = runs.picture("image.png", TinyPrior.SIDE, 3);

        var args = new ArrayList<Object>(List.of(image, "--task", "blind-deblur", "--solver", solver));
        args.addAll(List.of("--kernel-size", 5, "--out", runs.at("out")));
        if (solver.equals("dmilo-pgd-blind")) {
            args.addAll(List.of("--set", "dataSteps=3"));
        }
        runs.restore(0, args.toArray());
        runs.run(0, "rerun", runs.at("out/image/run.json"), "--out", runs.at("again"));

        RunRecord record = RunRecord.read(runs.at("out/image/run.json"));
        assertThat(record.solver()).isEqualTo(solver);
        // Two layers, two iterations on each; one evaluation fills the second latent, two run the layers.
        assertThat(record.cost().backwardEvaluations()).isEqualTo(4);
        assertThat(record.cost().forwardEvaluations()).isEqualTo(4 + 1 + 2);
        assertThat(runs.out()).contains("the same bytes");
    }

    /** With the prior of kernels that ships, and as many taps as it knows. */
    @Test
    void blindDpsRunsWithOneCommandAndKeepsToItsPriorOfKernels() throws IOException {
        var runs = new TinyRuns(folder, 64);
        Path image = runs.picture("image.png", 64, 3);
        List<Object> command = List.of(image, "--task", "blind-deblur", "--solver", "blind-dps", "--set", "steps=2");

        runs.run(0, blindDps(runs, command, "--out", runs.at("out")));

        Path json = runs.at("out/image/run.json");
        RunRecord record = RunRecord.read(json);
        assertThat(record.operator()).containsEntry("foundKernelSize", 33L);
        assertThat(record.configuration()).containsEntry("kernelPrior", "kernels32");
        String hash = new Compute("kernels32", 0, Device.CPU).checkpoint();
        assertThat(record.sha256()).containsEntry("kernelPrior", hash);
        runs.run(0, "rerun", json, "--out", runs.at("again"));
        assertThat(runs.out()).contains("the same bytes");

        String other = "0".repeat(64);
        Files.writeString(
                json,
                record.toJson().replace(hash, other).replace(record.results().get("restored.png"), other));
        runs.run(1, "rerun", json, "--out", runs.at("changed"));
        assertThat(runs.out()).contains("hash of the kernelPrior: was " + other + ", is " + hash);

        runs.run(1, blindDps(runs, command, "--out", runs.at("small"), "--kernel-size", 17));
        assertThat(runs.err())
                .contains(
                        "the prior of kernels knows 32x32 taps, more than the 17 that are sought: ask for --kernel-size 33");
        runs.run(2, blindDps(runs, command, "--out", runs.at("none"), "--set", "kernelPrior=kernels.pt"));
        assertThat(runs.err()).contains("the prior of kernels: kernels.pt: is neither a prior's name");
        runs.run(2, blindDps(runs, command, "--out", runs.at("none"), "--set", "kernelPrior=cats64"));
        assertThat(runs.err()).contains("the prior of kernels: cats64: has 3 channels, and a kernel has one");
        assertThat(runs.at("none")).doesNotExist();
    }

    private static Object[] blindDps(TinyRuns runs, List<Object> command, Object... more) {
        var all = new ArrayList<Object>(List.of("restore", "--prior", runs.prior()));
        all.addAll(command);
        all.addAll(List.of(more));
        return all.toArray();
    }

    @Test
    void aPriorOfKernelsSaysThatItIsNoneOfPictures() throws IOException {
        TinyRuns runs = runs();
        Path image = runs.picture("image.png", 32, 1);

        runs.run(
                0,
                "restore",
                image,
                "--task",
                "denoise",
                "--prior",
                "kernels32",
                "--solver",
                "dps",
                "--set",
                "steps=2",
                "--out",
                runs.at("out"));

        assertThat(runs.err().lines())
                .contains("prior kernels32 knows blur kernels and no pictures: blind-dps seeks kernels with it; restore"
                        + " pictures with another one");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            2 | blind-deblur --kernel-size 8 | kernel-size must be odd, so that a kernel has a middle, and 3 or more, got 8
            2 | blind-deblur --kernel-size -3 | kernel-size must be odd, so that a kernel has a middle, and 3 or more, got -3
            1 | blind-deblur --solver blind-dps | the prior of kernels knows 32x32 taps, more than the 5 that are sought: it takes images whose sides are at least 33
            1 | blind-deblur --kernel-size 17 | --kernel-size must be odd, from 3 to 15 for images of 16x16, got 17
            2 | degrade blind-deblur --kernel-size 5 | --kernel-size is for restore: it tells what is sought, not how images are to be degraded
            2 | denoise --kernel-size 5 | --kernel-size does not go with --task denoise
            2 | blind-deblur --scale 2 | --scale does not go with --task blind-deblur
            2 | blind-deblur --psf image.png | blind-deblur finds the kernel itself; one that is known goes with --task gaussian-deblur or motion-deblur, or with clean images and --simulate
            2 | blind-deblur --solver dmilo | solver dmilo is not for blind-deblur: use blind-dps, blind-hqs, blind-pgd, dmilo-blind, dmilo-pgd-blind, dmplug-blind, ilvr-blind
            2 | motion-deblur --solver blind-pgd --simulate | solver blind-pgd is not for motion-deblur: use daps, dcps, ddnm, ddrm, diffpir, dmilo, dmilo-pgd, dmplug, dmplug-ckpt, dmplug-lbfgs, dpir, dpir-dm, dps, fast-dips, hqs, ilvr, pigdm, red-diff, richardson-lucy, sitcom, subdaps, tikhonov, total-variation, wiener
            2 | blind-deblur --preset paper | there is no preset 'paper' of blind-pgd for blind-deblur: its source gives no values; use brief
            2 | inpainting --simulate --solver ddrm --realism 0.5 | --realism does not go with --solver ddrm: use hqs
            2 | inpainting --simulate --solver hqs --realism 2 | realism must be in [0, 1], got 2.0
            2 | blind-deblur --start classical | --start does not go with --solver blind-pgd, which has its own
            2 | blind-deblur --selection least-residual | --selection least-residual compares iterates with the measurement, which takes a known operator; blind-deblur has last
            1 | blind-deblur --simulate --psf negative.npy | blur kernel weights must be finite and not negative, found -1.0 at row 0, column 2
            1 | blind-deblur --simulate --psf large.npy | large.npy: a kernel of 41x41 is larger than the image of 16x16
            """)
    void saysInOneLineWhatIsWrong(int code, String options, String message) throws IOException {
        TinyRuns runs = runs();
        Path image = runs.picture("image.png", TinyPrior.SIDE, 3);
        Npy.write(new double[] {1, 1, -1}, new int[] {1, 3}, runs.at("negative.npy"));
        var large = new double[41 * 41];
        Arrays.fill(large, 1);
        Npy.write(large, new int[] {41, 41}, runs.at("large.npy"));
        boolean degrade = options.startsWith("degrade ");
        var args = new ArrayList<Object>(List.of(degrade ? "degrade" : "restore", image));
        if (!degrade) {
            args.addAll(List.of("--prior", runs.at("prior.safetensors")));
        }
        args.addAll(List.of("--out", runs.at("out"), "--task"));
        for (String word : options.replace("degrade ", "").split(" ", -1)) {
            args.add(word.endsWith(".npy") || word.endsWith(".png") ? runs.at(word) : word);
        }

        runs.run(code, args.toArray());

        assertThat(runs.err().lines().filter(line -> line.contains(message)))
                .as(runs.err())
                .hasSize(1);
        assertThat(runs.at("out/image/restored.png")).doesNotExist();
    }
}
