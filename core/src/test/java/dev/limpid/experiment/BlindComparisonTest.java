package dev.limpid.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.limpid.io.Images;
import dev.limpid.metric.Metrics;
import dev.limpid.metric.Ssim;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlindComparisonTest {
    private static final List<BlindMethod> METHODS = List.of(BlindMethod.Y, BlindMethod.WIENER_TRUE_KERNEL);

    @TempDir
    private Path folder;

    private List<Path> pictures;

    @BeforeEach
    void writePictures() throws IOException {
        pictures = List.of(folder.resolve("a.png"), folder.resolve("b.png"));
        try (var scope = Scope.open()) {
            Tensor sample = Images.read(Path.of("../samples/chelsea.png")).pixels();
            Images.write(sample, pictures.get(0));
            Images.write(sample.flip(3), pictures.get(1));
        }
    }

    private BlindComparison open(String checkpoint) throws IOException {
        return BlindComparison.open(folder.resolve("scores.csv"), pictures, Metrics.plain(), checkpoint, 0);
    }

    /** The classical methods never ask it. */
    private static DiffusionPrior prior() {
        return new DiffusionPrior((x, t) -> x.zerosLike(), NoiseSchedule.linear(), 3, 64, 1);
    }

    @Test
    void knowingTheKernelHelps() throws IOException {
        try (var scope = Scope.open()) {
            BlindComparison comparison = open("hash");
            comparison.run(METHODS, prior(), line -> {});

            for (String kind : List.of("motion", "gaussian")) {
                PairedDifference gain = comparison
                        .results()
                        .difference(kind, "y", "wiener-true-kernel", new Ssim().quantity())
                        .orElseThrow();
                assertThat(gain.count()).isEqualTo(2);
                assertThat(gain.mean()).as(kind).isGreaterThan(0.05);
            }
        }
    }

    @Test
    void goesOnWhereItWasStopped() throws IOException {
        try (var scope = Scope.open()) {
            var said = new ArrayList<String>();
            open("hash").run(METHODS.subList(0, 1), prior(), said::add);
            assertThat(said).hasSize(4).allMatch(line -> line.contains("  y  PSNR "));

            said.clear();
            open("hash").run(METHODS, prior(), said::add);
            assertThat(said).hasSize(4).allMatch(line -> line.contains("  wiener-true-kernel  PSNR "));
            assertThat(open("hash").rows()).isEqualTo(8);

            // Another picture of the same name is measured anew.
            Files.copy(pictures.get(0), pictures.get(1), StandardCopyOption.REPLACE_EXISTING);
            said.clear();
            open("hash").run(METHODS, prior(), said::add);
            assertThat(said).hasSize(4).allMatch(line -> line.contains("  1:"));
        }
    }

    @Test
    void refusesNumbersOfAnotherPrior() throws IOException {
        try (var scope = Scope.open()) {
            open("hash").run(METHODS.subList(0, 1), prior(), line -> {});

            assertThatIOException()
                    .isThrownBy(() -> open("other"))
                    .withMessageContaining("scores.csv: was made with prior = hash, and this run has other");
        }
    }

    @Test
    void reportsMeansDifferencesAndTheErrorsOfNoKernel() throws IOException {
        try (var scope = Scope.open()) {
            BlindComparison comparison = open("hash");
            comparison.run(METHODS, prior(), line -> {});

            assertThat(comparison.report(METHODS))
                    .contains("|             motion | pictures |     PSNR, dB |")
                    .contains("| wiener-true-kernel |        2 |")
                    .contains("kernel error of the uniform kernel 0.9")
                    .doesNotContain("less blind-pgd");
            assertThat(comparison.report(List.of(BlindMethod.Y, BlindMethod.BLIND_PGD)))
                    .contains("motion, less blind-pgd");
        }
    }
}
