package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What must hold for any text as a manifest: images with values that are understood, or one line of refusal. */
final class ManifestFuzz {
    private ManifestFuzz() {}

    static void read(Path manifest, byte[] content) {
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
