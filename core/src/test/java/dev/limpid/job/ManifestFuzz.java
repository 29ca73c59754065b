package dev.limpid.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.InvalidRequestException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** This must hold for any text as a manifest: images with values that are understood, or one line of refusal. */
final class ManifestFuzz {
    private ManifestFuzz() {}

    static void read(Path manifest, byte[] content) {
        var wrong = new WrongRows();
        try {
            List<Manifest.Row> rows = Manifest.parse(manifest, new String(content, StandardCharsets.UTF_8), wrong);
            rows.forEach(row -> read(row, manifest));
            wrong.refuse("--manifest " + manifest, event -> {});
            assertThat(rows).isNotEmpty();
        } catch (InvalidRequestException e) {
            assertThat(FailureText.of(e)).startsWith("--manifest " + manifest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void read(Manifest.Row row, Path manifest) {
        assertThat(row.values()).containsKey(Manifest.FILE);
        row.task(null);
        row.options(manifest);
    }
}
