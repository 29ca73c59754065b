package dev.limpid.degradation.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.degradation.BlurNetwork;
import dev.limpid.degradation.NonlinearModel;
import dev.limpid.io.Npy;
import dev.limpid.io.ReadLimits;
import dev.limpid.nn.WeightLayout;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.mask.MaskRule;
import dev.limpid.operator.network.KernelWizard;
import dev.limpid.operator.network.KernelWizardOptions;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tasks degrade as the classes before them did, byte for byte. */
class ParityTest {
    @TempDir
    private Path folder;

    static Stream<Task> tasks() {
        return Tasks.ALL.stream();
    }

    private static dev.limpid.degradation.Degradation old(Task task, int side) {
        return dev.limpid.degradation.Degradation.protocol(dev.limpid.degradation.Task.named(task.name()), side);
    }

    private Task.Request request(Values values, int side) {
        return new Task.Request(values, side, true, new OptionFiles(ReadLimits.DEFAULT), new ArrayList<>());
    }

    private void same(dev.limpid.degradation.Degradation old, Degradation now, int height, int width, double level)
            throws IOException {
        for (int seed = 0; seed < 3; seed++) {
            Rng rng = Rng.of(seed).image(0);
            Tensor x = Rng.of(7).normal(1, 3, height, width).mul(0.4).clamp(-1, 1);
            ForwardOperator a = old.operator(height, width, rng);
            Drawn drawn = now.draw(height, width, Rng.of(seed).image(0));
            Measurement before = Measurement.simulate(x, a, Noise.gaussian(old.noiseLevel()), rng);
            Measurement after = Measurement.simulate(x, drawn.a(), Noise.gaussian(level), rng);
            assertThat(after.y().toFloats()).isEqualTo(before.y().toFloats());
            assertThat(after.y().size(2)).isEqualTo(now.measuredHeight(height)).isEqualTo(old.measuredHeight(height));
            assertThat(after.y().size(3)).isEqualTo(now.measuredWidth(width)).isEqualTo(old.measuredWidth(width));
            assertThat(entries(Task.parameters(drawn.parameters(), level))).isEqualTo(entries(old.parameters(a)));
            assertThat(entries(Task.parameters(now.parameters(), level))).isEqualTo(entries(old.parameters()));
            Path one = Files.createTempDirectory(folder, "old");
            Path two = Files.createTempDirectory(folder, "new");
            dev.limpid.degradation.MeasurementFolder.write(one, "1", old, before, height, width, seed, "0".repeat(64));
            MeasurementFolder.write(two, "1", now.task(), drawn, after, height, width, seed, "0".repeat(64));
            for (String name : one.toFile().list()) {
                if (name.equals("measurement.json")) {
                    assertThat(text(two.resolve(name))).isEqualTo(text(one.resolve(name)));
                } else {
                    assertThat(two.resolve(name)).hasSameBinaryContentAs(one.resolve(name));
                }
            }
            assertThat(two.toFile().list()).hasSameSizeAs(one.toFile().list());
        }
    }

    private static String text(Path json) throws IOException {
        return Files.readString(json).replaceAll("\"created\"[^\n]*", "");
    }

    private static List<Map.Entry<String, Object>> entries(Map<String, Object> map) {
        return new ArrayList<>(map.entrySet());
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void theProtocolIsTheSame(Task task) throws IOException {
        try (var scope = Scope.open()) {
            same(old(task, 64), task.protocol(64), 64, 64, task.noiseLevel());
            same(old(task, 40), task.protocol(40), 40, 56, task.noiseLevel());
            same(old(task, 256), task.protocol(256), 256, 256, task.noiseLevel());
        }
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void whatIsReadIsTheSame(Task task) throws IOException {
        try (var scope = Scope.open()) {
            Drawn drawn = task.protocol(40).draw(40, 56, Rng.of(3).image(0));
            Tensor x = Rng.of(7).normal(1, 3, 40, 56).mul(0.4).clamp(-1, 1);
            Measurement y = Measurement.simulate(x, drawn.a(), Noise.gaussian(0.1), Rng.of(2));
            MeasurementFolder.write(folder, "1", task, drawn, y, 40, 56, 3, "0".repeat(64));

            var old = dev.limpid.degradation.MeasurementFolder.read(folder.resolve("measurement.json"));
            var now = MeasurementFolder.read(folder.resolve("measurement.json"));

            assertThat(now.measurement().y().toFloats()).isEqualTo(y.y().toFloats());
            assertThat(now.measurement().noiseLevel())
                    .isEqualTo(old.measurement().noiseLevel());
            assertThat(now.measurement().known().apply(x).toFloats())
                    .isEqualTo(old.measurement().known().apply(x).toFloats());
        }
    }

    @Test
    void whatIsGivenIsTheSame() throws IOException {
        Path psf = folder.resolve("psf.npy");
        double[] weights = {0, 0, .1, .1, 0, 0, .2, .3, .1, .1, 0, .1};
        Npy.write(weights, new int[] {3, 4}, psf);
        Path mask = folder.resolve("mask.npy");
        var observed = new float[40 * 56];
        Arrays.setAll(new double[observed.length], i -> observed[i] = i % 3 == 0 ? 1 : 0);
        Npy.write(observed, new int[] {40, 56}, mask);
        try (var scope = Scope.open()) {
            for (String rule : List.of("random:0.5", "strokes:0.25", "box:5", "box:1,2,3,4", "half:left")) {
                Values values = Values.NONE.parsed(Inpaint.MASK, rule);
                same(
                        old(Inpaint.TASK, 40).withMissing(MaskRule.parse(rule)),
                        Inpaint.TASK.make(request(values, 40)),
                        40,
                        56,
                        0.01);
            }
            same(
                    old(Inpaint.TASK, 40).withMask(Tensor.of(observed, 1, 1, 40, 56)),
                    Inpaint.TASK.make(request(Values.NONE.parsed(Inpaint.MASK, mask.toString()), 40)),
                    40,
                    56,
                    0.01);
            same(
                    old(SuperResolve.TASK, 40).withScale(8),
                    SuperResolve.TASK.make(request(Values.NONE.with(SuperResolve.SCALE, 8), 40)),
                    40,
                    56,
                    0.01);
            for (Boundary boundary : Boundary.values()) {
                Values values = Values.NONE.with(Deblur.BOUNDARY, boundary);
                for (Task task : List.of(Deblur.GAUSSIAN, Deblur.MOTION, BlindDeblur.TASK)) {
                    var old = old(task, 40).withBoundary(boundary);
                    same(old, task.make(request(values, 40)), 40, 56, 0.01);
                    BlurKernel kernel = BlurKernel.of(weights, 3, 4);
                    BlurKernel fitting = task == BlindDeblur.TASK ? kernel.within(5, 5) : kernel;
                    Values more = values.with(Deblur.PSF, psf);
                    same(old.withKernel(fitting), task.make(request(more, 40)), 40, 56, 0.01);
                }
            }
        }
    }

    @Test
    void aNetworksBlurIsTheSame() throws IOException {
        try (var scope = Scope.open()) {
            var options = new KernelWizardOptions(3, 2, 1, 1, 16, true, true, 1);
            var weights = new LinkedHashMap<String, Tensor>();
            WeightLayout.of(w -> new KernelWizard(options, w))
                    .forEach((name, shape) -> weights.put(
                            name, Rng.of(1).purpose(name).normal(shape).mul(0.05)));
            Path file = folder.resolve("net.safetensors");
            dev.limpid.checkpoint.Safetensors.write(file, weights, Map.of());
            var network = BlurNetwork.read(file);
            Values values = Values.NONE.with(NonlinearDeblur.BLUR_NETWORK, file);
            Task.Request request = request(values, 128);
            request.files().load(values);

            same(
                    old(NonlinearDeblur.TASK, 128).withNonlinear(new NonlinearModel.Network(network, null)),
                    NonlinearDeblur.TASK.make(request),
                    128,
                    128,
                    0.01);
        }
    }
}
