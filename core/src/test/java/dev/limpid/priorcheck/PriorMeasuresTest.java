package dev.limpid.priorcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.prior.Denoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Fourier;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.Augmentation.Flips;
import dev.limpid.training.Validation;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Measures of priors, on pictures whose distribution is known. */
class PriorMeasuresTest {
    private static final int SIZE = 16;

    /** White pictures with the standard deviation 0.5 around a mean picture. */
    private static Tensor white(int count, Tensor mean) {
        return Rng.of(1).normal(count, 3, SIZE, SIZE).mul(0.5).add(mean);
    }

    @Test
    void theWienerDenoiserIsThePosteriorMeanOfWhitePictures() {
        try (var scope = Scope.open()) {
            Tensor mean = Rng.of(2).normal(1, 3, SIZE, SIZE);
            WienerPrior prior = WienerPrior.of(white(2000, mean));
            Tensor y = Rng.of(3).normal(2, 3, SIZE, SIZE);

            double[] denoised = prior.denoise(y, 1.5).toDoubles();

            double[] expected = y.sub(mean).mul(0.25 / (0.25 + 2.25)).add(mean).toDoubles();
            for (int i = 0; i < expected.length; i++) {
                assertThat(denoised[i]).isCloseTo(expected[i], within(0.06));
            }
        }
    }

    /** Gray pictures, each of one shade: between the pixels everything is shared, and the noise averages out. */
    @Test
    void theWienerDenoiserUsesWhatColoursAndPixelsShare() {
        try (var scope = Scope.open()) {
            Tensor shades =
                    Rng.of(1).normal(500, 1, 1, 1).expand(500, 3, SIZE, SIZE).contiguous();
            WienerPrior prior = WienerPrior.of(shades);
            Tensor truth = shades.narrow(0, 0, 20);
            Tensor y = truth.add(Rng.of(5).normal(20, 3, SIZE, SIZE));

            double error = prior.denoise(y, 1).sub(truth).square().mean().sqrt().item();

            // The error of the mean of 3 · 256 noisy values.
            assertThat(error).isLessThan(2 / Math.sqrt(3 * 256));
        }
    }

    /** Pictures (N, 1, S, S) with that power spectrum. */
    private static Tensor falling(int count, long seed, Tensor power) {
        Tensor white = Rng.of(seed).normal(count, 1, SIZE, SIZE);
        return Fourier.irfft2(Fourier.rfft2(white, SIZE, SIZE).mul(power.sqrt()), SIZE, SIZE);
    }

    private static Tensor power(double across) {
        int columns = SIZE / 2 + 1;
        var power = new float[SIZE * columns];
        for (int i = 0; i < power.length; i++) {
            int down = Math.min(i / columns, SIZE - i / columns);
            double right = across * (i % columns);
            power[i] = (float) (20 / (1 + down * down + right * right));
        }
        return Tensor.of(power, 1, 1, SIZE, columns);
    }

    /** Mean squared error of a denoiser on pictures that it was not fitted to. */
    private static double error(WienerPrior prior, Tensor power) {
        Tensor truth = falling(200, 7, power);
        Tensor y = truth.add(Rng.of(8).normal(200, 1, SIZE, SIZE));
        return prior.denoise(y, 1).sub(truth).square().mean().item();
    }

    private static WienerPrior exact(Tensor power) {
        return new WienerPrior(Tensor.zeros(1, 1, SIZE, SIZE), Tensor.ones(1, 1), power, 0);
    }

    @ParameterizedTest
    @CsvSource({"1, 2.1", "2, 1.45", "4, 1.2", "16, 1.06", "64, 1.02"})
    void fewPicturesAreEnoughForASpectrumThatIsTheSameInAllDirections(int count, double worse) {
        try (var scope = Scope.open()) {
            Tensor power = power(1);

            WienerPrior fitted = WienerPrior.of(falling(count, 6, power));

            assertThat(fitted.smoothed()).isGreaterThan(0.7);
            assertThat(error(fitted, power)).isLessThan(worse * error(exact(power), power));
        }
    }

    @Test
    void manyPicturesTellWhatDiffersBetweenTheDirections() {
        try (var scope = Scope.open()) {
            Tensor power = power(6);

            WienerPrior fitted = WienerPrior.of(falling(400, 6, power));

            assertThat(fitted.smoothed()).isLessThan(0.05);
            assertThat(error(fitted, power)).isLessThan(1.01 * error(exact(power), power));
        }
    }

    @Test
    void theDenoiserBesideThePriorHasNotSeenThePicturesThatItDenoises() {
        try (var scope = Scope.open()) {
            Tensor dark = Rng.of(1).normal(3, 3, SIZE, SIZE).mul(0.01).add(-0.5);
            Tensor light = Rng.of(2).normal(3, 3, SIZE, SIZE).mul(0.01).add(0.5);
            var both = new PictureSet(Collections.nCopies(6, "one"), Tensor.cat(List.of(dark, light), 0));
            Tensor noise = Rng.of(3).normal(1, 3, SIZE, SIZE).mul(5);

            WienerBaseline halves = WienerBaseline.ofHalves(both);
            WienerBaseline learned = WienerBaseline.of(new PictureSet(Collections.nCopies(3, "one"), dark));

            assertThat(halves.end(0, 6)).isEqualTo(3);
            assertThat(halves.denoise(0, noise, 5).mean().item()).isCloseTo(0.5, within(0.05));
            assertThat(halves.denoise(3, noise, 5).mean().item()).isCloseTo(-0.5, within(0.05));
            assertThat(halves.description()).contains("fitted to the other half of these, 3 pictures; its spectrum is");
            assertThat(learned.end(0, 6)).isEqualTo(6);
            assertThat(learned.denoise(0, noise, 5).mean().item()).isCloseTo(-0.5, within(0.05));
            assertThat(learned.description())
                    .startsWith("Wiener: fitted to 3 training pictures; its spectrum is drawn by");
        }
    }

    /** The exact denoiser of pictures that are all the same: ε = (x − a μ) / s. */
    private static DiffusionPrior knows(Tensor mean) {
        NoiseSchedule schedule = NoiseSchedule.linear();
        Denoiser exact = (x, t) -> x.sub(mean.mul(schedule.alpha((int) t))).div(schedule.sigma((int) t));
        return new DiffusionPrior(exact, schedule, 3, SIZE, 1);
    }

    @Test
    void aPriorThatKnowsThePicturesIsBeyondAnyOther() {
        try (var scope = Scope.open()) {
            Tensor mean = Rng.of(2).normal(1, 3, SIZE, SIZE).clamp(-0.5, 0.5);
            Tensor same = mean.expand(6, 3, SIZE, SIZE).contiguous();
            var pictures = new PictureSet(Collections.nCopies(6, "one"), same);

            List<DenoisingScore> scores = DenoisingScore.of(
                    knows(mean), pictures, WienerBaseline.ofHalves(pictures), Device.CPU, 0, done -> {});

            assertThat(scores).extracting(DenoisingScore::t).containsExactlyElementsOf(Validation.TIMES);
            for (DenoisingScore score : scores) {
                assertThat(score.loss()).isLessThan(1e-6);
                assertThat(score.network()).isGreaterThan(score.identity() + 20);
            }
            // At t = 10 nothing reaches the cut at −1 and 1, so that the noisy picture's PSNR is that of the noise.
            assertThat(scores.get(0).identity())
                    .isCloseTo(-20 * Math.log10(scores.get(0).sigma()), within(0.3));
        }
    }

    @Test
    void aPriorNeedsTwoPicturesToBeMeasured() {
        try (var scope = Scope.open()) {
            Tensor one = Tensor.zeros(1, 3, SIZE, SIZE);

            assertThatThrownBy(() -> WienerBaseline.ofHalves(new PictureSet(List.of("one"), one)))
                    .hasMessage("two pictures are needed to measure a prior, got 1");
        }
    }

    @Test
    void theNearestPictureMayBeAMirrorImage() {
        try (var scope = Scope.open()) {
            Tensor others = Rng.of(1).normal(300, 3, SIZE, SIZE).mul(0.3);
            Tensor asked = Tensor.cat(
                    List.of(
                            others.narrow(0, 299, 1).add(0.02),
                            others.narrow(0, 7, 1).flip(3)),
                    0);

            NearestPictures nearest = NearestPictures.of(asked, others, Flips.HORIZONTAL);

            assertThat(nearest.index()).containsExactly(299, 7);
            assertThat(nearest.distance()[0]).isCloseTo(0.01, within(1e-3));
            assertThat(nearest.distance()[1]).isCloseTo(0, within(1e-3));
            assertThat(nearest.median()).isCloseTo(0.005, within(1e-3));
            // The next are white noise, as all others: 0.3 · √2 / 2.
            assertThat(nearest.next()[0]).isCloseTo(0.21, within(0.02));
        }
    }

    @ParameterizedTest
    @EnumSource(Flips.class)
    void theNearestPictureMayBeAnyOfTheMirrorImagesThatWereTrainedOn(Flips flips) {
        try (var scope = Scope.open()) {
            Tensor others = Rng.of(1).normal(3, 3, SIZE, SIZE).mul(0.3);
            Tensor picture = others.narrow(0, 1, 1);
            Tensor turned = picture.transpose(2, 3).flip(2);

            NearestPictures nearest =
                    NearestPictures.of(Tensor.cat(List.of(picture.flip(3), turned), 0), others, flips);

            assertThat(nearest.distance()[0] < 1e-3).isEqualTo(flips != Flips.NONE);
            assertThat(nearest.distance()[1] < 1e-3).isEqualTo(flips == Flips.ALL);
            assertThat(Arrays.stream(nearest.next()).min().orElseThrow()).isGreaterThan(0.15);
            var sides = new HashSet<List<Double>>();
            for (Tensor side : flips.of(picture)) {
                sides.add(Arrays.stream(side.toDoubles()).boxed().toList());
            }
            assertThat(sides).hasSize(flips == Flips.NONE ? 1 : flips == Flips.HORIZONTAL ? 2 : 8);
        }
    }

    private static PictureSet set(String name, Tensor pictures) {
        return new PictureSet(
                IntStream.range(0, (int) pictures.size(0))
                        .mapToObj(i -> name + i)
                        .toList(),
                pictures);
    }

    @Test
    void aPriorRemembersWhatItsSamplesCopy() {
        try (var scope = Scope.open()) {
            Tensor learned = Rng.of(1).normal(40, 3, SIZE, SIZE).mul(0.3);
            Tensor unseen = Rng.of(2).normal(10, 3, SIZE, SIZE).mul(0.3);
            Tensor fresh = Rng.of(3).normal(4, 3, SIZE, SIZE).mul(0.3);
            Tensor copies = learned.narrow(0, 5, 2).flip(3).add(0.05);

            Memorisation good = Memorisation.of(fresh, set("u", unseen), set("l", learned), Flips.HORIZONTAL);
            Memorisation bad = Memorisation.of(
                    Tensor.cat(List.of(fresh, copies), 0), set("u", unseen), set("l", learned), Flips.HORIZONTAL);

            assertThat(good.copies()).isZero();
            assertThat(good.lines())
                    .contains("0 of 4 samples, and 0 of 10 unseen pictures, are less than a third as far from one"
                            + " training picture as from the next.")
                    .endsWith("No sample is a copy; with 95 % confidence fewer than 53 % of all are.");
            assertThat(bad.copies()).isEqualTo(2);
            assertThat(bad.lines()).endsWith("The prior remembers pictures: train on more, or shorter.");
        }
    }

    @Test
    void picturesThatWereLearnedAreNotUnseen() {
        try (var scope = Scope.open()) {
            Tensor learned = Rng.of(1).normal(10, 3, SIZE, SIZE).mul(0.3);
            Tensor samples = Rng.of(3).normal(4, 3, SIZE, SIZE).mul(0.3);
            // The first by its file, the second by its look.
            Tensor others = Rng.of(2).normal(1, 3, SIZE, SIZE).mul(0.3);
            var asked = new PictureSet(
                    List.of("l0", "x", "y"),
                    Tensor.cat(List.of(others, learned.narrow(0, 3, 1).add(0.003), others), 0));

            Memorisation some = Memorisation.of(samples, asked, set("l", learned), Flips.NONE);
            Memorisation all = Memorisation.of(samples, set("l", learned), set("l", learned), Flips.NONE);

            assertThat(some.known()).isEqualTo(2);
            assertThat(some.lines())
                    .startsWith(
                            "2 of the 3 pictures of --data are among the training pictures; they do not count as unseen.");
            assertThat(all.lines())
                    .startsWith(
                            "10 of the 10 pictures of --data are among the training pictures: what unseen ones are like is"
                                    + " not known.");
            assertThat(all.lines().get(1)).endsWith(" from samples.");
        }
    }

    @Test
    void trainingPicturesThatAreAlikeAreNoProofOfRemembering() {
        try (var scope = Scope.open()) {
            Tensor groups = Rng.of(1).normal(5, 3, SIZE, SIZE).mul(0.3);
            Tensor frame = groups.add(Rng.of(2).normal(5, 3, SIZE, SIZE).mul(0.01));
            Tensor next = groups.add(Rng.of(4).normal(5, 3, SIZE, SIZE).mul(0.01));

            Memorisation found = Memorisation.of(frame, set("u", next), set("l", groups), Flips.NONE);

            assertThat(found.copies()).isEqualTo(5);
            assertThat(found.lines())
                    .endsWith(
                            "So alike are unseen pictures, too: the training pictures have near copies of one another.");
        }
    }
}
