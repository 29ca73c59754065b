package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FieldFilesTest {
    /** To the right, down, to the left, up, not at all, and half as far to the left. */
    private static final float[] FIELD = {2, 0, -2, 0, 0, -1, 0, 2, 0, -2, 0, 0};

    @TempDir
    private Path folder;

    @Test
    void coloursTellTheDirectionAndPalenessAShortWay() {
        try (var scope = Scope.open()) {
            float[] rgb = FieldFiles.picture(Tensor.of(FIELD, 1, 2, 1, 6)).toFloats();

            assertThat(rgb)
                    .containsExactly(
                            new float[] {
                                1, 0, -1, 0, 1, 0, // red
                                -1, 1, 1, -1, 1, 1, // green
                                -1, -1, 1, 1, 1, 1 // blue
                            },
                            within(1e-6f));
        }
    }

    @Test
    void aFieldWithoutAnyWayIsWhite() {
        try (var scope = Scope.open()) {
            Tensor none = Tensor.zeros(1, 2, 3, 4);

            assertThat(FieldFiles.longest(none)).isZero();
            assertThat(FieldFiles.picture(none).min().item()).isEqualTo(1);
        }
    }

    @Test
    void theArrayHasThePixelsOfBothDirections() throws IOException {
        try (var scope = Scope.open()) {
            Tensor field = Tensor.of(FIELD, 1, 2, 2, 3);

            FieldFiles.write(field, folder, "tilts");

            Npy array = Npy.read(folder.resolve("tilts.npy"));
            assertThat(array.shape()).containsExactly(2, 2, 3);
            assertThat(array.values()).containsExactly(field.toDoubles());
            assertThat(FieldFiles.longest(field)).isEqualTo(2);
            assertThat(Images.read(folder.resolve("tilts.png")).height()).isEqualTo(2);
        }
    }
}
