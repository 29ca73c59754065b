package dev.limpid.degradation;

import dev.limpid.io.Npy;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.camera.CameraBlur;
import dev.limpid.operator.camera.CameraResponse;
import dev.limpid.operator.camera.CameraShake;
import dev.limpid.operator.network.KernelWizard;
import dev.limpid.operator.network.NonlinearBlur;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Images are blurred in a way that is not linear: by a shaken camera whose sensor saturates, or by a network. Protocol: the camera,
 * which needs no weights; highlights above four fifths of white's light are lost.
 */
sealed interface NonlinearDeblur extends Degradation {
    Option<Path> BLUR_NETWORK = Option.of(
                    "blur-network",
                    "FILE|bkse",
                    text -> text.equals("bkse") ? BlurNetwork.ofUser().toAbsolutePath() : Path.of(text),
                    "Nonlinear deblurring: the network that blurs, a file of weights with the names of the published one; bkse is"
                            + " that one, where it lies in $LIMPID_HOME/networks.",
                    "Default: a shaken camera whose sensor saturates, which needs no weights.")
            .withFile(new Option.FileOf<>(path -> path, "network", BlurNetwork::read, BlurNetwork.whereToGet()))
            .withUse(Option.Use.BOTH);

    Task TASK = new Task("nonlinear-deblur", "a blur that is not linear, of a measurement.json", BLUR_NETWORK) {
        @Override
        public String words() {
            return "Undo the blur of a network";
        }

        @Override
        public Class<? extends ParametricOperator> operator() {
            return ForwardOperator.class;
        }

        @Override
        public String localSolver() {
            return "fast-dips";
        }

        @Override
        public String classical() {
            return "inverted-response";
        }

        @Override
        public Degradation make(Request request) {
            Optional<BlurNetwork> network = network(request.values(), request.files());
            return network.isPresent() ? new Network(network.get(), null) : Camera.PROTOCOL;
        }

        @Override
        public Degradation read(MeasurementReader files) throws IOException {
            Object name = files.record().operator().get(MODEL);
            if (Camera.NAME.equals(name)) {
                return Camera.read(files);
            }
            if (Network.NAME.equals(name)) {
                return Network.read(files, network(files.values(), files.files()));
            }
            throw new IllegalArgumentException(
                    "operator.model must be " + Camera.NAME + " or " + Network.NAME + ", got " + name);
        }

        @Override
        public void requireEnough(Values values) {
            throw new IllegalArgumentException("a picture does not tell the parameters of its nonlinear blur: give a"
                    + " measurement.json of 'limpid degrade', or clean images and --simulate");
        }
    };

    /** The model's name in a record. */
    String MODEL = "model";

    private static Optional<BlurNetwork> network(Values values, OptionFiles files) {
        return values.get(BLUR_NETWORK).map(file -> files.shared(file, BlurNetwork.class));
    }

    @Override
    default Task task() {
        return TASK;
    }

    /**
     * A shaken camera whose sensor saturates.
     *
     * @param shake null: drawn
     */
    record Camera(@Nullable CameraShake shake, CameraResponse response) implements NonlinearDeblur {
        private static final String NAME = "camera";
        private static final Camera PROTOCOL = new Camera(null, new CameraResponse(0.8));

        @Override
        public Map<String, Object> parameters() {
            var parameters = new LinkedHashMap<String, Object>();
            parameters.put(MODEL, NAME);
            parameters.put("fullWell", response.fullWell());
            if (shake != null) {
                parameters.put("shakeLength", shake.length());
                parameters.put("shakeAngle", shake.angle());
                parameters.put("shakeBend", shake.bend());
                parameters.put("shakeTurn", shake.turn());
                parameters.put("shakePivotColumn", shake.pivotColumn());
                parameters.put("shakePivotRow", shake.pivotRow());
            }
            return parameters;
        }

        private static Camera read(MeasurementReader files) {
            var shake = new CameraShake(
                    files.number("shakeLength"),
                    files.number("shakeAngle"),
                    files.number("shakeBend"),
                    files.number("shakeTurn"),
                    files.number("shakePivotColumn"),
                    files.number("shakePivotRow"));
            return new Camera(shake, new CameraResponse(files.number("fullWell")));
        }

        @Override
        public Drawn draw(int height, int width, Rng rng) {
            CameraShake own = shake == null ? CameraShake.random(rng) : shake;
            return new Drawn(new Camera(own, response), CameraBlur.of(own, response, height, width));
        }
    }

    /**
     * A network's blur with a code from its learned space.
     *
     * @param code c, (1, K, H / 128, W / 128); null: drawn
     */
    record Network(BlurNetwork network, @Nullable Tensor code) implements NonlinearDeblur {
        private static final String NAME = "network";
        private static final String FILE = "code.npy";

        @Override
        public Map<String, Object> parameters() {
            return Map.of(MODEL, NAME);
        }

        @Override
        public String classical() {
            return "as-measured";
        }

        private static Network read(MeasurementReader files, Optional<BlurNetwork> given) throws IOException {
            BlurNetwork network = given.orElseThrow(() -> new IllegalArgumentException(
                    "was blurred by a network, which --blur-network FILE must name; " + BlurNetwork.whereToGet()));
            if (!network.sha256().equals(files.record().sha256().get("network"))) {
                throw new IllegalArgumentException(
                        "was blurred by another network than the one given: its SHA-256 differs");
            }
            Npy code = files.array("code", FILE);
            int height = files.record().height();
            int width = files.record().width();
            long[] expected = network.wizard().codeShape(height, width);
            long[] shape = Arrays.stream(code.shape()).asLongStream().toArray();
            if (!Arrays.equals(shape, Arrays.copyOfRange(expected, 1, 4))) {
                throw new IllegalArgumentException(FILE + " has shape " + Arrays.toString(shape) + "; of an image of "
                        + width + "x" + height + " it is " + Arrays.toString(Arrays.copyOfRange(expected, 1, 4)));
            }
            return new Network(network, MeasurementReader.floats(code, expected));
        }

        @Override
        public Drawn draw(int height, int width, Rng rng) {
            if (height % KernelWizard.STRIDE != 0 || width % KernelWizard.STRIDE != 0) {
                throw new IllegalArgumentException("the blur network takes pictures whose sides are multiples of "
                        + KernelWizard.STRIDE + ", got " + width + "x" + height + ": degrade makes them with --size "
                        + 2 * KernelWizard.STRIDE + ", restore takes a prior of such a size, or no --blur-network");
            }
            NonlinearBlur a = code == null
                    ? NonlinearBlur.random(network.wizard(), height, width, rng.purpose("code"))
                    : new NonlinearBlur(network.wizard(), code);
            return new Drawn(this, a, files -> {
                files.array("code", FILE, a.code(), 1);
                files.hash("network", network.sha256());
            });
        }
    }
}
