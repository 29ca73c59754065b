package dev.limpid.priorcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.io.Images;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.prior.Denoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.LocalUNet;
import dev.limpid.prior.LocalUNetConfig;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.TinyUNet;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.Augmentation;
import dev.limpid.training.Augmentation.Crop;
import dev.limpid.training.Augmentation.Flips;
import dev.limpid.training.Preparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measures of local networks, on networks and pictures of which the answer is known. */
class LocalMeasuresTest {
    private static final NoiseSchedule LINEAR = NoiseSchedule.linear();

    @TempDir
    private Path folder;

    private static DiffusionPrior prior(Denoiser denoiser, int halo) {
        return new DiffusionPrior(denoiser, LINEAR, 3, 64, 1, OptionalInt.of(halo), 4);
    }

    /** The prior whose D(x, σ) is always that image. */
    private static DiffusionPrior always(Tensor image) {
        return prior((x, t) -> x.div(Math.sqrt(LINEAR.alphaBar(t))).sub(image).div(LINEAR.noiseToImage(t)), 8);
    }

    private WholePictures pictures(String... names) {
        var preparation = new Preparation(RangeChoice.NATURAL, new Augmentation(Crop.WHOLE, Flips.NONE));
        return new WholePictures(folder, List.of(names), preparation, ReadLimits.DEFAULT, 3);
    }

    private void write(String name, Tensor x) throws IOException {
        Images.write(x, folder.resolve(name));
    }

    @Test
    void looksAtALargePictureInTiles() throws IOException {
        try (var scope = Scope.open()) {
            write("photo.png", Rng.of(1).normal(1, 3, 40, 72).mul(0.3));
            var sides = new ArrayList<Long>();
            DiffusionPrior local = prior(
                    (x, t) -> {
                        sides.add(Math.max(x.size(2), x.size(3)));
                        return x.mul(0.5);
                    },
                    8);

            double tiled = psnr(local, (height, width) -> 24);
            long largest = Collections.max(sides);

            assertThat(largest).isLessThanOrEqualTo(24);
            assertThat(tiled).isCloseTo(psnr(local, LocalMeasuresTest::whole), within(1e-4));
        }
    }

    private static int whole(int height, int width) {
        return Math.max(height, width);
    }

    private double psnr(DiffusionPrior prior, IntBinaryOperator tile) throws IOException {
        return WholeDenoising.of(prior, tile, pictures("photo.png"), Device.CPU, 0, done -> {}, reason -> {})
                .get(0)
                .prior();
    }

    @Test
    void measuresNoiseThatIsNotClippedAndResultsThatAre() throws IOException {
        try (var scope = Scope.open()) {
            write("gray.png", Tensor.zeros(1, 3, 40, 72));
            write("black.png", Tensor.full(-1, 1, 3, 33, 31));
            Files.writeString(folder.resolve("text.png"), "no picture");
            var passedOver = new ArrayList<String>();
            DiffusionPrior nothing = prior((x, t) -> x.mul(0), 8);

            List<WholeDenoising> scores = WholeDenoising.of(
                    nothing,
                    LocalMeasuresTest::whole,
                    pictures("gray.png", "text.png"),
                    Device.CPU,
                    0,
                    done -> {},
                    passedOver::add);
            WholeDenoising black = WholeDenoising.of(
                            nothing,
                            LocalMeasuresTest::whole,
                            pictures("black.png"),
                            Device.CPU,
                            0,
                            done -> {},
                            passedOver::add)
                    .get(0);

            assertThat(passedOver).hasSize(1);
            assertThat(scores).extracting(WholeDenoising::level).containsExactly(15, 25, 50, 100, 255);
            assertThat(scores.get(0).pictures()).isEqualTo(1);
            // Gray has 0.002 of its 8-bit value; the noise of 15 of 255 is never beyond black or white.
            assertThat(scores.get(0).noisy()).isCloseTo(20 * Math.log10(255 / 15.0), within(0.15));
            assertThat(scores.get(0).prior()).isCloseTo(scores.get(0).noisy(), within(1e-3));
            // On black the half of the noise that is negative is cut from the result.
            assertThat(black.noisy()).isCloseTo(20 * Math.log10(255 / 15.0) + 3.01, within(0.3));
            assertThat(scores.get(0).isKnownTo(nothing)).isTrue();
            assertThatThrownBy(() -> WholeDenoising.of(
                            nothing,
                            LocalMeasuresTest::whole,
                            pictures("text.png"),
                            Device.CPU,
                            0,
                            done -> {},
                            passedOver::add))
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith("there is no picture in this folder that can be read");
        }
    }

    @Test
    void knowsThePublishedSetsByTheirNames() {
        List<String> kodak = IntStream.rangeClosed(1, 24)
                .mapToObj(i -> String.format("sub/kodim%02d.png", i))
                .toList();
        List<String> numbered = IntStream.range(0, 68)
                .mapToObj(i -> String.format("%04d.PNG", i))
                .toList();
        var berkeley = new ArrayList<>(List.of("101085.jpg", "351093.jpg"));
        IntStream.range(0, 66).mapToObj(i -> 200_000 + i + ".jpg").forEach(berkeley::add);

        assertThat(PublishedDenoising.of(kodak).orElseThrow().set()).isEqualTo("Kodak24");
        assertThat(PublishedDenoising.of(numbered).orElseThrow().set()).isEqualTo("CBSD68");
        PublishedDenoising published = PublishedDenoising.of(berkeley).orElseThrow();
        assertThat(published.set()).isEqualTo("CBSD68");
        assertThat(published.of("CBM3D", 25)).contains(30.71);
        assertThat(published.of("DRUNet", 50)).contains(28.51);
        assertThat(published.of("DRUNet", 100)).isEmpty();
        assertThat(PublishedDenoising.of(kodak.subList(0, 23))).isEmpty();
        assertThat(PublishedDenoising.of(berkeley.subList(1, 68))).isEmpty();
    }

    @Test
    void findsThePropertiesOfALocalNetworkAndMissesThemInAnother() {
        try (var scope = Scope.open()) {
            // Two blocks at one resolution see twelve pixels far, as many as the halo has.
            var network = new LocalUNet(new LocalUNetConfig(List.of(6), 2, 2, 3, true, 4), TinyUNet.weights(1));
            Tensor picture = Rng.of(2).normal(1, 3, 130, 120).mul(0.2);

            LocalProperties local = LocalProperties.of(DiffusionPrior.of(network), picture, Device.CPU, 0);
            LocalProperties global =
                    LocalProperties.of(prior((x, t) -> x.sub(x.mean().mul(30)), 12), picture, Device.CPU, 0);

            assertThat(local.scaling()).isLessThan(1e-4);
            assertThat(local.shift()).isLessThan(1e-4);
            assertThat(local.tile()).isLessThan(1e-4);
            assertThat(local.identity()).isPositive();
            assertThat(global.scaling()).isGreaterThan(1e-3);
            assertThat(global.shift()).isGreaterThan(1e-3);
            assertThat(global.tile()).isGreaterThan(1e-3);
            assertThat(global.lines().get(3)).contains("a tile gives").endsWith("which is too much");
            LocalProperties small =
                    LocalProperties.of(DiffusionPrior.of(network), picture.narrow(2, 0, 20), Device.CPU, 0);
            assertThat(small.tile()).isNaN();
            assertThat(small.lines().get(3)).endsWith("the picture is too small to tell");
        }
    }

    @Test
    void tellsAPriorThatRemembersPatchesFromOneThatDoesNot() throws IOException {
        try (var scope = Scope.open()) {
            write("unseen.png", Rng.of(1).normal(1, 3, 64, 64).mul(0.3));
            write("train.png", Rng.of(2).normal(1, 3, 64, 96).mul(0.3));
            write("small.png", Tensor.zeros(1, 3, 20, 64));
            Tensor learned = pictures().read("train.png").narrow(2, 32, 32).narrow(3, 64, 32);
            WholePictures train = pictures("small.png", "train.png");

            PatchMemorisation copying = PatchMemorisation.of(
                    always(learned.flip(2)), pictures("unseen.png"), train, Device.CPU, 0, (done, of) -> {});
            PatchMemorisation blurring = PatchMemorisation.of(
                    always(learned.mul(0)), pictures("unseen.png"), train, Device.CPU, 0, (done, of) -> {});

            assertThat(copying.trained()).isEqualTo(6);
            assertThat(copying.copies()).isEqualTo(128);
            assertThat(copying.lines()).last().isEqualTo("The prior remembers patches: train on more, or shorter.");
            assertThat(copying.results().index()).containsOnly(5);
            assertThat(blurring.copies()).isZero();
            assertThat(blurring.lines()).last().isEqualTo("The prior remembers no patches.");
        }
    }

    @Test
    void cutsAPictureIntoPatchesThatDoNotOverlap() {
        try (var scope = Scope.open()) {
            Tensor x = Rng.of(1).normal(1, 3, 70, 100);

            Tensor cells = PatchMemorisation.cells(x);

            assertThat(cells.shape()).containsExactly(6, 3, 32, 32);
            assertThat(cells.narrow(0, 4, 1)
                            .sub(x.narrow(2, 32, 32).narrow(3, 32, 32))
                            .abs()
                            .max()
                            .item())
                    .isZero();
        }
    }
}
