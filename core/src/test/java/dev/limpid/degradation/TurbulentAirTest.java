package dev.limpid.degradation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.degradation.TurbulentAir.Air;
import dev.limpid.io.Npy;
import dev.limpid.io.ReadLimits;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.ParametricOperator.Unknown;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.turbulence.Turbulence;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TurbulentAirTest {
    private static final int SIDE = 32;

    @TempDir
    private Path folder;

    private static Degradation made(Values values, int side, boolean simulated) throws IOException {
        var files = new OptionFiles(ReadLimits.DEFAULT);
        return TurbulentAir.TASK.make(new Task.Request(values, side, simulated, files, new ArrayList<>()));
    }

    private static List<Long> soughtTaps(Degradation degradation, int side) {
        try (var scope = Scope.open()) {
            Unknown kernel = degradation
                    .draw(side, side, Rng.of(1))
                    .sought()
                    .a()
                    .unknowns()
                    .get(0);
            return kernel.shape().subList(2, 4);
        }
    }

    @Test
    void theAirIsThatOfTheProtocolUnlessItIsGiven() throws IOException {
        Values values = Values.NONE.with(TurbulentAir.TILT, 1.5).with(TurbulentAir.KERNEL_STD, 2.0);

        assertThat(made(Values.NONE, 64, true)).isEqualTo(new TurbulentAir(new Air(0.4, 1), null));
        assertThat(made(Values.NONE, 256, true)).isEqualTo(new TurbulentAir(new Air(0.4, 3), null));
        assertThat(made(values, 64, true).parameters())
                .containsEntry("tilt", 1.5)
                .containsEntry("kernelStd", 2.0);
        assertThat(made(Values.NONE, 64, false).parameters()).isEmpty();
    }

    /** The files hold the kernel and the tilts with which y was made. */
    @Test
    void theMeasurementIsThePictureTiltedAndThenBlurred() throws IOException {
        try (var scope = Scope.open()) {
            Drawn drawn = new TurbulentAir(new Air(0.7, 1.2), null).draw(SIDE, SIDE, Rng.of(3));
            Tensor x = Rng.of(5).normal(1, 3, SIDE, SIDE).mul(0.3);
            Tensor y = drawn.a().apply(x);
            MeasurementFolder.write(
                    folder, "1", drawn, new Measurement(y, drawn.a(), 0), SIDE, SIDE, 3, "0".repeat(64));

            Npy kernel = Npy.read(folder.resolve("true-kernel.npy"));
            Npy tilts = Npy.read(folder.resolve("true-tilts.npy"));

            assertThat(kernel.shape()).containsExactly(11, 11);
            assertThat(kernel.values()).isEqualTo(BlurKernel.gaussian(11, 1.2).values());
            assertThat(tilts.shape()).containsExactly(2, SIDE, SIDE);
            Tensor tau = MeasurementReader.floats(tilts, 1, 2, SIDE, SIDE);
            assertThat(Math.sqrt(tau.square().mean().item())).isCloseTo(0.7, within(1e-6));
            Tensor expected = Turbulence.of(11, SIDE, SIDE)
                    .apply(x, List.of(BlurKernel.gaussian(11, 1.2).tensor(), tau));
            assertThat(y.sub(expected).abs().max().item()).isLessThan(1e-6);
        }
    }

    /** A solver is told neither the kernel, nor its size, nor the tilts. */
    @Test
    void aKernelIsSoughtAmongTapsThatDoNotTellItsSize() throws IOException {
        Values five = Values.NONE.with(BlindDeblur.KERNEL_SIZE, 5);

        assertThat(soughtTaps(new TurbulentAir(new Air(0.4, 1), null), 64)).containsExactly(17L, 17L);
        assertThat(soughtTaps(new TurbulentAir(new Air(0.4, 2), null), 64)).containsExactly(17L, 17L);
        assertThat(soughtTaps(made(five, 64, true), 64)).containsExactly(5L, 5L);
        assertThat(soughtTaps(made(five, 64, false), 64)).containsExactly(5L, 5L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tilt       | 0   | tilt must be positive, got 0.0
            tilt       | NaN | tilt must be positive, got NaN
            kernel-std | -1  | kernel-std must be positive, got -1.0
            kernel-std | a   | kernel-std must be a number, got 'a'
            """)
    void refusesAirThatDoesNothing(String name, String text, String message) {
        Option<?> option = name.equals("tilt") ? TurbulentAir.TILT : TurbulentAir.KERNEL_STD;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> option.parse(text))
                .withMessage(message);
    }

    @Test
    void refusesABlurThatIsLargerThanTheImage() {
        try (var scope = Scope.open()) {
            var wide = new TurbulentAir(new Air(0.4, 6), null);
            var many = new TurbulentAir(new Air(0.4, 1), 33);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> wide.draw(SIDE, SIDE, Rng.of(1)))
                    .withMessage("--kernel-std 6.0 needs 49 taps, but images of 32x32 allow 31");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> many.draw(SIDE, SIDE, Rng.of(1)))
                    .withMessage("--kernel-size must be odd, from 3 to 31 for images of 32x32, got 33");
        }
    }
}
