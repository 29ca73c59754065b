package dev.limpid.operator.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskRuleTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "random:0.7",
                "strokes:0.25",
                "box:8",
                "box:3,4,10,6",
                "centre:9",
                "outside:9",
                "half:left",
                "half:right",
                "half:top",
                "half:bottom"
            })
    void isWhatItsTextSays(String text) {
        MaskRule rule = MaskRule.parse(text);

        assertThat(MaskRule.isRule(text)).isTrue();
        assertThat(rule).hasToString(text).isEqualTo(MaskRule.parse(rule.toString()));
        Tensor one = rule.observed(40, 30, Rng.of(1));
        assertThat(one.shape()).containsExactly(1, 1, 40, 30);
        assertThat(one.sub(rule.observed(40, 30, Rng.of(1))).abs().max().item()).isZero();
        double difference =
                one.sub(rule.observed(40, 30, Rng.of(2))).abs().max().item();
        assertThat(difference).isEqualTo(rule.drawn() ? 1 : 0);
    }

    @Test
    void removesWhatItSays() {
        assertThat(values("box:1,0,2,1", 2, 4)).containsExactly(1, 0, 0, 1, 1, 1, 1, 1);
        assertThat(values("centre:1", 3, 3)).containsExactly(1, 1, 1, 1, 0, 1, 1, 1, 1);
        assertThat(values("outside:1", 3, 3)).containsExactly(0, 0, 0, 0, 1, 0, 0, 0, 0);
        assertThat(values("half:right", 1, 5)).containsExactly(1, 1, 1, 0, 0);
        assertThat(values("half:left", 1, 5)).containsExactly(0, 0, 1, 1, 1);
        assertThat(values("half:top", 3, 1)).containsExactly(0, 1, 1);
        assertThat(values("half:bottom", 3, 1)).containsExactly(1, 1, 0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.25, 0.9})
    void strokesCoverTheirShareAndHardlyMore(double share) {
        // The longest segment with the widest brush: 64 x 40 pixels and a disc, of 256 x 256.
        double segment = (64 * 40 + Math.PI * 20 * 20) / (256 * 256);
        for (int seed = 0; seed < 5; seed++) {
            double kept = MaskRule.parse("strokes:" + share)
                    .observed(256, 256, Rng.of(seed))
                    .mean()
                    .item();
            assertThat(1 - kept).isBetween(share - 1e-6, share + segment);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"random:", "random:x", "box:1,2", "box:1.5", "centre:", "half:upper", "mask.png", "C:\\mask.png"
            })
    void refusesOtherTexts(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaskRule.parse(text))
                .withMessage("a mask without a file is " + MaskRule.SYNTAX + "; got '" + text + "'");
    }

    @Test
    void refusesSharesThatLeaveTooLittle() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaskRule.parse("strokes:0.95"))
                .withMessage("strokes cover more than 0 and at most 0.9, got 0.95");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaskRule.parse("random:1").observed(4, 4, Rng.of(1)))
                .withMessageContaining("must be at least 0 and below 1, got 1.0");
        assertThat(MaskRule.isRule("C:\\mask.png")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"random:NaN", "random:70", "box:-5", "centre:0", "outside:-1"})
    void refusesValuesBeforeThereIsAnImage(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaskRule.parse(text))
                .withMessageMatching(".*(at least 0 and below 1|at least 1 pixel), got .*");
    }

    private static double[] values(String rule, int height, int width) {
        return MaskRule.parse(rule).observed(height, width, Rng.of(1)).toDoubles();
    }
}
