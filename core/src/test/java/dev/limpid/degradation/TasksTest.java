package dev.limpid.degradation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.limpid.io.Npy;
import dev.limpid.io.ReadLimits;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** True of every task on the list. */
class TasksTest {
    private static final int HEIGHT = 24;
    private static final int WIDTH = 40;

    private final List<String> notices = new ArrayList<>();

    @TempDir
    private Path folder;

    static Stream<Task> tasks() {
        return Tasks.ALL.stream();
    }

    private Degradation made(Task task, Values values, boolean simulated) throws IOException {
        return task.make(new Task.Request(values, HEIGHT, simulated, new OptionFiles(ReadLimits.DEFAULT), notices));
    }

    @Test
    void namesAreUniqueAndFound() {
        assertThat(Tasks.ALL).extracting(Task::name).doesNotHaveDuplicates();
        assertThat(Tasks.ALL)
                .allSatisfy(task -> assertThat(Tasks.named(task.name())).isSameAs(task));
        assertThat(Tasks.options())
                .extracting(Option::name)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(6);
        assertThat(Tasks.options()).extracting(Option::key).doesNotHaveDuplicates();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tasks.named("unblur"))
                .withMessage("unknown task 'unblur': inpainting, super-resolution, gaussian-deblur, motion-deblur,"
                        + " blind-deblur, nonlinear-deblur, turbulence, denoise");
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void aMeasurementInFilesIsTheOneThatWasMade(Task task) throws IOException {
        try (var scope = Scope.open()) {
            Degradation degradation = task.protocol(HEIGHT);
            Rng rng = Rng.of(4).image(0);
            Drawn drawn = degradation.draw(HEIGHT, WIDTH, rng);
            Tensor x = Rng.of(7).normal(1, 3, HEIGHT, WIDTH).mul(0.4).clamp(-1, 1);
            Measurement y = Measurement.simulate(x, drawn.a(), Noise.gaussian(task.noiseLevel()), rng);

            MeasurementFolder.write(folder, "1", drawn, y, HEIGHT, WIDTH, 4, "0".repeat(64));
            MeasurementFolder read = MeasurementFolder.read(folder.resolve("measurement.json"));

            assertThat(read.record().task()).isEqualTo(task.name());
            assertThat(read.record().operator().keySet())
                    .contains("sigma")
                    .containsAll(drawn.parameters(0).keySet());
            assertThat(read.measurement().y().toFloats()).isEqualTo(y.y().toFloats());
            assertThat(read.measurement().noiseLevel()).isEqualTo(task.noiseLevel());
            assertThat(y.y().shape())
                    .containsExactly(1, 3, degradation.measuredHeight(HEIGHT), degradation.measuredWidth(WIDTH));
            if (!task.blind()) {
                assertThat(read.measurement().known().apply(x).toFloats())
                        .isEqualTo(drawn.a().apply(x).toFloats());
            }
        }
    }

    /** Solvers are chosen by it before there is an A. */
    @ParameterizedTest
    @MethodSource("tasks")
    void theOperatorIsOfTheTypeThatTheTaskNames(Task task) {
        try (var scope = Scope.open()) {
            Drawn drawn = task.protocol(HEIGHT).draw(HEIGHT, WIDTH, Rng.of(1));
            ParametricOperator a = drawn.sought().a();

            assertThat(task.operator().isInstance(a)).as(a.toString()).isTrue();
            assertThat(a.unknowns().isEmpty()).isEqualTo(!task.blind());
        }
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void takesItsOwnOptionsAlone(Task task) {
        Tasks.options().stream()
                .filter(option -> !task.options().contains(option))
                .forEach(option -> {
                    Values values = any(option);
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> task.requireOwn(values, "--"))
                            .withMessage("--" + option + " does not go with --task " + task);
                });
        task.options().forEach(option -> task.requireOwn(any(option), ""));
        assertThat(task.options()).contains(NoiseSetting.NOISE);
        assertThat(task.options(true)).containsAll(task.options(false)).isEqualTo(task.options());
    }

    /** A value that is allowed. */
    private static Values any(Option<?> option) {
        String text = Map.of(
                        "scale",
                        "3",
                        "kernel-size",
                        "5",
                        "boundary",
                        "zero",
                        "noise",
                        "0.1",
                        "tilt",
                        "1",
                        "kernel-std",
                        "2")
                .getOrDefault(option.name(), "file");
        return Values.NONE.parsed(option, text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            inpainting       |                     | inpainting a measurement needs --mask FILE, white where it was observed, or a rule
            inpainting       | mask random:0.5     | --mask random:0.5 draws a mask, but a measurement has its own: give a file, box:
            inpainting       | mask centre:4       |
            super-resolution |                     |
            gaussian-deblur  | boundary zero       | deblurring a measurement needs --psf FILE, its blur kernel; or give clean
            motion-deblur    | psf k.npy           |
            blind-deblur     | psf k.npy           | blind-deblur finds the kernel itself; one that is known goes with --task gaussian
            blind-deblur     | kernel-size 5       |
            nonlinear-deblur |                     | a picture does not tell the parameters of its nonlinear blur: give a measurement
            turbulence       | kernel-size 5       |
            turbulence       | tilt 1              | turbulence finds the tilts and the blur itself: --tilt and --kernel-std say how
            denoise          |                     |
            """)
    void saysWhatAPictureOfOnesOwnNeeds(String name, String given, String message) {
        Task task = Tasks.named(name);
        Values values = Values.NONE;
        for (Option<?> option : Tasks.options()) {
            if (given != null && given.startsWith(option.name() + " ")) {
                values = values.parsed(option, given.substring(option.name().length() + 1));
            }
        }
        Values all = values;
        if (message == null) {
            task.requireEnough(all);
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> task.requireEnough(all))
                    .withMessageStartingWith(message);
        }
    }

    @Test
    void noiseIsTheTasksUnlessItIsGiven() {
        assertThat(Denoise.TASK.noiseLevel(Values.NONE)).isEqualTo(0.2);
        assertThat(Inpaint.TASK.noiseLevel(Values.NONE)).isEqualTo(0.01);
        assertThat(Inpaint.TASK.noiseLevel(Values.NONE.parsed(NoiseSetting.NOISE, "0.05")))
                .isEqualTo(0.1);
        assertThat(Inpaint.TASK.noiseLevel(Values.NONE.parsed(NoiseSetting.NOISE, "auto")))
                .isEqualTo(0.01);
    }

    @Test
    void anAssumedBorderIsNoted() throws IOException {
        made(Deblur.GAUSSIAN, Values.NONE, true);
        made(BlindDeblur.TASK, Values.NONE.with(Deblur.BOUNDARY, Boundary.ZERO), false);
        assertThat(notices).isEmpty();

        made(BlindDeblur.TASK, Values.NONE, false);
        assertThat(notices).singleElement().asString().startsWith("taken as mirrored beyond its border");
    }

    /** The sizes of a kernel of 24 rows that is sought, one after the other. */
    private List<Long> sizes(Values values, boolean simulated) throws IOException {
        var sizes = new ArrayList<Long>();
        try (var scope = Scope.open()) {
            Optional<Sought> next = Optional.of(made(BlindDeblur.TASK, values, simulated)
                    .draw(HEIGHT, WIDTH, Rng.of(1))
                    .sought());
            while (next.isPresent()) {
                sizes.add((long) ((KernelBlur) next.get().a()).kernelHeight());
                next = next.get().larger();
            }
        }
        return sizes;
    }

    @Test
    void aKernelIsSoughtAmongMoreTapsWhereItsSizeIsAGuess() throws IOException {
        Values valid = Values.NONE.with(Deblur.BOUNDARY, Boundary.VALID);

        assertThat(sizes(Values.NONE, true)).containsExactly(7L, 11L);
        assertThat(sizes(Values.NONE, false)).containsExactly(7L, 11L);
        assertThat(sizes(Values.NONE.with(BlindDeblur.KERNEL_SIZE, 5), true)).containsExactly(5L);
        assertThat(sizes(valid, true)).as("of the kernel that blurred").containsExactly(17L);
        assertThat(sizes(valid, false)).containsExactly(7L);
        assertThat(sizes(valid.with(BlindDeblur.KERNEL_SIZE, 9), false)).containsExactly(9L);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sizes(valid.with(BlindDeblur.KERNEL_SIZE, 9), true))
                .withMessage("--kernel-size is 9, but the measurement is smaller than the image by a kernel of 17x17");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sizes(Values.NONE.with(BlindDeblur.KERNEL_SIZE, 25), false))
                .withMessage("--kernel-size must be odd, from 3 to 23 for images of 24x24, got 25");
    }

    @Test
    void aMaskOfTheWholePictureIsCutAsThePictureIs() throws IOException {
        Path mask = folder.resolve("mask.npy");
        Npy.write(new float[] {0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0}, new int[] {3, 4}, mask);
        try (var scope = Scope.open()) {
            Degradation whole = made(Inpaint.TASK, Values.NONE.parsed(Inpaint.MASK, mask.toString()), true);

            Inpaint part = (Inpaint) whole.of(new Part(0, 1, 2, 2, 4, 3, false));

            assertThat(part.mask()).isNotNull();
            assertThat(part.draw(2, 2, Rng.of(0))
                            .a()
                            .apply(Tensor.ones(1, 1, 2, 2))
                            .toFloats())
                    .containsExactly(1, 0, 1, 0);
            assertThat(whole.of(new Part(0, 0, 4, 3, 4, 3, false))).isSameAs(whole);
            assertThat(whole.scalable()).isFalse();
            assertThatIOException()
                    .isThrownBy(() -> whole.of(new Part(0, 0, 2, 2, 4, 3, true)))
                    .withMessage(mask + ": the mask has 4x3 pixels, the picture 4x3, of which 2x2 are restored after"
                            + " --resize: they must be the same");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> whole.draw(2, 2, Rng.of(0)))
                    .withMessage("the mask has 4x3 pixels, the image 2x2: they must be the same");
        }
    }
}
