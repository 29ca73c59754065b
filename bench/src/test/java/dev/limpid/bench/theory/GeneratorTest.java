package dev.limpid.bench.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Rng;
import org.junit.jupiter.api.Test;

class GeneratorTest {
    private static final double STEP = 1e-5;

    private final Rng rng = Rng.of(1).purpose("test");
    private final Generator generator = Generator.random(12, 3, 3, rng);

    @Test
    void theGradientIsThatOfFiniteDifferences() {
        double[] p = Matrix.normal(15, rng);
        double[] v = Matrix.normal(12, rng);

        double[] gradient = generator.pullBack(p, v);

        for (int i = 0; i < p.length; i++) {
            var unit = new double[p.length];
            unit[i] = 1;
            double above = Vectors.dot(v, generator.apply(Vectors.plus(p, STEP, unit)));
            double below = Vectors.dot(v, generator.apply(Vectors.plus(p, -STEP, unit)));
            assertThat(gradient[i]).isCloseTo((above - below) / (2 * STEP), within(1e-7));
        }
    }

    @Test
    void noPairIsStretchedBeyondTheLipschitzConstants() {
        for (int i = 0; i < 200; i++) {
            var first = new double[15];
            var second = new double[15];
            System.arraycopy(Matrix.normal(3, rng), 0, first, 0, 3);
            System.arraycopy(Matrix.normal(3, rng), 0, second, 0, 3);
            assertThat(Vectors.distance(generator.apply(first), generator.apply(second)))
                    .isLessThanOrEqualTo(generator.lipschitz() * Vectors.distance(first, second));

            double[] deviated = first.clone();
            System.arraycopy(Matrix.normal(12, rng), 0, deviated, 3, 12);
            assertThat(Vectors.distance(generator.apply(first), generator.apply(deviated)))
                    .isLessThanOrEqualTo(generator.lastLipschitz() * Vectors.distance(first, deviated));
        }
    }

    @Test
    void aMatrixHasItsNormAndItsTranspose() {
        var matrix = new Matrix(2, 3, 3, 0, 4, 0, 1, 0);

        assertThat(matrix.norm()).isCloseTo(5, within(1e-12));
        assertThat(matrix.times(new double[] {1, 2, 3})).containsExactly(15, 2);
        assertThat(matrix.transposedTimes(new double[] {2, 5})).containsExactly(6, 5, 8);
        assertThatThrownBy(() -> new Matrix(2, 2, 1)).hasMessageContaining("2 x 2 has no 1 values");
    }

    @Test
    void aMeasuringMatrixKeepsLengthsInTheMean() {
        double[] x = Matrix.normal(40, rng);

        double length = Vectors.norm(Matrix.measuring(4000, 40, rng).times(x));

        assertThat(length / Vectors.norm(x)).isCloseTo(1, within(0.05));
    }
}
