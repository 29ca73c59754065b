package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.metric.Inception;
import dev.limpid.nn.WeightLayout;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Inception against torchvision's network in PyTorch 1.13 with its blocks changed as pytorch-fid changes them, both with weights of the
 * formula. The numbers are every 128th feature of two images of 40 × 56 pixels, one image a row.
 */
class InceptionReferenceTest {
    private static final long SEED = 7;
    private static final int APART = 128;
    private static final double[] EXPECTED = {
        0.0754604,
        0.00903417,
        0,
        0.0573359,
        0,
        0.31784,
        0,
        0.3255,
        0.986271,
        0.0508957,
        0.0804612,
        0.0299812,
        0,
        1.82623,
        0.598767,
        2.00068,
        0.0858786,
        0.00784253,
        0,
        0.0556182,
        0,
        0.336747,
        0,
        0.306005,
        0.950204,
        0.0596917,
        0.0786653,
        0.0265726,
        0,
        1.78835,
        0.597045,
        2.08579
    };
    private static final double[] NORMS = {39.6722, 40.0354};

    private static Tensor weight(String name, long... shape) {
        if (shape.length >= 2) {
            return GoldenCase.formulaWeight(name, SEED, Math.sqrt(2), shape);
        }
        return name.endsWith("running_var")
                ? GoldenCase.formula(name, SEED, 0.2, 1, shape)
                : GoldenCase.formulaWeight(name, SEED, 1, shape);
    }

    @Test
    void hasTheFeaturesOfPytorchFid() {
        try (var scope = Scope.open()) {
            Tensor x = GoldenCase.formula("image", SEED, 1, 0, 2, 3, 40, 56);

            Tensor features = new Inception(InceptionReferenceTest::weight).features(x);

            double[] some = features.every(1, 0, APART).reshape(EXPECTED.length).toDoubles();
            assertThat(some).containsExactly(EXPECTED, within(2e-5));
            double[] squares = features.square().sum(1).toDoubles();
            assertThat(Math.sqrt(squares[0])).isCloseTo(NORMS[0], within(1e-3));
            assertThat(Math.sqrt(squares[1])).isCloseTo(NORMS[1], within(1e-3));
        }
    }

    /** The state dict of the published file has 472 tensors besides the counts of batches. */
    @Test
    void asksForThePublishedStateDict() {
        try (var scope = Scope.open()) {
            Map<String, long[]> layout = WeightLayout.of(Inception::new);

            assertThat(layout).hasSize(472);
            long count = layout.values().stream()
                    .mapToLong(shape -> {
                        long product = 1;
                        for (long s : shape) {
                            product *= s;
                        }
                        return product;
                    })
                    .sum();
            assertThat(count).isEqualTo(23_885_486L - 94);
        }
    }
}
