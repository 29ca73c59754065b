package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.limpid.operator.Inpainting;
import dev.limpid.operator.Masks;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.TinyUNet;
import dev.limpid.tensor.NativeObjects;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SolverMemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int SIDE = 256;

    static List<Named<SolverConfig>> solvers() {
        var dmilo = new DmiloConfig(2, "consistent", 1, 2, 0.02, 1e-3, 0.1, 1e-4, 0);
        var pgd = new DmiloPgdConfig(2, "consistent", 1, 2, 0.02, 1e-3, 0.1, 1e-4, 0, 1, 0, false, false);
        return List.of(Named.of("DMILO", dmilo), Named.of("DMILO-PGD", pgd));
    }

    /**
     * In a process of its own, where no earlier test has left free memory for a leak to hide in. The allocator settles within
     * the first solves and later moves by some images without any leak; so there are enough solves for a leak to show. An
     * image has 786 kB here: a solve that left one behind would add 78 MB.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aHundredSolvesLeaveMemoryFlat(int solver) throws Exception {
        assumeTrue(Files.exists(STATUS), "resident memory is read from " + STATUS);
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xms64m",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Solving.class.getName(),
                        Integer.toString(solver))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(output).isZero();

        assertThat(Long.parseLong(output.strip()))
                .as("growth of resident memory, kB")
                .isLessThan(30_000);
    }

    /** Solves again and again, and prints by how many kB the process has grown from the tenth solve to the last. */
    static final class Solving {
        private Solving() {}

        public static void main(String[] args) throws IOException {
            SolverConfig config = solvers().get(Integer.parseInt(args[0])).getPayload();
            try (var scope = Scope.open()) {
                // A shrinking denoiser: large images at next to no arithmetic.
                var prior = new DiffusionPrior((x, t) -> x.mul(0.9), NoiseSchedule.linear(), 3, SIDE, 1);
                Solver solver = Cases.solver(config, prior);
                Tensor seed = Rng.of(1).normal(1, 3, SIDE, SIDE);
                var a = new Inpainting(Masks.random(Rng.of(1), 0.7, SIDE, SIDE));
                var measurement = new Measurement(a.apply(seed.clamp(-1, 1)), a, 0.01);
                for (int k = 0; k < 10; k++) {
                    solveOnce(solver, measurement, seed);
                }
                long settled = resident();
                for (int k = 0; k < 100; k++) {
                    solveOnce(solver, measurement, seed);
                }
                System.out.println(resident() - settled);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void tenSolvesLeaveNoHandleOpen(SolverConfig config) {
        try (var scope = Scope.open()) {
            Solver solver = Cases.solver(config, TinyUNet.prior(1));
            Tensor seed = Cases.latents(0, 1);
            Measurement measurement = Cases.measurements(0, 1);
            solveOnce(solver, measurement, seed);
            solveOnce(solver, measurement, seed);
            long second = NativeObjects.alive();

            for (int k = 3; k <= 10; k++) {
                solveOnce(solver, measurement, seed);
            }

            assertThat(NativeObjects.alive()).as("native objects alive").isLessThanOrEqualTo(second);
        }
    }

    private static void solveOnce(Solver solver, Measurement measurement, Tensor seed) {
        try (var solve = Scope.open()) {
            solver.solve(measurement, seed, Observers.silent());
        }
    }

    /** Resident memory of this process in kB. */
    private static long resident() throws IOException {
        System.gc();
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
