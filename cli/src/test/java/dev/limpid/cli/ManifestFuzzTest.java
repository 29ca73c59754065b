package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Any text as a manifest, as CSV and as YAML: images with values that are understood, or one line of refusal. */
@Tag("fuzz")
class ManifestFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void csv(byte[] content) {
        read(Path.of("m.csv"), content);
    }

    @FuzzTest(maxDuration = "60s")
    void yaml(byte[] content) {
        read(Path.of("m.yaml"), content);
    }

    private static void read(Path manifest, byte[] content) {
        try {
            List<Manifest.Row> rows = Manifest.parse(manifest, new String(content, StandardCharsets.UTF_8));
            assertThat(rows).isNotEmpty();
            rows.forEach(row -> read(new ManifestRow(row, manifest, new DegradationOptions())));
        } catch (UsageException e) {
            assertThat(Failures.describe(e)).startsWith("--manifest " + manifest);
        }
    }

    private static void read(ManifestRow row) {
        assertThat(row.row().values()).containsKey(Manifest.FILE);
        row.task();
        row.noise();
        row.scale();
        row.mask();
        row.psf();
    }
}
