package dev.limpid.degradation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.limpid.io.Images;
import dev.limpid.metric.Psnr;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.solver.classical.Classical;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The picture that the camera model leaves, by the protocol of nonlinear deblurring: y is at most 28 dB from x, and inverting
 * the response alone gains less than 1 dB. On the sample photograph, and where there is a folder of pictures, on those too:
 * {@code -Dlimpid.pictures=DIR}, those that docs/priors/cats64-tune.txt names, with the mean printed.
 */
class CameraDegradationTest {
    private static final double MOST = 28;
    private static final double GAIN = 1;

    /** PSNR of y and of the inverted response. */
    private record Psnrs(double measured, double inverted) {
        double gain() {
            return inverted - measured;
        }
    }

    @Test
    void theSampleIsBlurredWhateverTheSeed() throws IOException {
        try (var scope = Scope.open()) {
            Tensor truth = Images.read(root().resolve("samples/chelsea.png")).pixels();
            for (int seed = 0; seed < 24; seed++) {
                Psnrs psnrs = psnrs(truth, Rng.of(seed));

                assertThat(psnrs.measured()).as("y, seed " + seed).isLessThanOrEqualTo(MOST);
                assertThat(psnrs.gain()).as("gain, seed " + seed).isLessThan(GAIN);
            }
        }
    }

    @Test
    void largePicturesAreBlurredAsMuchAsSmallOnes() throws IOException {
        try (var scope = Scope.open()) {
            Tensor sample = Images.read(root().resolve("samples/chelsea.png")).pixels();

            Psnrs psnrs = psnrs(Images.resize(sample, 160, 112), Rng.of(1));

            assertThat(psnrs.measured()).isLessThanOrEqualTo(MOST);
            assertThat(psnrs.gain()).isLessThan(GAIN);
        }
    }

    @Test
    void theTunePicturesAreBlurredToo() throws IOException {
        String folder = System.getProperty("limpid.pictures");
        assumeTrue(folder != null, "-Dlimpid.pictures=DIR names a folder");
        List<String> names = Files.readAllLines(root().resolve("docs/priors/cats64-tune.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        double measured = 0;
        double gained = 0;
        int above = 0;
        for (int i = 0; i < names.size(); i++) {
            try (var scope = Scope.open()) {
                Tensor truth = Images.read(Path.of(String.valueOf(folder), names.get(i)))
                        .pixels();
                Psnrs psnrs = psnrs(truth, Rng.of(0).image(i));
                assertThat(psnrs.measured()).as(names.get(i)).isLessThanOrEqualTo(MOST);
                measured += psnrs.measured() / names.size();
                gained += psnrs.gain() / names.size();
                above += psnrs.gain() < GAIN ? 0 : 1;
            }
        }
        System.out.printf(
                "%d pictures: y %.2f dB, inverting the response gains %.2f dB, 1 dB or more in %d%n",
                names.size(), measured, gained, above);
        assertThat(gained).isLessThan(GAIN);
    }

    private static Psnrs psnrs(Tensor truth, Rng rng) {
        int height = (int) truth.size(2);
        Task task = NonlinearDeblur.TASK;
        ForwardOperator a = task.protocol(height).operator(height, (int) truth.size(3), rng);
        Measurement m = Measurement.simulate(truth, a, Noise.gaussian(task.noiseLevel()), rng);
        return new Psnrs(new Psnr().of(m.y().clamp(-1, 1), truth)[0], new Psnr().of(Classical.estimate(m), truth)[0]);
    }

    private static Path root() {
        return Path.of(System.getProperty("limpid.root", "."));
    }
}
