package dev.limpid.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeightsTest {
    @Test
    void prefixesWhatIsTakenAndWhatIsOnlyExpected() {
        List<String> taken = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        var weights = new Weights() {
            @Override
            public Tensor get(String name, long... shape) {
                taken.add(name);
                return Tensor.zeros(shape);
            }

            @Override
            public void expect(String name, long... shape) {
                expected.add(name);
            }
        };

        try (var scope = Scope.open()) {
            weights.at("a").at("b").get("weight", 2);
            weights.at("a").at("b").expect("bias", 2);
        }

        assertThat(taken).containsExactly("a.b.weight");
        assertThat(expected).containsExactly("a.b.bias");
    }

    @Test
    void aLayoutNamesWhatIsOnlyExpectedToo() {
        try (var scope = Scope.open()) {
            assertThat(WeightLayout.of(w -> {
                        w.get("used", 1);
                        w.at("part").expect("unused", 2, 3);
                    }))
                    .containsOnlyKeys("used", "part.unused");
        }
    }
}
