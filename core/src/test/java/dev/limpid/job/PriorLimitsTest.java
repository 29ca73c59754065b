package dev.limpid.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.Masks;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.restoration.Problem;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriorLimitsTest {
    private final Scope scope = Scope.open();
    private final DiffusionPrior local =
            new DiffusionPrior((x, t) -> x, NoiseSchedule.linear(), 3, 256, 1, OptionalInt.of(64), 4);

    private final Tensor photograph = Rng.of(1).normal(1, 3, 128, 160).mul(0.3);

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void saysThatAWideHoleStaysSmooth() {
        assertThat(PriorLimits.notices(local, missing(80), photograph))
                .singleElement()
                .asString()
                .contains("holes wider than 64 pixels");
    }

    @ParameterizedTest
    @CsvSource({"64, 24, false", "65, 24, true", "66, 17, true", "65, 63, true"})
    void findsHolesWhereverTheyLie(int side, int corner, boolean wide) {
        assertThat(PriorLimits.notices(local, missing(side, corner), photograph))
                .hasSize(wide ? 1 : 0);
    }

    @Test
    void saysThatNoiseIsBeyondTheTraining() {
        Tensor y = Tensor.zeros(1, 3, 16, 16);
        var problem = Problem.of(new Measurement(y, ForwardOperator.identity(), 5), 16, 16);

        assertThat(PriorLimits.notices(local, problem, photograph))
                .singleElement()
                .asString()
                .contains("trained on");
    }

    private static Problem missing(int side) {
        return missing(side, 24);
    }

    private static Problem missing(int side, int corner) {
        var a = new Inpainting(Masks.rectangle(corner, corner, side, side, 128, 160));
        Tensor y = Tensor.zeros(1, 3, 128, 160);
        return Problem.of(new Measurement(y, a, 0), 128, 160);
    }
}
