package dev.limpid.degradation;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.limpid.io.MeasurementRecord;
import dev.limpid.io.Npy;
import dev.limpid.io.Sha256;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Any bytes as measurement.json beside an honest y, mask and kernel: a measurement, or one line of refusal. */
@Tag("fuzz")
class MeasurementFuzzTest {
    private static final int SIDE = 8;

    @TempDir
    static Path folder;

    @BeforeEach
    void writeArrays() throws IOException {
        Npy.write(new float[3 * SIDE * SIDE], new int[] {3, SIDE, SIDE}, folder.resolve("y.npy"));
        Npy.write(new float[SIDE * SIDE], new int[] {SIDE, SIDE}, folder.resolve("mask.npy"));
        Npy.write(BlurKernel.gaussian(5, 1).values(), new int[] {5, 5}, folder.resolve("kernel.npy"));
    }

    @FuzzTest(maxDuration = "60s")
    void read(byte[] content) throws IOException {
        Path json = Files.writeString(folder.resolve(MeasurementRecord.FILE), withHashes(content));
        try (var scope = Scope.open()) {
            MeasurementFolder read = MeasurementFolder.read(json);
            assertThat(read.measurement().y().shape()).containsExactly(1, 3, SIDE, SIDE);
        } catch (IOException e) {
            assertThat(e.getMessage()).startsWith(folder.toString()).doesNotContain("\n");
        }
    }

    /** The seeds name the files' hashes, which no mutation would find. */
    private static String withHashes(byte[] content) throws IOException {
        String text = new String(content, StandardCharsets.UTF_8);
        for (String name : new String[] {"y", "mask", "kernel"}) {
            text = text.replace("{" + name + "}", Sha256.of(folder.resolve(name + ".npy")));
        }
        return text;
    }
}
