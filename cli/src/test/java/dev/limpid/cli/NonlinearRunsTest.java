package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.checkpoint.Safetensors;
import dev.limpid.io.MeasurementRecord;
import dev.limpid.io.Npy;
import dev.limpid.io.RunRecord;
import dev.limpid.nn.WeightLayout;
import dev.limpid.operator.network.KernelWizard;
import dev.limpid.operator.network.KernelWizardOptions;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nonlinear deblurring with the camera model and with a blur network of the user's. */
class NonlinearRunsTest {
    private static final int CODES = 128;

    @TempDir
    private Path folder;

    /** A network with weights that have learned nothing, of the published layout. */
    private static Path network(Path file, int seed) throws IOException {
        var options = new KernelWizardOptions(3, 2, 1, 1, 16, true, true, 1);
        try (var scope = Scope.open()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            WeightLayout.of(weights -> new KernelWizard(options, weights)).forEach((name, shape) -> {
                double fanIn = 1;
                for (int d = 1; d < shape.length; d++) {
                    fanIn *= shape[d];
                }
                tensors.put(name, Rng.of(seed).purpose(name).normal(shape).div(Math.sqrt(fanIn)));
            });
            Safetensors.write(file, tensors, new LinkedHashMap<>());
        }
        return file;
    }

    @Test
    void aRecordHoldsTheShakeAndIsRunAgain() throws IOException {
        var runs = new TinyRuns(folder);
        Path image = runs.picture("image.png", TinyPrior.SIDE, 3);

        runs.restore(0, image, "--task", "nonlinear-deblur", "--simulate", "--seed", "5", "--out", runs.at("out"));
        runs.run(0, "rerun", runs.at("out/image/run.json"), "--out", runs.at("again"));

        RunRecord record = RunRecord.read(runs.at("out/image/run.json"));
        assertThat(record.operator())
                .containsEntry("model", "camera")
                .containsKeys("fullWell", "shakeLength", "shakeAngle", "shakeTurn", "shakePivotRow");
        assertThat(record.metrics()).containsKeys("measurement", "inverted response", "restored");
        assertThat(runs.out()).contains("the same bytes");
    }

    @Test
    void aMeasurementOfACameraSaysAllOfIt() throws IOException {
        var runs = new TinyRuns(folder);
        Path image = runs.picture("wide.png", 40, 3);
        runs.run(0, "degrade", image, "--task", "nonlinear-deblur", "--out", runs.at("measured"));
        Path json = runs.at("measured/wide/measurement.json");
        String text = Files.readString(json);

        assertThat(MeasurementRecord.read(json).operator()).containsEntry("fullWell", 0.8);
        for (String[] change : new String[][] {
            {"\"camera\"", "\"pinhole\"", "operator.model must be camera or network, got pinhole"},
            {"\"shakeTurn\" : ", "\"shakeTurn\" : \"x\", \"x\" : ", "operator.shakeTurn must be a number, got x"},
            {"\"fullWell\" : 0.8", "\"fullWell\" : 0", "full well must be between 0.1 and 4.0, got 0.0"},
            {"\"camera\"", "\"network\"", "was blurred by a network, which --blur-network FILE must name"}
        }) {
            assertThat(text).contains(change[0]);
            Files.writeString(
                    json, text.replace(change[0], change[1]).replaceAll("(height|width)\" : 40", "$1\" : 16"));
            runs.restore(1, json, "--out", runs.at("out"));
            assertThat(runs.err()).contains(change[2]);
        }
    }

    @Test
    void aNetworkBlursAndItsCodeIsKept() throws IOException {
        var runs = new TinyRuns(folder, CODES);
        Path network = network(runs.at("net.safetensors"), 1);
        Path image = runs.picture("image.png", CODES, 3);
        Object[] with = {"--blur-network", network};

        runs.run(0, "degrade", image, "--task", "nonlinear-deblur", "--out", runs.at("measured"), with[0], with[1]);
        Path json = runs.at("measured/image/measurement.json");
        runs.restore(0, json, "--out", runs.at("out"), with[0], with[1], "--set", "dataSteps=2");
        runs.restore(
                0,
                image,
                "--task",
                "nonlinear-deblur",
                "--simulate",
                "--out",
                runs.at("simulated"),
                with[0],
                with[1],
                "--set",
                "dataSteps=2");
        runs.run(0, "rerun", runs.at("out/image/run.json"), "--out", runs.at("again"));

        assertThat(Npy.read(runs.at("measured/image/code.npy")).shape()).containsExactly(16, 1, 1);
        assertThat(MeasurementRecord.read(json).sha256()).containsOnlyKeys("input", "y", "code", "network");
        runs.requireSame("simulated/image/restored.png", "out/image/restored.png");
        assertThat(RunRecord.read(runs.at("simulated/image/run.json")).metrics())
                .containsKey("as measured");
        assertThat(runs.out()).contains("the same bytes");

        Path other = network(runs.at("other.safetensors"), 2);
        runs.restore(1, json, "--out", runs.at("refused"), "--blur-network", other);
        assertThat(runs.err()).contains("was blurred by another network than the one given: its SHA-256 differs");
        runs.restore(1, json, "--out", runs.at("refused"));
        assertThat(runs.err())
                .contains(
                        "measurement.json: was blurred by a network, which --blur-network FILE must name; the published"
                                + " blur network is GOPRO_wVAE.pth");
        assertThat(runs.at("refused/image")).doesNotExist();
    }

    @Test
    void saysWhatIsWrongWithANetworkOrAPicture() throws IOException {
        var runs = new TinyRuns(folder);
        Path image = runs.picture("image.png", TinyPrior.SIDE, 3);
        Path network = network(runs.at("net.safetensors"), 1);
        Object[] simulate = {image, "--task", "nonlinear-deblur", "--simulate", "--out", runs.at("out")};

        refuse(
                runs,
                1,
                "the blur network takes pictures whose sides are multiples of 128, got 16x16",
                network,
                simulate);
        refuse(
                runs,
                2,
                "absent.pth: no such file; the published blur network is GOPRO_wVAE.pth (about 460 MB) at"
                        + " https://drive.google.com/file/d/",
                runs.at("absent.pth"),
                simulate);
        runs.run(
                1,
                "degrade",
                image,
                "--task",
                "nonlinear-deblur",
                "--out",
                runs.at("out"),
                "--blur-network",
                runs.at("prior.safetensors"));
        assertThat(runs.err())
                .contains("prior.safetensors: is no blur network: it has no weight feature_extractor.0.weight of four"
                        + " dimensions; the published");
        runs.run(1, "degrade", image, "--task", "nonlinear-deblur", "--out", runs.at("out"), "--blur-network", network);
        assertThat(runs.err())
                .contains(
                        "image.png: the blur network takes pictures whose sides are multiples of 128, got 16x16: degrade makes"
                                + " them with --size 256, restore takes a prior of such a size, or no --blur-network");
        refuse(
                runs,
                2,
                "--blur-network does not go with --task denoise",
                network,
                image,
                "--task",
                "denoise",
                "--out",
                runs.at("out"));
        runs.restore(2, image, "--task", "nonlinear-deblur", "--out", runs.at("out"));
        assertThat(runs.err())
                .contains("a picture does not tell the parameters of its nonlinear blur: give a measurement.json of"
                        + " 'limpid degrade', or clean images and --simulate");
        assertThat(runs.at("out/image")).doesNotExist();
    }

    private static void refuse(TinyRuns runs, int code, String message, Path network, Object... more) {
        var all = new ArrayList<Object>(List.of(more));
        all.add("--blur-network");
        all.add(network);
        runs.restore(code, all.toArray());
        assertThat(runs.err()).contains(message);
    }
}
