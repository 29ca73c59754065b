package dev.limpid.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqueezeFeaturesTest {
    @Test
    void areTheMeansOfTheLastLayerOfAnyImage() {
        try (var scope = Scope.open()) {
            Lpips lpips = LpipsTest.lpips(Lpips.Trunk.SQUEEZE);
            var network = new SqueezeFeatures(lpips);
            Tensor x = Rng.of(1).normal(1, 3, 40, 56).mul(0.3).clamp(-1, 1);

            float[] features = network.of(x).toFloats();

            List<Tensor> layers = lpips.features(x);
            assertThat(features).hasSize(512).isEqualTo(layers.get(6).mean(2, 3).toFloats());
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
