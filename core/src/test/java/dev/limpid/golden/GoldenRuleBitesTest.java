package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.limpid.golden.RewrittenDmilo.Mistake;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.ReverseProcess;
import dev.limpid.prior.ReverseStep;
import dev.limpid.prior.TimeGrid;
import dev.limpid.solver.Dmilo;
import dev.limpid.solver.LayerFit;
import dev.limpid.solver.Solver;
import dev.limpid.solver.Start;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule for solvers passes who computes as the authors do, and nobody who makes a small mistake. */
class GoldenRuleBitesTest {
    /** The case of the subset among the test resources, so that everybody runs this. */
    private static GoldenCase golden() throws IOException {
        return shortest(Path.of("src/test/resources/golden"), "dmilo").orElseThrow();
    }

    /** The case of that kind with the fewest evaluations. */
    private static Optional<GoldenCase> shortest(Path directory, String kind) throws IOException {
        JsonNode manifest =
                new ObjectMapper().readTree(directory.resolve("MANIFEST.json").toFile());
        return manifest.path("entries")
                .valueStream()
                .filter(entry -> entry.path("kind").asText().equals(kind))
                .min(Comparator.comparingInt(GoldenRuleBitesTest::evaluations))
                .map(entry -> new GoldenCase(directory, manifest, entry));
    }

    private static int evaluations(JsonNode entry) {
        JsonNode h = entry.path("hyperparameters");
        return h.path("steps").asInt(1) * h.path("epochs").asInt(1);
    }

    private static void check(Function<ReverseProcess, Solver> solver) throws IOException {
        GoldenCase golden = golden();
        try (var scope = Scope.open()) {
            SolverRules.check(golden, solver);
        }
    }

    private static Dmilo.Config dmilo(LayerFit fit) {
        return new Dmilo.Config(fit, Start.NOISE);
    }

    private static LayerFit config() throws IOException {
        return SolverRules.config(golden());
    }

    @Test
    void aSecondImplementationPasses() throws IOException {
        LayerFit config = config();

        assertThatCode(() -> check(generator -> new RewrittenDmilo(generator, config, Mistake.NONE)))
                .doesNotThrowAnyException();
    }

    /** Each at the first tensor that it spoils: the second layer fitted is the first to find moments left over. */
    @ParameterizedTest
    @CsvSource({"MOMENTS_PERSIST, o0.l1.i0.z", "DEVIATION_BEFORE_STEP, o0.l2.i0.nu"})
    void aMistakeInTheFitFails(Mistake mistake, String first) throws IOException {
        LayerFit config = config();

        assertThatThrownBy(() -> check(generator -> new RewrittenDmilo(generator, config, mistake)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(first);
    }

    @Test
    void aThousandthMoreOfTheCleanImageFails() throws IOException {
        LayerFit config = config();

        assertThatCode(() -> check(generator -> new Dmilo(scaled(generator, config.steps(), 1), dmilo(config))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> check(generator -> new Dmilo(scaled(generator, config.steps(), 1.001), dmilo(config))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("o0.l2.i0.z");
    }

    /** Where the whole directory is: the subset has no case of DMPlug. */
    @Test
    void aTwentiethMoreOfTheRateOfDmPlugFails() throws IOException {
        Optional<GoldenCase> found = shortest(GoldenTest.directory(), "dmplug");
        assumeThat(found).isPresent();
        GoldenCase golden = found.orElseThrow();
        ObjectNode entry = golden.entry().deepCopy();
        var settings = (ObjectNode) entry.path("hyperparameters");
        settings.put("lr", 1.05 * settings.path("lr").asDouble());
        try (var scope = Scope.open()) {
            assertThatThrownBy(() -> DmPlugRules.dmPlug(new GoldenCase(golden.directory(), golden.manifest(), entry)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("it0.Z: share beyond 1e-4");
        }
    }

    /** Every g(x) = k_x x + k_0 x̂_0 with k_0 times {@code factor}: factor · g(x) − (factor − 1) k_x x. */
    private static ReverseProcess scaled(ReverseProcess generator, int n, double factor) {
        NoiseSchedule schedule = NoiseSchedule.linear();
        List<ReverseStep> steps = new ArrayList<>();
        for (TimeGrid.Step step : TimeGrid.dmilo(n).steps()) {
            ReverseStep g = generator.g(n - steps.size());
            double kx = schedule.sigma(step.s()) / schedule.sigma(step.t());
            steps.add(x -> g.apply(x).mul(factor).sub(x.mul((factor - 1) * kx)));
        }
        return new ReverseProcess(steps);
    }
}
