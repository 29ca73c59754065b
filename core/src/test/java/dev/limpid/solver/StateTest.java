package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateTest {
    @Test
    void refusesStepsBelowZero() {
        assertThatThrownBy(() -> new State(-1, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step must not be negative, got -1");
    }

    @Test
    void givesATensorOfTheNameAndShapeThatIsExpected() {
        try (var scope = Scope.open()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            tensors.put("x", Tensor.ones(1, 3, 8, 8));
            tensors.put("latent.1", Tensor.zeros(1, 3, 8, 8));
            var state = new State(2, tensors);

            assertThat(state.tensor("x", 1, 3, 8, 8).min().item()).isEqualTo(1);
            assertThatThrownBy(() -> state.tensor("kernel", 1, 1, 3, 3))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the state has no 'kernel', only x, latent.1");
            assertThatThrownBy(() -> state.tensor("x", 1, 3, 4, 4))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("'x' of the state [1, 3, 8, 8] does not fit the images [1, 3, 4, 4]");
        }
    }

    @Test
    void aCopyHasTensorsOfItsOwn() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.ones(1, 1, 2, 2);
            State copy = new State(1, Map.of("x", x)).copy();

            x.assign(Tensor.zeros(1, 1, 2, 2));

            assertThat(copy.step()).isEqualTo(1);
            assertThat(copy.tensor("x", 1, 1, 2, 2).toDoubles()).containsOnly(1);
        }
    }
}
