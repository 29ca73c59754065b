package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What must hold for any text as a manifest: images with values that are understood, or one line of refusal. */
final class ManifestFuzz {
    private ManifestFuzz() {}

    static void read(Path manifest, byte[] content) {
        var wrong = new WrongRows();
        try {
            List<Manifest.Row> rows = Manifest.parse(manifest, new String(content, StandardCharsets.UTF_8), wrong);
            rows.forEach(row -> read(new ManifestRow(row, manifest, new DegradationOptions(), false)));
            wrong.refuse(
                    "--manifest " + manifest,
                    new Console(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), 0));
            assertThat(rows).isNotEmpty();
        } catch (UsageException e) {
            assertThat(Failures.describe(e)).startsWith("--manifest " + manifest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void read(ManifestRow row) {
        assertThat(row.row().values()).containsKey(Manifest.FILE);
        row.task();
        row.given();
    }
}
