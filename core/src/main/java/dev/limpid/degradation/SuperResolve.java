package dev.limpid.degradation;

import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.resize.SuperResolution;
import dev.limpid.tensor.Rng;
import java.util.Map;
import java.util.Set;

/**
 * Images were scaled down, antialiased bicubic. Protocol, as in the paper: by 4.
 *
 * @param scale the factor
 */
public record SuperResolve(int scale) implements Degradation {
    public static final Option<Integer> SCALE =
            Option.of("scale", "2|3|4|8", SuperResolve::parse, "Super-resolution: the factor. Default: the task's.");

    private static final Set<Integer> SCALES = Set.of(2, 3, 4, 8);
    private static final int PROTOCOL = 4;

    /** Twice what can be asked for. */
    private static final int MAX_SCALE = 16;

    public static final Task TASK = new Task("super-resolution", "the images were scaled down", SCALE) {
        @Override
        public Class<? extends ParametricOperator> operator() {
            return SuperResolution.class;
        }

        @Override
        public String classical() {
            return "bicubic";
        }

        @Override
        public Degradation make(Request request) {
            return new SuperResolve(request.values().get(SCALE).orElse(PROTOCOL));
        }

        @Override
        public Degradation read(MeasurementReader files) {
            return new SuperResolve(files.whole("scale", 2, MAX_SCALE));
        }
    };

    private static int parse(String text) {
        int scale = Option.whole("scale", text);
        if (!SCALES.contains(scale)) {
            throw new IllegalArgumentException("scale is one of 2, 3, 4, 8, got " + scale);
        }
        return scale;
    }

    @Override
    public Task task() {
        return TASK;
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("scale", scale);
    }

    @Override
    public Drawn draw(int height, int width, Rng rng) {
        return new Drawn(this, SuperResolution.bicubic(scale, height, width));
    }

    @Override
    public int measuredHeight(int height) {
        return (height + scale - 1) / scale;
    }

    @Override
    public int measuredWidth(int width) {
        return (width + scale - 1) / scale;
    }

    @Override
    public String whySmaller(String image, String owner, String measured) {
        return "super-resolution by " + scale + " makes the " + image + " pixels of " + owner + " out of " + measured;
    }
}
