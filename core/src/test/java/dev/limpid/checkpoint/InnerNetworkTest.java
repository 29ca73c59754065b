package dev.limpid.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InnerNetworkTest {
    private static Checkpoint holding(String... names) {
        var layout = new LinkedHashMap<String, long[]>();
        for (String name : names) {
            layout.put(name, new long[] {1});
        }
        return Layouts.checkpoint(layout, Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.", "model.diffusion_model.", "module.model.", "ema_model.model."})
    void isFoundByItsFirstLayer(String prefix) {
        Checkpoint network = InnerNetwork.of(holding("betas", prefix + "time_embed.0.weight", prefix + "out.2.bias"));

        assertThat(network.entries().keySet()).containsExactly("time_embed.0.weight", "out.2.bias");
        assertThat(network.part()).isEqualTo("the tensors " + prefix + "*, not 1 others");
    }

    @Test
    void isTheAveragedOneOfTwo() {
        Checkpoint network = InnerNetwork.of(
                holding("online_model.model.time_embed.0.weight", "ema_model.model.time_embed.0.weight"));

        assertThat(network.part()).isEqualTo("the tensors ema_model.model.*, not 1 others");
    }

    @Test
    void isTheWholeWhereNothingStandsBeforeItOrTheChoiceIsOpen() {
        for (Checkpoint checkpoint : new Checkpoint[] {
            holding("time_embed.0.weight", "ema.time_embed.0.weight"),
            holding("a.time_embed.0.weight", "b.time_embed.0.weight"),
            holding("my_time_embed.0.weight"),
            holding("conv.weight")
        }) {
            assertThat(InnerNetwork.of(checkpoint)).isSameAs(checkpoint);
        }
    }
}
