package dev.limpid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.io.RangeChoice;
import dev.limpid.training.Augmentation.Crop;
import dev.limpid.training.Augmentation.Flips;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreparationTest {
    @Test
    void isThatOfTheTrainingThatTheCardTells() {
        Preparation told = Preparation.of(
                Map.of("training_range", "0:4095", "training_crop", "NATIVE", "training_flips", "all", "other", "x"));

        assertThat(told).isEqualTo(new Preparation(RangeChoice.of(0, 4095), new Augmentation(Crop.NATIVE, Flips.ALL)));
        assertThat(Preparation.of(Map.of("training_range", "auto")).range()).isEqualTo(RangeChoice.AUTO);
        assertThat(Preparation.of(Map.of("training_range", "natural")).range()).isEqualTo(RangeChoice.NATURAL);
    }

    @Test
    void isTheUsualOneWhereNothingIsTold() {
        assertThat(Preparation.of(Map.of()))
                .isEqualTo(new Preparation(RangeChoice.NATURAL, new Augmentation(Crop.WHOLE, Flips.HORIZONTAL)));
    }

    @Test
    void namesTheLineThatIsNotUnderstood() {
        assertThatThrownBy(() -> Preparation.of(Map.of("training_range", "4095")))
                .hasMessage("the model card's training_range is not understood: '4095'");
        assertThatThrownBy(() -> Preparation.of(Map.of("training_crop", "middle")))
                .hasMessage("the model card's training_crop is not understood: 'middle'");
    }
}
