package dev.limpid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages, comments and help texts keep the rule of prose that a program can check: no sentence begins with "What" or "Of". */
class ProseTest {
    private static final Path ROOT = Path.of(System.getProperty("limpid.root", ".."));
    private static final List<String> FOLDERS =
            List.of("docs", "core/src", "server/src", "cli/src", "imagej/src", "spark/src", "bench/src");
    /** After a full stop, a list's or a comment's mark, or the beginning of a line. */
    private static final Pattern STILTED = Pattern.compile("(^ *|[.:;] |// |\\* |# |- )(What|Of) [a-z]");

    @Test
    void noSentenceBeginsWithWhatOrOf() throws IOException {
        for (String folder : FOLDERS) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                for (Path file : files.filter(ProseTest::isProse).toList()) {
                    assertThat(Files.readString(file).lines().filter(ProseTest::isStilted))
                            .as(file.toString())
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void theRuleFindsSuchSentences() {
        assertThat(isStilted("     * Ends here. What lies outside is cut.")).isTrue();
        assertThat(isStilted("/** Of a clean image. */")).isTrue();
        assertThat(isStilted("a question: who and what")).isFalse();
    }

    private static boolean isProse(Path file) {
        String name = file.toString();
        boolean self = name.endsWith("ProseTest.java");
        return (name.endsWith(".md") && !name.contains("adr"))
                || (name.matches(".*\\.(java|js|css|html|yaml)") && !self);
    }

    private static boolean isStilted(String line) {
        return STILTED.matcher(line).find();
    }
}
