package dev.limpid.degradation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.mask.MaskRule;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Measurements at a quarter of their scale. */
class ReducedTest {
    private static final int FACTOR = 4;
    private static final int HEIGHT = 64;
    private static final int WIDTH = 96;

    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    static List<Reducible> degradations() {
        BlurKernel kernel = BlurKernel.motion(17, 0.5, Rng.of(2));
        return List.of(
                new Denoise(),
                new Inpaint(new MaskRule.Random(0.7), null, ""),
                new SuperResolve(2),
                new SuperResolve(3),
                new SuperResolve(4),
                new SuperResolve(8),
                deblur(kernel, Boundary.REFLECT),
                deblur(kernel, Boundary.VALID),
                deblur(kernel, Boundary.CIRCULAR),
                deblur(BlurKernel.gaussian(8, 2), Boundary.REPLICATE));
    }

    private static Deblur deblur(BlurKernel kernel, Boundary boundary) {
        return new Deblur(Deblur.MOTION, boundary, DrawnKernel.Motion.protocol(WIDTH), kernel);
    }

    /** A smooth image, for which the small measurement is that of the small image. */
    @ParameterizedTest
    @MethodSource("degradations")
    void areThoseOfTheReducedImage(Reducible degradation) {
        Tensor x = smooth();
        Drawn drawn = degradation.draw(HEIGHT, WIDTH, Rng.of(3));

        Reduced reduced = degradation.reduced(drawn, drawn.a().apply(x), 0.1, FACTOR);

        var a = (ForwardOperator) reduced.sought().a();
        Tensor small = Reduced.means(x, FACTOR).narrow(3, 0, reduced.width()).narrow(2, 0, reduced.height());
        assertThat(a.apply(small).sub(reduced.y()).abs().mean().item()).isLessThan(0.02);
        assertThat(reduced.noiseLevel()).isGreaterThan(0).isLessThanOrEqualTo(0.1);
        assertThat(reduced.height()).isCloseTo(HEIGHT / FACTOR, within(1));
        assertThat(reduced.width()).isCloseTo(WIDTH / FACTOR, within(1));
    }

    private static Tensor smooth() {
        var values = new double[HEIGHT * WIDTH];
        for (int i = 0; i < values.length; i++) {
            int row = i / WIDTH;
            values[i] = 0.5 * Math.cos(Math.PI * row / HEIGHT) + 0.4 * Math.cos(2 * Math.PI * (i % WIDTH) / WIDTH);
        }
        return Tensor.of(values, 1, 1, HEIGHT, WIDTH).to(DType.FLOAT32);
    }

    @Test
    void averagesTheNoise() {
        Tensor y = Rng.of(1).normal(1, 1, HEIGHT, WIDTH).mul(0.2);
        var denoise = new Denoise();

        Reduced reduced = denoise.reduced(denoise.draw(HEIGHT, WIDTH, Rng.of(1)), y, 0.2, FACTOR);

        assertThat(reduced.y().square().mean().sqrt().item()).isCloseTo(reduced.noiseLevel(), within(0.005));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 9, 16, 17, 61})
    void aKernelKeepsItsSumAndItsMiddle(int taps) {
        BlurKernel small = Reduced.kernel(BlurKernel.gaussian(taps | 1, 1 + taps / 8.0), FACTOR);

        assertThat(Arrays.stream(small.values()).sum()).isCloseTo(1, within(1e-9));
        assertThat(small.height()).isOdd();
        assertThat(small.centred().values()).containsExactly(small.values());
    }

    @Test
    void aKernelThatIsSoughtIsOneOfTheSmallImage() {
        var blind = new BlindDeblur(Boundary.VALID, DrawnKernel.Motion.protocol(1), BlurKernel.delta(17, 17), null);
        Drawn drawn = blind.draw(HEIGHT, WIDTH, Rng.of(1));

        Reduced reduced = blind.reduced(drawn, drawn.a().apply(smooth()), 0.01, FACTOR);

        assertThat(reduced.task()).isEqualTo(BlindDeblur.TASK);
        assertThat(reduced.sought().a().unknowns()).isNotEmpty();
        assertThat(reduced.height()).isEqualTo(12 + 5 - 1);
    }

    @Test
    void refusesAPictureOfWhichNothingIsLeft() {
        var denoise = new Denoise();
        Drawn drawn = denoise.draw(3, 50, Rng.of(1));
        Tensor y = Tensor.zeros(1, 1, 3, 50);

        assertThatThrownBy(() -> denoise.reduced(drawn, y, 0.1, FACTOR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nothing is left of the picture at that scale");
    }
}
