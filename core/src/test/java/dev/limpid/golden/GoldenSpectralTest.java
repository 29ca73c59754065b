package dev.limpid.golden;

import static dev.limpid.operator.LinearOperatorTest.norm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The operators of the DDRM cases are those that measured their y. */
class GoldenSpectralTest {
    static List<GoldenCase> cases() throws IOException {
        Path directory = GoldenTest.directory();
        JsonNode manifest =
                new ObjectMapper().readTree(directory.resolve("MANIFEST.json").toFile());
        var cases = new ArrayList<GoldenCase>();
        for (JsonNode entry : manifest.path("entries")) {
            var golden = new GoldenCase(directory, manifest, entry);
            if (golden.kind().equals("ddrm")) {
                cases.add(golden);
            }
        }
        return cases;
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("cases")
    void measuresWhatTheCaseHolds(GoldenCase golden) {
        try (var scope = Scope.open()) {
            GoldenSpectral a = GoldenSpectral.of(golden);
            Map<String, Tensor> t = golden.tensors();
            double sigma =
                    golden.entry().path("hyperparameters").path("sigma_0").asDouble();

            Tensor ax = a.apply(truth(t));

            if (t.containsKey("y")) {
                assertThat(norm(ax.sub(t.get("y")))).isLessThan(1e-5 * norm(t.get("y")));
            }
            double noise = norm(t.get("y_0").sub(ax)) / Math.sqrt((double) ax.count());
            assertThat(noise).isCloseTo(sigma, within(0.1 * sigma));
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("cases")
    void isASingularValueDecomposition(GoldenCase golden) {
        try (var scope = Scope.open()) {
            GoldenSpectral a = GoldenSpectral.of(golden);
            Map<String, Tensor> t = golden.tensors();
            Tensor x = truth(t);
            Tensor y = Rng.of(1).normal(t.get("y_0").shape());

            assertThat(norm(a.v(a.vt(x)).sub(x))).isLessThan(1e-5 * norm(x));
            assertThat(norm(a.vt(x))).isCloseTo(norm(x), within(1e-5 * norm(x)));
            assertThat(norm(a.ut(a.apply(x)).sub(a.vt(x).mul(a.singular())))).isLessThan(1e-5 * norm(x));
            assertThat(a.apply(x).mul(y).sum().item())
                    .isCloseTo(x.mul(a.adjoint(y)).sum().item(), within(1e-5 * norm(x) * norm(y)));
        }
    }

    /** gt_u8 (H, W, 3) as (1, 3, H, W) in [−1, 1]. */
    private static Tensor truth(Map<String, Tensor> t) {
        Tensor truth = t.get("gt_u8").to(DType.FLOAT64).div(255).mul(2).add(-1);
        return truth.permute(2, 0, 1)
                .reshape(1, 3, truth.size(0), truth.size(1))
                .to(DType.FLOAT32);
    }
}
