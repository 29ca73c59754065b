package dev.limpid.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Images;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.TinyUNet;
import dev.limpid.tensor.LibTorch;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many solves there are at a time. */
class WorkersTest {
    private static final int CORES = 3;

    @TempDir
    private Path folder;

    private final int before = LibTorch.threads();

    @BeforeEach
    void cores() {
        LibTorch.useThreads(CORES);
    }

    @AfterEach
    void asBefore() {
        LibTorch.useThreads(before);
    }

    @Test
    void oneForEachCoreWhereTheyFit() throws IOException {
        assertThat(fitting(TinyUNet.prior(1))).isEqualTo(CORES);
    }

    @Test
    void oneWhereTheMemoryIsNotKnown() throws IOException {
        assertThat(fitting(new DiffusionPrior((x, t) -> x, NoiseSchedule.linear(), 3, 8, 1, OptionalInt.of(0), 4)))
                .isEqualTo(1);
    }

    private int fitting(DiffusionPrior prior) throws IOException {
        try (var scope = Scope.open()) {
            Path picture = folder.resolve("a.png");
            Images.write(Rng.of(1).normal(1, 3, 8, 8).mul(0.2).clamp(-1, 1), picture);
            Grid grid = SmallExperiment.grid(
                    List.of(picture), 8, PhotoProblem.all(List.of()), List.of(NamedSolver.parse("hqs")), false);
            return Workers.fitting(grid, Priors.of(prior));
        }
    }
}
