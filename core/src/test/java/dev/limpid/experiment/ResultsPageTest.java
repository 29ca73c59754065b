package dev.limpid.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/results.md is what the reports say of the scores beside it; {@code -Dlimpid.results=FILE} writes the page anew. */
class ResultsPageTest {
    private static final Path ROOT = Path.of(System.getProperty("limpid.root", ".."));

    @TempDir
    private Path work;

    @Test
    void nobodyHasEditedThePage() throws IOException {
        String page = new ResultsPage(ROOT, work).text();
        String file = System.getProperty("limpid.results");
        if (file != null) {
            Files.writeString(ROOT.resolve(file), page);
        }

        // The oracle chooses among all iterates, of which the last is one.
        assertThat(page).doesNotContainPattern("(?m)oracle less last \\|\\n(\\|.*\\n)*\\|.* -\\d[^|]*\\|$");
        assertThat(Files.readString(ROOT.resolve("docs/results.md"))).isEqualTo(page);
    }
}
