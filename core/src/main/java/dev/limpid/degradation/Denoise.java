package dev.limpid.degradation;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.Map;
import java.util.Optional;

/** Images have noise and nothing else. Protocol: σ = 0.2; the paper does not have this task. */
public record Denoise() implements Reducible {
    public static final Task TASK = new Task("denoise", "the images are noisy") {
        @Override
        public String words() {
            return "Remove noise";
        }

        @Override
        public Class<? extends ParametricOperator> operator() {
            return ForwardOperator.identity().getClass();
        }

        @Override
        public double noiseLevel() {
            return 0.2;
        }

        @Override
        public Optional<NoiseSetting> ownNoise() {
            return Optional.of(NoiseSetting.UNSAID);
        }

        @Override
        public String classical() {
            return "as-measured";
        }

        @Override
        public Degradation make(Request request) {
            return new Denoise();
        }

        @Override
        public Degradation read(MeasurementReader files) {
            return new Denoise();
        }
    };

    @Override
    public Task task() {
        return TASK;
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of();
    }

    @Override
    public Drawn draw(int height, int width, Rng rng) {
        return new Drawn(this, ForwardOperator.identity());
    }

    /** The noise of the pixels is independent. */
    @Override
    public Reduced reduced(Drawn drawn, Tensor y, double noiseLevel, int factor) {
        Tensor means = Reduced.means(y, factor);
        return Reduced.of(this, means, noiseLevel / factor, (int) means.size(2), (int) means.size(3));
    }
}
