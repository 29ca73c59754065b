package dev.limpid.bench.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Rng;
import org.junit.jupiter.api.Test;

class RestrictedEigenvalueTest {
    private static final int N = 10;

    private final Rng rng = Rng.of(3).purpose("test");
    private final Range range = new Range(Generator.random(N, 3, 3, rng), 3, 1);
    private final RestrictedEigenvalue pairs = RestrictedEigenvalue.of(range, 200, 2, rng);

    @Test
    void theIdentityKeepsAllDistances() {
        assertThat(pairs.random(Matrix.identity(N), 0)).isCloseTo(1, within(1e-12));
        assertThat(pairs.searched(Matrix.identity(N), 0, 3, 50)).isCloseTo(1, within(1e-9));
    }

    @Test
    void anOrthogonalMatrixOfHalfTheLengthHasAHalf() {
        var values = new double[N * N];
        for (int i = 0; i < N; i++) {
            values[i * N + (i + 3) % N] = i % 2 == 0 ? 0.5 : -0.5;
        }
        var a = new Matrix(N, N, values);

        assertThat(pairs.random(a, 0)).isCloseTo(0.5, within(1e-12));
        assertThat(pairs.searched(a, 0, 3, 50)).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void descentFindsPairsThatRandomOnesMiss() {
        Matrix a = Matrix.measuring(N / 2, N, rng);

        double random = pairs.random(a, 0.1);
        double searched = pairs.searched(a, 0.1, 4, 300);

        assertThat(searched).isPositive().isLessThan(0.8 * random);
    }

    @Test
    void deltaRaisesTheRatioMostWhereTheDistanceIsSmall() {
        var a = new Matrix(1, 2, 1, 0);

        assertThat(RestrictedEigenvalue.ratio(a, new double[] {3, 4}, 0)).isCloseTo(0.6, within(1e-12));
        assertThat(RestrictedEigenvalue.ratio(a, new double[] {3, 4}, 1)).isCloseTo(0.8, within(1e-12));
        assertThat(RestrictedEigenvalue.ratio(a, new double[] {0.3, 0.4}, 1)).isCloseTo(2.6, within(1e-12));
        assertThat(RestrictedEigenvalue.ratio(a, new double[] {0, 0}, 1)).isInfinite();
    }
}
