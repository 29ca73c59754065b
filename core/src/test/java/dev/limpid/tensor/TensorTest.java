package dev.limpid.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTest {
    @Test
    void aRefusalNamesTheOperationAndTheShapesInOneLine() {
        try (var scope = Scope.open()) {
            Tensor a = Tensor.ones(2, 3);
            Tensor b = Tensor.ones(4);

            assertThatThrownBy(() -> a.matmul(b))
                    .isInstanceOf(TensorException.class)
                    .hasMessageStartingWith("matmul([2, 3], [4]): ")
                    .hasMessageNotContainingAny("\n", "frame #")
                    .hasCauseInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> Tensor.cat(List.of(a, b), 0))
                    .isInstanceOf(TensorException.class)
                    .hasMessageStartingWith("cat([2, 3], [4]): ");
            assertThatThrownBy(() -> a.reshape(5))
                    .isInstanceOf(TensorException.class)
                    .hasMessageStartingWith("reshape([2, 3]): ");
        }
    }

    @Test
    void valuesMustFillTheShape() {
        assertThatThrownBy(() -> Tensor.of(new float[5], 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("5 values do not fill shape [2, 3]");
    }

    @Test
    void itemNeedsOneElement() {
        try (var scope = Scope.open()) {
            assertThat(Tensor.full(2.5, 1, 1).item()).isEqualTo(2.5);
            Tensor two = Tensor.ones(2);
            assertThatThrownBy(two::item)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("item() needs one element, got shape [2]");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "COMPLEX.*")
    void smallNumbersSurviveEveryTypeAndItsBytes(DType type) {
        try (var scope = Scope.open()) {
            Tensor tensor = Tensor.of(new float[] {0, 1, 1, 0}, 2, 2).to(type);
            Tensor copy = Tensor.empty(type, 2, 2);

            copy.bytes(0).put(tensor.bytes(0));

            assertThat(copy.type()).isEqualTo(type);
            assertThat(copy.toFloats()).containsExactly(0, 1, 1, 0);
        }
    }

    @Test
    void readsViewsInRowMajorOrder() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);

            assertThat(x.transpose(0, 1).toFloats()).containsExactly(1, 4, 2, 5, 3, 6);
            assertThat(x.narrow(1, 1, 2).toDoubles()).containsExactly(2, 3, 5, 6);
            assertThat(x.every(1, 0, 2).toFloats()).containsExactly(1, 3, 4, 6);
            assertThat(Tensor.zeros(0, 3).toFloats()).isEmpty();
        }
    }

    @Test
    void onlyAssignChangesATensor() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.ones(2);
            Tensor copy = x.copy();
            Tensor view = x.narrow(0, 0, 1);

            x.add(1);
            assertThat(x.toFloats()).containsExactly(1, 1);
            view.assign(Tensor.full(7, 1));

            assertThat(x.toFloats()).containsExactly(7, 1);
            assertThat(copy.toFloats()).containsExactly(1, 1);
        }
    }
}
