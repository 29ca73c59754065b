package dev.limpid.solver.classical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.resize.SuperResolution;
import dev.limpid.solver.Draws;
import dev.limpid.solver.Run;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tikhonov's estimate is the solution of the dense normal equations. */
class TikhonovTest {
    private static final int SIDE = 4;
    private static final int N = SIDE * SIDE;

    private static Run run() {
        return () -> Draws.of(Rng.of(0), 0, Device.CPU, 1, 1, SIDE, SIDE);
    }

    static Stream<LinearOperator> operators() {
        return Stream.of(
                Blur.of(BlurKernel.gaussian(3, 0.8), Boundary.REFLECT, SIDE, SIDE),
                Blur.of(BlurKernel.of(new double[] {3, 1, 0, 0, 2, 0, 0, 0, 1}, 3, 3), Boundary.ZERO, SIDE, SIDE),
                SuperResolution.bicubic(2, SIDE, SIDE));
    }

    /** The columns A e_i. */
    private static double[][] dense(LinearOperator a) {
        var columns = new double[N][];
        for (int i = 0; i < N; i++) {
            var e = new double[N];
            e[i] = 1;
            columns[i] = a.apply(image(e)).toDoubles();
        }
        return columns;
    }

    private static Tensor image(double... values) {
        var floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return Tensor.of(floats, 1, 1, SIDE, SIDE);
    }

    /** (AᵀA + ρ I) x = Aᵀ y by Gaussian elimination; the matrix is positive definite. */
    private static double[] solution(double[][] columns, double[] y, double rho) {
        var m = new double[N][N + 1];
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                m[i][j] = dot(columns[i], columns[j]) + (i == j ? rho : 0);
            }
            m[i][N] = dot(columns[i], y);
        }
        for (int i = 0; i < N; i++) {
            for (int row = 0; row < N; row++) {
                double factor = row == i ? 0 : m[row][i] / m[i][i];
                for (int j = i; factor != 0 && j <= N; j++) {
                    m[row][j] -= factor * m[i][j];
                }
            }
        }
        var x = new double[N];
        for (int i = 0; i < N; i++) {
            x[i] = m[i][N] / m[i][i];
        }
        return x;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.003, 0.1, 2})
    void theEstimateIsTheSolutionOfTheDenseEquations(double rho) {
        try (var scope = Scope.open()) {
            Tensor truth = Rng.of(1).normal(1, 1, SIDE, SIDE).mul(0.2);
            operators().forEach(a -> {
                Tensor y = a.apply(truth);

                Tensor x = new Tikhonov(new Tikhonov.Config(rho))
                        .solve(new Measurement(y, a, 0.01), run())
                        .x();

                assertThat(x.toDoubles()).containsExactly(solution(dense(a), y.toDoubles(), rho), within(2e-4));
            });
        }
    }

    @Test
    void theResidualIsThatOfTheNoise() {
        try (var scope = Scope.open()) {
            int side = 32;
            Blur a = Blur.of(BlurKernel.gaussian(9, 1.5), Boundary.REFLECT, side, side);
            Tensor truth = Rng.of(1).normal(1, 3, side, side).mul(0.4).clamp(-1, 1);
            var measurement = Measurement.simulate(truth, a, Noise.gaussian(0.05), Rng.of(2));
            Run run = () -> Draws.of(Rng.of(0), 0, Device.CPU, 1, 3, side, side);

            Tensor x =
                    new Tikhonov(new Tikhonov.Config(0)).solve(measurement, run).x();

            double squares = a.apply(x).sub(measurement.y()).square().mean().item();
            assertThat(squares).isCloseTo(0.05 * 0.05, within(0.05 * 0.05 * 0.03));
        }
    }

    @Test
    void refusesANegativeWeight() {
        assertThatThrownBy(() -> new Tikhonov.Config(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weight must not be negative, got -1.0");
    }

    /** Thirteen steps of each image alone, not of the whole batch for each. */
    @Test
    void theWorkGrowsWithTheBatchAndNotWithItsSquare() {
        try (var scope = Scope.open()) {
            Tensor truth = Rng.of(1).normal(4, 1, SIDE, SIDE).mul(0.2);
            var images = new AtomicLong();
            LinearOperator a = counting(SuperResolution.bicubic(2, SIDE, SIDE), images);
            var measurement = new Measurement(a.apply(truth), a, 0.05);
            images.set(0);

            Tensor x = new Tikhonov(new Tikhonov.Config(0))
                    .solve(measurement, run())
                    .x();

            long together = images.get();
            for (int b = 0; b < 4; b++) {
                var one = new Measurement(measurement.y().narrow(0, b, 1).contiguous(), a, 0.05);
                assertThat(new Tikhonov(new Tikhonov.Config(0))
                                .solve(one, run())
                                .x()
                                .toDoubles())
                        .isEqualTo(x.narrow(0, b, 1).toDoubles());
            }
            assertThat(together).isEqualTo(images.get() - together);
        }
    }

    /** Counts the images that A is applied to. */
    private static LinearOperator counting(LinearOperator a, AtomicLong images) {
        return new LinearOperator() {
            @Override
            public Tensor apply(Tensor x) {
                images.addAndGet(x.size(0));
                return a.apply(x);
            }

            @Override
            public Tensor adjoint(Tensor y) {
                return a.adjoint(y);
            }

            @Override
            public double squaredNorm() {
                return a.squaredNorm();
            }

            @Override
            public LinearOperator to(Device device) {
                return this;
            }
        };
    }
}
