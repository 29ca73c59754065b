package dev.limpid.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.io.Npy;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VariabilityTest {
    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    /** Two channels: 0, 2, 4 and 1, 1, 1 have the variances 4 and 0; the root of their mean is √2, half of it in [0, 1]. */
    @Test
    void isTheStandardDeviationOfTheResults(@TempDir Path folder) throws IOException {
        Variability found = Variability.of(3, picture(0), k -> picture(2 * k));

        assertThat(found.deviation().toFloats()[0]).isCloseTo((float) (Math.sqrt(2) / 2), within(1e-6f));
        assertThat(found.notice()).startsWith("3 samples: their standard deviation is 0.707 of white");
        found.write(folder);
        assertThat(Npy.read(folder.resolve("variability.npy")).shape()).containsExactly(1, 1);
        assertThat(folder.resolve("variability.png")).isRegularFile();
    }

    @Test
    void saysThatASolverDrawsNothing() {
        assertThat(Variability.of(2, picture(1), k -> picture(1)).notice()).contains("are equal");
    }

    private static Tensor picture(float value) {
        return Tensor.of(new float[] {value, 1}, 1, 2, 1, 1);
    }
}
