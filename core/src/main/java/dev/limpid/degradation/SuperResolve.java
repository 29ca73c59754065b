package dev.limpid.degradation;

import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.resize.Resampling;
import dev.limpid.operator.resize.SuperResolution;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.Map;
import java.util.Set;

/**
 * Images were scaled down, antialiased bicubic. Protocol, as in the paper: by 4.
 *
 * @param scale the factor
 */
public record SuperResolve(int scale) implements Reducible {
    public static final Option<Integer> SCALE =
            Option.of("scale", "2|3|4|8", SuperResolve::parse, "Super-resolution: the factor. Default: the task's.");

    private static final Set<Integer> SCALES = Set.of(2, 3, 4, 8);
    private static final int PROTOCOL = 4;

    /** Twice what can be asked for. */
    private static final int MAX_SCALE = 16;

    public static final Task TASK = new Task("super-resolution", "the images were scaled down", SCALE) {
        @Override
        public String words() {
            return "Enlarge";
        }

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

    /** Where the scale is the factor, the measurement is the reduced image itself, and where it is less, larger than that. */
    @Override
    public Reduced reduced(Drawn drawn, Tensor y, double noiseLevel, int factor) {
        int height = (int) y.size(2) * scale / factor;
        int width = (int) y.size(3) * scale / factor;
        if (scale > factor && scale % factor == 0) {
            return Reduced.of(new SuperResolve(scale / factor), y, noiseLevel, height, width);
        }
        if (factor % scale == 0) {
            return new Denoise().reduced(drawn, y, noiseLevel, factor / scale);
        }
        Tensor smaller = Resampling.BOX.resize(y, Math.max(1, height), Math.max(1, width), (double) factor / scale);
        return Reduced.of(new Denoise(), smaller, noiseLevel, height, width);
    }
}
