package dev.limpid.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.limpid.checkpoint.PriorLoader;
import dev.limpid.io.Images;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Functional.Padding;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Region;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Span;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Priors of images that are larger than one evaluation can have. */
class TiledPriorTest {
    private static final double T = 250;

    /** One resolution: its receptive field ends where its halo of 8 pixels does, so that tiles give the same but for rounding. */
    private static final DiffusionPrior NEAR = local();

    @ParameterizedTest
    @CsvSource({"300, 64, 16, 8", "301, 64, 16, 8", "1000, 48, 32, 16", "64, 64, 16, 8", "65, 64, 16, 8", "1, 64, 16, 8"
    })
    void everyPixelIsTheOwnOneOfOnePart(int length, int most, int overlap, int unit) {
        int at = 0;
        for (Span span : Span.cover(length, most, overlap, unit)) {
            assertThat(span.from()).isEqualTo(at);
            assertThat(span.length()).isLessThanOrEqualTo(most);
            assertThat(span.start() % unit).isZero();
            assertThat(span.from() - span.start()).matches(m -> span.start() == 0 || m >= overlap / 2);
            assertThat(span.end() - span.to()).matches(m -> span.end() == length || m >= overlap / 2);
            at = span.to();
        }
        assertThat(at).isEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource({"300, 16, 8", "301, 16, 8", "4000, 192, 32", "17, 16, 8", "5, 16, 8"})
    void soManyPartsAsAreAskedFor(int length, int overlap, int unit) {
        for (int count = 1; count <= Span.mostParts(length, overlap, unit); count++) {
            List<Span> parts = Span.inParts(length, count, overlap, unit);

            assertThat(parts).hasSize(count);
            assertThat(Span.longest(parts)).isEqualTo(Span.sizeOfPart(length, count, overlap, unit));
            int at = 0;
            for (Span part : parts) {
                assertThat(part.from()).isEqualTo(at).isLessThan(part.to());
                assertThat(part.start() % unit).isZero();
                assertThat(part.from() - part.start()).matches(m -> part.start() == 0 || m >= overlap / 2);
                assertThat(part.end() - part.to()).matches(m -> part.end() == length || m >= overlap / 2);
                at = part.to();
            }
            assertThat(at).isEqualTo(length);
        }
    }

    /** 40 x 100 in tiles of at most 48²: three of 40 x 48 see less than four of 32 x 64, and than nine squares. */
    @Test
    void tilesMayBeLongerThanWide() {
        Denoiser tiles = NEAR.tiled(40, 100, 48).denoiser();

        assertThat(tiles.seen(40, 100)).isEqualTo(40 * (48 + 48 + 44));
        assertThat(tiles.memory(40, 100, false)).isEqualTo(NEAR.denoiser().memory(40, 48, false));
    }

    @ParameterizedTest
    @CsvSource({"65, 71", "1, 90", "90, 1", "24, 24", "33, 7", "40, 100"})
    void tilesGiveTheWholeImagesResultAndGradient(int height, int width) {
        try (var scope = Scope.open()) {
            Tensor x = Rng.of(1).normal(2, 3, height, width);
            Tensor g = Rng.of(2).normal(2, 3, height, width);

            requireSame(NEAR, NEAR.tiled(height, width, 24), x, g, 1e-5);
        }
    }

    /** A corner of the image is asked about: the others stay as they are, and are not looked at. */
    @ParameterizedTest
    @CsvSource({"192, 240, 1000", "192, 240, 96", "1, 240, 1000", "40, 30, 1000"})
    void tilesGiveTheWholeImagesResultWhereItIsAskedFor(int height, int width, int tile) {
        try (var scope = Scope.open()) {
            Tensor x = Rng.of(1).normal(2, 3, height, width);
            Tensor asked = Tensor.zeros(1, 1, height, width);
            asked.narrow(2, 0, Math.min(20, height)).narrow(3, 5, 20).assign(Tensor.scalar(1));
            var seen = new AtomicLong();
            Denoiser local = NEAR.denoiser();
            DiffusionPrior counting = NEAR.with((part, t) -> {
                seen.addAndGet(part.size(2) * part.size(3));
                return local.epsilon(part, t);
            });
            var tiles = new HaloTiles(counting.denoiser(), 8, tile);

            Tensor whole = local.epsilon(x, T);
            Tensor some = tiles.epsilon(x, T, Region.of(asked));

            assertThat(some.sub(whole).mul(asked).abs().max().item()).isLessThan(1e-5);
            assertThat(seen.get()).isLessThanOrEqualTo(2L * height * width);
            if (width > 200) {
                assertThat(seen.get()).isLessThan((long) height * width * 3 / 2);
                assertThat(some.narrow(3, 200, 40).abs().max().item()).isZero();
            }
            assertThat(tiles.epsilon(x, T, Region.of(asked.zerosLike()))
                            .abs()
                            .max()
                            .item())
                    .isZero();
        }
    }

    /** The bytes that are said are those of the largest tile that is looked at, be it a small one beside a stroke. */
    @ParameterizedTest
    @CsvSource({"800, 900, 2000, 1", "800, 900, 2000, 800", "801, 899, 300, 1", "801, 899, 300, 800", "40, 30, 1000, 1"
    })
    void memoryIsThatOfTheTilesThatAreAskedAbout(int height, int width, int tile, int rows) {
        try (var scope = Scope.open()) {
            Tensor asked = Tensor.zeros(1, 1, height, width);
            asked.narrow(2, 0, rows).assign(Tensor.scalar(1));
            var largest = new AtomicLong();
            var tiles = new HaloTiles(
                    new Denoiser() {
                        @Override
                        public Tensor epsilon(Tensor x, double t) {
                            largest.accumulateAndGet(x.size(2) * x.size(3), Math::max);
                            return x;
                        }

                        @Override
                        public long memory(int h, int w, boolean gradient) {
                            return (gradient ? 5L : 1L) * h * w;
                        }
                    },
                    8,
                    tile);
            Tensor x = Tensor.zeros(1, 3, height, width);

            tiles.epsilon(x, T, Region.of(asked));

            assertThat(tiles.memory(height, width, T, Region.of(asked))).isEqualTo(largest.get());
            assertThat(largest.get()).isLessThanOrEqualTo(tiles.memory(height, width, false));
            if (tile == 2000 && rows == 1) {
                assertThat(largest.get()).isLessThan(tiles.memory(height, width, false) / 2);
            }
        }
    }

    /** Pixels of photographs with the halos of little noise, and with the image itself where it is known. */
    @ParameterizedTest
    @CsvSource({"0.02, 48", "0.04, 48", "0.1, 64", "0.2, 64", "0.26, 96"})
    void photoLooksLessFarWhereThereIsLessNoise(double sigma, int halo) throws IOException {
        DiffusionPrior photo = PriorLoader.load("photo");
        int own = 96;
        int at = 128;
        for (String sample : List.of("coffee.png", "rocket.jpg")) {
            for (boolean noisy : new boolean[] {false, true}) {
                try (var scope = Scope.open();
                        var off = Gradients.off()) {
                    Tensor x = crop(
                            Images.read(Path.of("src/main/resources/dev/limpid/job", sample))
                                    .pixels(),
                            0,
                            2 * at + own);
                    Tensor z = noisy ? x.add(Rng.of(1).normal(x.shape()).mul(sigma)) : x;
                    int around = photo.denoiser().halo(photo.schedule().time(sigma), 1000);
                    Tensor part = photo.denoise(crop(z, at - around, own + 2 * around), sigma);
                    Tensor whole = photo.denoise(z, sigma);

                    assertThat(around).isEqualTo(halo);
                    assertThat(difference(crop(part, around, own), crop(whole, at, own)))
                            .isLessThan(2e-3);
                }
            }
        }
    }

    private static Tensor crop(Tensor x, int from, int side) {
        return x.narrow(2, from, side).narrow(3, from, side).copy();
    }

    /** Also where there are no tiles; priors that look at the whole image see it. */
    @Test
    void aPriorCleansAtLeastWhereItIsAskedTo() {
        try (var scope = Scope.open()) {
            Tensor x = Rng.of(1).normal(1, 3, 8, 8);
            Region nowhere = Region.of(Tensor.zeros(1, 1, 8, 8));
            Region everywhere = Region.of(Tensor.ones(1, 1, 8, 8));
            DiffusionPrior unet = TinyUNet.prior(1);
            DiffusionPrior local = TinyLocalUNet.prior(2);

            requireEqual(unet.denoise(x, 0.5, nowhere), unet.denoise(x, 0.5));
            requireEqual(local.denoise(x, 0.5, everywhere), local.denoise(x, 0.5));
            requireEqual(local.denoise(x, 0.5, nowhere), x);
            var counting = new CountingDenoiser(local.denoiser());
            requireEqual(local.with(counting).slowed(0.5).denoise(x, 0.3, nowhere), x);
            assertThat(counting.all()).isEqualTo(1);
        }
    }

    private static void requireEqual(Tensor a, Tensor b) {
        assertThat(a.sub(b).abs().max().item()).isLessThan(1e-5);
    }

    @Test
    void anImageOfOneTileIsNotCut() {
        assertThat(NEAR.tiled(64, 40, 64)).isSameAs(NEAR);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NEAR.tiled(64, 40, 23))
                .withMessage("tiles must have at least 24 pixels on a side, three times what the prior looks around a"
                        + " pixel, got 23");
    }

    /** Against the same sum of windows written with recorded operations. */
    @Test
    void blendedWindowsHaveTheGradientOfTheirFormula() {
        DiffusionPrior prior = TinyUNet.prior(1);
        try (var scope = Scope.open()) {
            Tensor x = Rng.of(1).normal(1, 3, 11, 18);
            Tensor g = Rng.of(2).normal(1, 3, 11, 18);

            requireSame(prior.with(TiledPriorTest::formula), prior.tiled(11, 18, 0), x, g, 1e-4);
            assertThat(prior.tiled(8, 8, 0)).isSameAs(prior);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> prior.tiled(8, 7, 0))
                    .withMessage("the prior takes images of at least 8x8 pixels, got 7x8");
        }
    }

    private static Tensor formula(Tensor x, double t) {
        Denoiser unet = TinyUNet.of(1);
        Tensor sum = x.zerosLike();
        Tensor total = Tensor.zeros(1, 1, 11, 18);
        Tensor w = Tensor.of(
                IntStream.range(0, 8)
                        .mapToDouble(i -> Math.pow(Math.sin(Math.PI * (i + 0.5) / 8), 2))
                        .toArray(),
                1,
                1,
                8,
                1);
        Tensor weight = w.mul(w.reshape(1, 1, 1, 8)).to(x.type());
        for (int top : new int[] {0, 3}) {
            for (int left : new int[] {0, 3, 6, 10}) {
                Tensor one =
                        unet.epsilon(x.narrow(2, top, 8).narrow(3, left, 8), t).mul(weight);
                Tensor placed = Functional.pad(one, left, 10 - left, top, 3 - top, Padding.CONSTANT);
                Tensor own = Functional.pad(weight, left, 10 - left, top, 3 - top, Padding.CONSTANT);
                sum = sum.add(placed);
                total = total.add(own);
            }
        }
        return sum.div(total);
    }

    @Test
    void blendedWindowsHaveTheLearnedVarianceToo() {
        try (var scope = Scope.open()) {
            var unet = new UNet(TinyUNet.config(4, -1, -1, true, true, true, 0, false), TinyUNet.weights(1));
            DiffusionPrior prior = DiffusionPrior.of(unet, NoiseSchedule.linear());
            Tensor x = Rng.of(1).normal(1, 3, 8, 12);

            Prediction blended = prior.tiled(8, 12, 0).denoiser().predict(x, T);

            // The first columns are the first window's alone.
            Prediction first = unet.predict(x.narrow(3, 0, 8), T);
            assertThat(difference(
                            blended.epsilon().narrow(3, 0, 4), first.epsilon().narrow(3, 0, 4)))
                    .isLessThan(1e-5);
            assertThat(difference(variance(blended), variance(first))).isLessThan(1e-5);
        }
    }

    private static Tensor variance(Prediction prediction) {
        return Objects.requireNonNull(prediction.variance()).narrow(3, 0, 4);
    }

    /** Those of 8 pixels are evaluated many at a time, so that the memory grows to that, and no further. */
    @Test
    void blendedWindowsHoldThoseThatAreEvaluatedTogether() {
        Denoiser one = TinyUNet.prior(1).denoiser();
        long many = TinyUNet.prior(1).tiled(400, 400, 8).denoiser().memory(400, 400, true);

        assertThat(TinyUNet.prior(1).tiled(8, 12, 8).denoiser().memory(8, 12, true))
                .isEqualTo(2 * one.memory(8, 8, true));
        assertThat(many).isEqualTo(256 * one.memory(8, 8, true));
        assertThat(TinyUNet.prior(1).tiled(4000, 400, 8).denoiser().memory(4000, 400, true))
                .isEqualTo(many);
    }

    /** Where windows begin and end, neighbouring columns of x̂_0 differ no more than elsewhere. */
    @Test
    void blendedWindowsLeaveNoSeams() throws IOException {
        try (var scope = Scope.open()) {
            DiffusionPrior cats = PriorLoader.load("cats64");
            Tensor x = Rng.of(1).normal(1, 3, 96, 80).mul(0.5);

            Tensor clean = cats.tiled(96, 80, 0).denoise(x, 0.5);

            Tensor steps = clean.narrow(3, 1, 79).sub(clean.narrow(3, 0, 79)).square();
            double elsewhere = steps.mean().item();
            for (int border : new int[] {16, 64}) {
                assertThat(steps.narrow(3, border - 1, 1).mean().item()).isLessThan(1.2 * elsewhere);
            }
        }
    }

    private static void requireSame(DiffusionPrior one, DiffusionPrior other, Tensor x, Tensor g, double tolerance) {
        Tensor input = x.variable();
        Tensor expected = one.denoiser().epsilon(input, T);
        Tensor gradient = Gradients.vjp(expected, g, input)[0];
        Tensor again = x.variable();
        Tensor found = other.denoiser().epsilon(again, T);
        Tensor plain = other.denoiser().epsilon(x, T);

        assertThat(difference(found, expected)).isLessThan(tolerance);
        assertThat(difference(plain, found)).isZero();
        assertThat(difference(Gradients.vjp(found, g, again)[0], gradient))
                .isLessThan(tolerance * gradient.abs().max().item());
    }

    private static double difference(Tensor a, Tensor b) {
        return a.detach().sub(b.detach()).abs().max().item();
    }

    private static DiffusionPrior local() {
        var config = new LocalUNetConfig(List.of(8), 1, 2, 3, true, 2);
        DiffusionPrior prior = DiffusionPrior.of(new LocalUNet(config, TinyUNet.weights(3)));
        return new DiffusionPrior(prior.denoiser(), prior.schedule(), 3, 256, 1, OptionalInt.of(8), 2);
    }
}
