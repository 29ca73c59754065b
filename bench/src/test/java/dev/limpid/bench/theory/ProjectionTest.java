package dev.limpid.bench.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectionTest {
    /** A straight range through the origin, in the direction t = (0.6, 0.8). */
    private static final Curve LINE = new Curve(z -> new double[] {0.6 * z, 0.8 * z}, -2, 2);

    private static final Matrix A = new Matrix(2, 2, 2, 0, 0, 1);

    @Test
    void bothProjectOntoALineInClosedForm() {
        double[] v = {1, 0};

        // ⟨v, t⟩ t, and ⟨A v, A t⟩ / ‖A t‖² t with A t = (1.2, 0.8)
        assertThat(Projection.PLAIN.of(v, LINE, A)).containsExactly(new double[] {0.36, 0.48}, within(1e-6));
        double z = 2 * 1.2 / (1.2 * 1.2 + 0.8 * 0.8);
        assertThat(Projection.GUIDED.of(v, LINE, A)).containsExactly(new double[] {0.6 * z, 0.8 * z}, within(1e-6));
    }

    /** On a line an iteration shortens the distance by 1 − ‖A t‖² / ‖A‖², and guided by 1 − ‖Aᵀ A t‖² / (‖A‖² ‖A t‖²), which is less. */
    @Test
    void theDistanceShrinksByTheRateOfTheProjection() {
        double square = 1.2 * 1.2 + 0.8 * 0.8; // ‖A t‖²
        double twice = 2.4 * 2.4 + 0.8 * 0.8; // ‖Aᵀ A t‖²

        assertThat(rate(Projection.PLAIN)).isCloseTo(1 - square / 4, within(1e-5));
        assertThat(rate(Projection.GUIDED)).isCloseTo(1 - twice / (4 * square), within(1e-5));
        assertThat(rate(Projection.GUIDED)).isLessThan(rate(Projection.PLAIN));
    }

    private static double rate(Projection projection) {
        List<double[]> points =
                projection.descend(LINE, A, new double[] {0, 0}, LINE.at(1), 2).points();
        return Vectors.norm(points.get(2)) / Vectors.norm(points.get(1));
    }

    @Test
    void theLeastOfManyMinimaIsFound() {
        var waves = new Curve(z -> new double[] {z}, -3, 3);

        double[] least = waves.least(x -> Math.cos(5 * x[0]) + (x[0] - 1.9) * (x[0] - 1.9) / 10);

        assertThat(least[0]).isCloseTo(1.886, within(0.002)); // beside 3π/5 = 1.885
    }

    @Test
    void trialsCountWhoIsNearer() {
        var trials = new ProjectionTrials(
                2, List.of(ends(0.5), ends(0), ends(0.2)), List.of(ends(0), ends(0.005), ends(0.1)));

        assertThat(trials.nearer(Projection.GUIDED)).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(trials.nearer(Projection.PLAIN)).isZero();
        assertThat(trials.found(Projection.PLAIN, ProjectionTrials.STEPS)).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(trials.after(Projection.GUIDED, ProjectionTrials.STEPS).median())
                .isEqualTo(0.005);
    }

    private static double[] ends(double distance) {
        var distances = new double[ProjectionTrials.STEPS + 1];
        distances[ProjectionTrials.STEPS] = distance;
        return distances;
    }
}
