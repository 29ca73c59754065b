package dev.limpid.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.limpid.io.Images;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Border;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.mask.Masks;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoiseLevelTest {
    private static final Path PHOTOS =
            Path.of(System.getProperty("limpid.root", ".."), "..", "shared", "data", "photos", "set14");

    /** Noise levels of a [0, 1] image. */
    private static final double[] SIGMAS = {0.01, 0.03, 0.1};

    /**
     * Photographs that are held to √(grain² + σ²): with σ = 0.01 they come out 16 to 18 % too high. Their clean files measure as
     * 0.004 to 0.008 of a [0, 1] image, and by another measure, too, they have grain everywhere: in their finest diagonal
     * differences no mixture of the channels is below 0.005 in any but the quietest 0.5 % of their squares of 16×16 pixels.
     */
    private static final Set<String> GRAINY = Set.of("baboon", "bridge", "pepper");

    @ParameterizedTest
    @CsvSource({"64, 3, false", "64, 3, true", "64, 1, false", "64, 1, true", "200, 3, false", "200, 1, true"})
    void isWithinTenPercentOnAGeneratedImage(int side, int channels, boolean blurred) {
        for (double sigma : SIGMAS) {
            try (var scope = Scope.open()) {
                Tensor x = generated(side, channels);

                double estimate = NoiseLevel.estimate(noisy(blurred ? blurred(x) : x, sigma), null) / 2;

                assertThat(estimate / sigma).as("sigma " + sigma).isCloseTo(1, within(0.1));
            }
        }
    }

    @Test
    void isWithinTenPercentOnPhotographs() throws IOException {
        assumeThat(PHOTOS).exists();
        for (Path photo : photos()) {
            try (var scope = Scope.open()) {
                Tensor x = Images.read(photo).pixels();
                String name = String.valueOf(photo.getFileName()).replace(".png", "");
                double grain = GRAINY.contains(name) ? NoiseLevel.estimate(x, null) / 2 : 0;

                assertThat(grain).as(name).isLessThan(0.008);
                for (double sigma : SIGMAS) {
                    isWithinTenPercent(name, x, sigma, Math.hypot(grain, sigma));
                }
                isWithinTenPercent(name + ", blurred", blurred(x), 0.01, 0.01);
            }
        }
    }

    private static void isWithinTenPercent(String name, Tensor x, double sigma, double expected) {
        double estimate = NoiseLevel.estimate(noisy(x, sigma), null) / 2;

        assertThat(estimate / expected).as(name + ", sigma " + sigma).isCloseTo(1, within(0.1));
    }

    @Test
    void takesEqualChannelsForOne() {
        try (var scope = Scope.open()) {
            Tensor y = noisy(generated(64, 1), 0.05);

            assertThat(NoiseLevel.estimate(y.expand(1, 3, 64, 64), null)).isEqualTo(NoiseLevel.estimate(y, null));
        }
    }

    @Test
    void leavesOutAFrame() {
        try (var scope = Scope.open()) {
            Tensor y = noisy(generated(64, 3), 0.05);
            Tensor framed = Tensor.cat(List.of(Tensor.full(0.3, 1, 3, 64, 30), y), 3);

            assertThat(NoiseLevel.estimate(framed, null) / 2).isCloseTo(0.05, within(0.01));
        }
    }

    @Test
    void isWithinTenPercentOfEightBits() {
        try (var scope = Scope.open()) {
            Tensor y = noisy(generated(128, 3), 0.01);
            Tensor rounded = y.add(1).mul(127.5).add(0.5).floor().div(127.5).add(-1);

            assertThat(NoiseLevel.estimate(rounded, null) / 2).isCloseTo(0.01, within(0.001));
        }
    }

    @Test
    void seesOnlyWhatWasObserved() {
        try (var scope = Scope.open()) {
            Tensor y = noisy(generated(64, 3), 0.05);
            double[] mask = new double[64 * 64];
            Arrays.setAll(mask, i -> i / 64 % 16 < 10 && i % 64 != 20 ? 1 : 0);
            Tensor observed = Tensor.of(mask, 1, 1, 64, 64).to(DType.FLOAT32);
            Tensor masked = y.mul(observed).add(observed.mul(-7).add(7));

            assertThat(NoiseLevel.estimate(masked, observed) / 2).isCloseTo(0.05, within(0.005));
        }
    }

    @Test
    void leavesOutWhatAFileHasCutOff() {
        try (var scope = Scope.open()) {
            Tensor dark = generated(128, 3).mul(0.7).add(-0.5);
            Tensor y = noisy(dark, 0.05).clamp(-1, 1);

            assertThat(NoiseLevel.estimate(y, null) / 2).isCloseTo(0.05, within(0.005));
        }
    }

    @Test
    void isNearlyZeroWithoutNoise() {
        try (var scope = Scope.open()) {
            assertThat(NoiseLevel.estimate(Tensor.zeros(1, 3, 32, 32), null)).isZero();
            assertThat(NoiseLevel.estimate(blurred(generated(128, 3)), null)).isLessThan(0.002);
        }
    }

    @Test
    void refusesWhatTellsTooLittle() {
        try (var scope = Scope.open()) {
            Tensor y = noisy(generated(64, 3), 0.05);
            Tensor few = Masks.random(Rng.of(1), 0.7, 64, 64);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> NoiseLevel.estimate(y, few))
                    .withMessageStartingWith("the noise cannot be estimated: ")
                    .withMessageContaining("patches of 3x3 pixels are wholly observed")
                    .withMessageEndingWith("and 54 are needed; give it as a number");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> NoiseLevel.estimate(Tensor.zeros(1, 1, 2, 2), null))
                    .withMessageStartingWith("the noise cannot be estimated: 0 patches");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> NoiseLevel.estimate(Tensor.zeros(2, 1, 9, 9), null))
                    .withMessage("noise is estimated of one image (1, C, H, W), got [2, 1, 9, 9]");
        }
    }

    private static List<Path> photos() throws IOException {
        try (Stream<Path> files = Files.list(PHOTOS)) {
            return new ArrayList<>(
                    files.filter(f -> f.toString().endsWith(".png")).sorted().toList());
        }
    }

    /** Shading, edges and a texture in one half. */
    private static Tensor generated(int side, int channels) {
        var values = new float[channels * side * side];
        for (int i = 0; i < values.length; i++) {
            int c = i / (side * side);
            int line = i % (side * side) / side;
            double row = line / (double) side;
            double column = i % side / (double) side;
            double shading = 0.4 * Math.sin(3 * row + c) + 0.3 * Math.cos(4 * column - c);
            double edge = Math.hypot(row - 0.4, column - 0.6) < 0.25 ? 0.3 : 0;
            double texture = column < 0.5 ? 0.1 * Math.sin(40 * row * row + 60 * column) : 0;
            values[i] = (float) (0.8 * (shading + edge + texture));
        }
        return Tensor.of(values, 1, channels, side, side);
    }

    private static Tensor noisy(Tensor x, double sigma) {
        return x.add(Rng.of(5).normal(x.shape()).mul(2 * sigma));
    }

    private static Tensor blurred(Tensor x) {
        BlurKernel kernel = BlurKernel.gaussian(11, 1.5);
        int height = (int) x.size(2);
        int width = (int) x.size(3);
        return Blur.of(kernel, Border.same(Boundary.REFLECT, kernel), height, width)
                .apply(x);
    }
}
