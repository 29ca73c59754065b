package dev.limpid.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.limpid.io.Images;
import dev.limpid.metric.Metrics;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotoComparisonTest {
    @TempDir
    private Path folder;

    /** Kernels are sought by the solvers that can, and known to the others. */
    @Test
    void blindSolversStandBesideThoseThatKnowTheKernel() throws IOException {
        try (var scope = Scope.open()) {
            Path picture = folder.resolve("a.png");
            Images.write(Rng.of(1).normal(1, 3, 40, 40).mul(0.2).clamp(-1, 1), picture);
            var prior =
                    new DiffusionPrior((x, t) -> x.zerosLike(), NoiseSchedule.linear(), 3, 16, 1, OptionalInt.of(0), 4);
            List<PhotoProblem> problems = PhotoProblem.blind(Map.of("box", BlurKernel.gaussian(3, 1)));
            List<NamedSolver> solvers = Stream.of("y", "classical", "hqs", "blind-hqs+turns=1+judgeSteps=1", "dmilo")
                    .map(NamedSolver::parse)
                    .toList();
            PhotoComparison comparison = PhotoComparison.open(
                    folder.resolve("blind.csv"), List.of(picture), 40, Metrics.plain(), "weights", true);
            var lines = new ArrayList<String>();

            comparison.run(problems, solvers.subList(0, 4), prior, lines::add);

            assertThat(lines).hasSize(4);
            assertThat(lines.stream().filter(line -> line.contains("kernel error")))
                    .hasSize(1)
                    .allMatch(line -> line.contains("blind-hqs"));
            assertThat(problems.get(0).taskOf(solvers.get(3))).contains("blind-deblur");
            assertThat(problems.get(0).taskOf(solvers.get(4))).contains("motion-deblur");
            assertThat(comparison.report(problems, solvers)).contains("blind box 0.01");
        }
    }

    @Test
    void aSolverThatGoesBeyondThePriorIsRefusedBeforeAnythingIsMeasured() throws IOException {
        try (var scope = Scope.open()) {
            Path picture = folder.resolve("a.png");
            Images.write(Rng.of(1).normal(1, 3, 16, 16).mul(0.2).clamp(-1, 1), picture);
            var prior = new DiffusionPrior((x, t) -> x, NoiseSchedule.linear(), 3, 16, 1, OptionalInt.of(0), 4);
            List<PhotoProblem> problems = PhotoProblem.blind(Map.of("box", BlurKernel.gaussian(3, 1)));
            List<NamedSolver> solvers = List.of(NamedSolver.parse("y"), NamedSolver.parse("dps"));
            PhotoComparison comparison = PhotoComparison.open(
                    folder.resolve("blind.csv"), List.of(picture), 16, Metrics.plain(), "weights", true);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> comparison.run(problems, solvers, prior, line -> {}))
                    .withMessageContaining("dps begins at noise of sigma 157");
            assertThat(comparison.rows()).isZero();
        }
    }

    /** A solver with a changed setting has '=' in its name. */
    @Test
    void aSolverWithAChangedSettingGoesOnWhereItWas() throws IOException {
        try (var scope = Scope.open()) {
            Path picture = folder.resolve("a.png");
            Images.write(Rng.of(1).normal(1, 3, 16, 16).mul(0.2).clamp(-1, 1), picture);
            var prior = new DiffusionPrior((x, t) -> x, NoiseSchedule.linear(), 3, 16, 1, OptionalInt.of(0), 4);
            List<PhotoProblem> problems = PhotoProblem.all(List.of(BlurKernel.gaussian(3, 1))).stream()
                    .filter(problem -> problem.label().startsWith("denoise 0.098"))
                    .toList();
            List<NamedSolver> solvers = List.of(NamedSolver.parse("fast-dips+steps=2"));

            for (int run = 0; run < 2; run++) {
                PhotoComparison comparison = PhotoComparison.open(
                        folder.resolve("scores.csv"), List.of(picture), 16, Metrics.plain(), "weights", false);
                assertThat(comparison.rows()).isEqualTo(run);
                comparison.run(problems, solvers, prior, line -> {});
                assertThat(comparison.rows()).isEqualTo(1);
            }
        }
    }
}
