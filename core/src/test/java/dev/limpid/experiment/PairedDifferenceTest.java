package dev.limpid.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PairedDifferenceTest {
    @Test
    void theIntervalIsStudents() {
        PairedDifference d = PairedDifference.of(new double[] {1, 2, 3, 4}, new double[] {2, 4, 3, 5});

        assertThat(d.meanA()).isEqualTo(2.5);
        assertThat(d.meanB()).isEqualTo(3.5);
        assertThat(d.mean()).isEqualTo(1);
        // s = √(2/3), s / √4 = 0.40825, times 3.182
        assertThat(d.half()).isCloseTo(1.2991, within(1e-3));
    }

    @Test
    void theQuantileGoesOnBeyondTheTable() {
        // 100 differences of ±1: mean 0, standard deviation √(100/99), quantile 1.984.
        var a = new double[100];
        var b = new double[100];
        for (int i = 0; i < 100; i++) {
            b[i] = i % 2 == 0 ? 1 : -1;
        }

        assertThat(PairedDifference.of(a, b).half()).isCloseTo(1.984 * Math.sqrt(100.0 / 99) / 10, within(1e-3));
    }

    @Test
    void theSignIsThatOfAnIntervalWithoutZero() {
        double[] low = {1, 2, 3};
        double[] high = {2, 3.1, 4};

        assertThat(PairedDifference.of(low, high).sign()).isEqualTo(1);
        assertThat(PairedDifference.of(high, low).sign()).isEqualTo(-1);
        assertThat(PairedDifference.of(new double[] {1, 2, 3, 4}, new double[] {2, 4, 3, 5})
                        .sign())
                .isZero();
        assertThat(PairedDifference.of(new double[] {1}, new double[] {2}).sign())
                .as("one case has no interval")
                .isZero();
    }

    @Test
    void refusesNumbersThatAreNoPairs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PairedDifference.of(new double[2], new double[3]))
                .withMessage("pairs need as many numbers of each, got 2 and 3");
        assertThatIllegalArgumentException().isThrownBy(() -> PairedDifference.of(new double[0], new double[0]));
    }
}
