package dev.limpid.degradation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelSizeTest {
    @ParameterizedTest
    @CsvSource({
        "64, 64, 17",
        "256, 256, 65",
        "257, 400, 45",
        "4000, 3000, 45",
        "256, 64, 17",
        "16, 16, 5",
        "8, 8, 3",
        "4, 4, 3",
        "1, 9, 3"
    })
    void isAQuarterOfTheSideAtFirst(int height, int width, int size) {
        assertThat(KernelSize.first(height, width)).isEqualTo(size);
    }

    @Test
    void growsByHalfUpToHalfOfTheSide() {
        assertThat(KernelSize.after(17, 64, 64)).hasValue(25);
        assertThat(KernelSize.after(25, 64, 64)).hasValue(31);
        assertThat(KernelSize.after(31, 64, 64)).isEmpty();
        assertThat(KernelSize.after(3, 4, 4)).isEmpty();
        assertThat(KernelSize.after(65, 256, 300)).hasValue(97);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 17, 63})
    void takesOddOnesUpToTheImage(int size) {
        assertThatCode(() -> KernelSize.require("--kernel-size", size, 64, 80)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {-3, 0, 1, 16, 65, Integer.MAX_VALUE})
    void refusesTheOthers(int size) {
        assertThatThrownBy(() -> KernelSize.require("--kernel-size", size, 64, 80))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--kernel-size must be odd, from 3 to 63 for images of 80x64, got " + size);
    }
}
