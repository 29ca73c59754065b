package dev.limpid.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqueezeFeaturesTest {
    @Test
    void areTheMeansOfTheLastLayerAtOneLength() {
        try (var scope = Scope.open()) {
            Lpips lpips = LpipsTest.lpips(Lpips.Trunk.SQUEEZE);
            var network = new SqueezeFeatures(lpips);
            Tensor x = Rng.of(1).normal(1, 3, 40, 56).mul(0.3).clamp(-1, 1);

            float[] features = network.of(x).toFloats();

            Tensor last = lpips.features(x).get(6);
            float[] f = last.toFloats();
            int positions = f.length / 512;
            for (int c : new int[] {0, 100, 511}) {
                double mean = 0;
                for (int p = 0; p < positions; p++) {
                    double squares = 0;
                    for (int k = 0; k < 512; k++) {
                        squares += (double) f[k * positions + p] * f[k * positions + p];
                    }
                    mean += Math.sqrt(512) * f[c * positions + p] / Math.sqrt(squares) / positions;
                }
                assertThat((double) features[c]).isCloseTo(mean, within(1e-5));
            }
            assertThat(features).hasSize(512);
            assertThat(network.of(x.mul(5)).toFloats())
                    .isEqualTo(network.of(x.mul(5).clamp(-1, 1)).toFloats());
            Tensor gray = x.narrow(1, 0, 1);
            assertThat(network.of(gray).toFloats())
                    .isEqualTo(
                            network.of(Tensor.cat(List.of(gray, gray, gray), 1)).toFloats());
            assertThat(network.frechet().label()).isEqualTo("FID-squeeze");
        }
    }

    @Test
    void areThoseOfSqueezeNetAlone() {
        try (var scope = Scope.open()) {
            Lpips alex = LpipsTest.lpips(Lpips.Trunk.ALEX);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new SqueezeFeatures(alex))
                    .withMessage("features of SqueezeNet need its LPIPS, got LPIPS-alex");
        }
    }
}
