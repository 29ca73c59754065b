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

    @Test
    void saysNothingOfNarrowHoles() {
        assertThat(PriorLimits.notices(local, missing(60), photograph)).isEmpty();
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
        var a = new Inpainting(Masks.rectangle(24, 24, side, side, 128, 160));
        Tensor y = Tensor.zeros(1, 3, 128, 160);
        return Problem.of(new Measurement(y, a, 0), 128, 160);
    }
}
