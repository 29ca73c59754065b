package dev.limpid.degradation;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.camera.CameraBlur;
import dev.limpid.operator.camera.CameraResponse;
import dev.limpid.operator.camera.CameraShake;
import dev.limpid.operator.network.NonlinearBlur;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which A a measurement of nonlinear deblurring has; what is null is drawn, once for each measurement. */
public sealed interface NonlinearModel {
    /** What names a model in a record. */
    String MODEL = "model";

    /**
     * A for images of height × width pixels.
     *
     * @param rng the image's own streams
     */
    ForwardOperator operator(int height, int width, Rng rng);

    /** What is known before anything is drawn, for a record. */
    Map<String, Object> parameters();

    /** A shaken camera whose sensor saturates: needs no weights. */
    record Camera(@Nullable CameraShake shake, CameraResponse response) implements NonlinearModel {
        static final String NAME = "camera";

        /** The protocol's: highlights above four fifths of white's light are lost. */
        static final Camera PROTOCOL = new Camera(null, new CameraResponse(0.8));

        @Override
        public CameraBlur operator(int height, int width, Rng rng) {
            return CameraBlur.of(shake == null ? CameraShake.random(rng) : shake, response, height, width);
        }

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

        /**
         * The camera that a record tells of.
         *
         * @throws IllegalArgumentException if a number is missing or not allowed
         */
        static Camera read(Map<String, Object> parameters) {
            var shake = new CameraShake(
                    number(parameters, "shakeLength"),
                    number(parameters, "shakeAngle"),
                    number(parameters, "shakeBend"),
                    number(parameters, "shakeTurn"),
                    number(parameters, "shakePivotColumn"),
                    number(parameters, "shakePivotRow"));
            return new Camera(shake, new CameraResponse(number(parameters, "fullWell")));
        }

        private static double number(Map<String, Object> parameters, String key) {
            if (parameters.get(key) instanceof Number number) {
                return number.doubleValue();
            }
            throw new IllegalArgumentException("operator." + key + " must be a number, got " + parameters.get(key));
        }
    }

    /**
     * A network's blur with a code from its learned space.
     *
     * @param code c, (1, K, H / 128, W / 128); null: drawn
     */
    record Network(BlurNetwork network, @Nullable Tensor code) implements NonlinearModel {
        static final String NAME = "network";

        @Override
        public NonlinearBlur operator(int height, int width, Rng rng) {
            if (code == null) {
                return NonlinearBlur.random(network.wizard(), height, width, rng.purpose("code"));
            }
            return new NonlinearBlur(network.wizard(), code);
        }

        @Override
        public Map<String, Object> parameters() {
            return Map.of(MODEL, NAME);
        }
    }

    /** The same model with what was drawn for {@code a}. */
    default NonlinearModel of(ForwardOperator a) {
        if (a instanceof CameraBlur camera) {
            return new Camera(camera.shake(), camera.response());
        }
        return this;
    }
}
