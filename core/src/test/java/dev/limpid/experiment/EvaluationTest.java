package dev.limpid.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Images;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
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
            Evaluation evaluation = open(
                    "blind.csv", SmallExperiment.grid(List.of(picture), 40, problems, solvers.subList(0, 4), true));
            var heard = new Heard();

            assertThat(evaluation.run(prior, heard)).isTrue();

            assertThat(heard.all).hasSize(4);
            assertThat(heard.all.stream().filter(line -> line.contains("kernel error")))
                    .hasSize(1)
                    .allMatch(line -> line.contains("blind-hqs"));
            assertThat(problems.get(0).taskOf(solvers.get(3))).contains("blind-deblur");
            assertThat(problems.get(0).taskOf(solvers.get(4))).contains("motion-deblur");
            assertThat(evaluation.tables()).contains("blind box 0.01");
        }
    }

    @Test
    void aSolverThatGoesBeyondThePriorIsLeftOutBeforeAnythingIsMeasured() throws IOException {
        try (var scope = Scope.open()) {
            Path picture = folder.resolve("a.png");
            Images.write(Rng.of(1).normal(1, 3, 16, 16).mul(0.2).clamp(-1, 1), picture);
            var prior = new DiffusionPrior((x, t) -> x, NoiseSchedule.linear(), 3, 16, 1, OptionalInt.of(0), 4);
            List<PhotoProblem> problems = PhotoProblem.blind(Map.of("box", BlurKernel.gaussian(3, 1)));
            List<NamedSolver> solvers = List.of(NamedSolver.parse("y"), NamedSolver.parse("dps+grid=999-9+steps=2"));
            Evaluation evaluation =
                    open("blind.csv", SmallExperiment.grid(List.of(picture), 16, problems, solvers, true));

            var heard = new Heard();

            assertThat(evaluation.run(prior, heard)).isTrue();
            assertThat(heard.all.get(0)).contains("left out: dps begins at noise of sigma 157");
            assertThat(heard.leftOut).hasSize(1);
            assertThat(evaluation.rows()).isEqualTo(1);
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
                Evaluation evaluation =
                        open("scores.csv", SmallExperiment.grid(List.of(picture), 16, problems, solvers, false));
                assertThat(evaluation.measured()).isEqualTo(run);
                evaluation.run(prior, new Heard());
                assertThat(evaluation.measured()).isEqualTo(1);
            }
        }
    }

    /** The grid goes on, and says at the end that something is missing. */
    @Test
    void aCellThatFailsIsToldAndTheOthersAreMeasured() throws IOException {
        try (var scope = Scope.open()) {
            Path picture = folder.resolve("a.png");
            Images.write(Rng.of(1).normal(1, 3, 16, 16).mul(0.2).clamp(-1, 1), picture);
            var prior = new DiffusionPrior((x, t) -> x, NoiseSchedule.linear(), 3, 16, 1, OptionalInt.of(0), 4);
            List<TestProblem> problems = List.of(
                    new Broken(),
                    PhotoProblem.all(List.of(BlurKernel.gaussian(3, 1))).get(0));
            List<NamedSolver> solvers = List.of(NamedSolver.parse("classical"));
            Evaluation evaluation =
                    open("scores.csv", SmallExperiment.grid(List.of(picture), 16, problems, solvers, false));
            var heard = new Heard();

            assertThat(evaluation.run(prior, heard)).isFalse();

            assertThat(heard.all).hasSize(2);
            assertThat(heard.all.get(0)).startsWith("broken  0:").endsWith("classical: no kernel");
            assertThat(heard.all.get(1)).startsWith("sr x2 0.010");
        }
    }

    /** The preset of DDRM for motion is for circular blurs, and the protocol's is none. */
    @Test
    void aSolverThatDoesNotTakeTheOperatorIsLeftOutOnce() throws IOException {
        try (var scope = Scope.open()) {
            Path picture = folder.resolve("a.png");
            Images.write(Rng.of(1).normal(1, 3, 16, 16).mul(0.2).clamp(-1, 1), picture);
            var prior = new DiffusionPrior((x, t) -> x, NoiseSchedule.linear(), 3, 16, 1, OptionalInt.of(0), 4);
            List<PhotoProblem> problems =
                    PhotoProblem.all(List.of(BlurKernel.of(new double[] {1, 0, 0, 1}, 2, 2))).stream()
                            .filter(problem -> problem.label().equals("motion 0.010"))
                            .toList();
            List<NamedSolver> solvers = List.of(NamedSolver.parse("ddrm+steps=2"), NamedSolver.parse("y"));
            Grid grid = SmallExperiment.grid(List.of(picture, picture), 16, problems, solvers, false);
            var heard = new Heard();

            assertThat(open("scores.csv", grid).run(prior, heard)).isTrue();

            assertThat(heard.all.stream().filter(line -> line.contains("left out")))
                    .singleElement()
                    .asString()
                    .startsWith("motion 0.010, ddrm+steps=2: left out: ddrm needs singular values");
            assertThat(heard.all.stream().filter(line -> line.contains("PSNR"))).hasSize(2);
        }
    }

    /** A problem that has no measurement. */
    private record Broken() implements TestProblem {
        @Override
        public String label() {
            return "broken";
        }

        @Override
        public Optional<String> taskOf(NamedSolver solver) {
            return Optional.of("motion-deblur");
        }

        @Override
        public Degraded degrade(Tensor truth, int number) throws IOException {
            throw new IOException("no kernel");
        }
    }

    private Evaluation open(String name, Grid grid) throws IOException {
        return Evaluation.open(folder.resolve(name), grid);
    }
}
