package dev.limpid.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.InvalidPathException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The messages about names that the locale cannot write. */
class NameEncodingTest {
    private static final String ASCII = "ANSI_X3.4-1968";

    @Test
    void aLocaleThatIsNotInstalledIsNamed() {
        assertThat(NameEncoding.of(ASCII, Map.of("LANG", "de_DE.UTF-8")).fault())
                .isEqualTo("its name has characters beyond ANSI_X3.4-1968, the encoding of the locale LANG=de_DE.UTF-8,"
                        + " which is not installed; set LC_ALL=C.UTF-8");
        assertThat(NameEncoding.of(ASCII, Map.of("LANG", "de_DE.UTF-8", "LC_CTYPE", "", "LC_ALL", "fr_FR.UTF-8"))
                        .fault())
                .contains("of the locale LC_ALL=fr_FR.UTF-8, which is not installed");
    }

    @Test
    void aLocaleOfFewCharactersIsNamed() {
        assertThat(NameEncoding.of(ASCII, Map.of("LC_ALL", "C")).fault())
                .contains("the encoding of the locale LC_ALL=C; set");
        assertThat(NameEncoding.of(ASCII, Map.of()).fault()).contains("the encoding without a locale; set");
        assertThat(NameEncoding.of("EUC-JP", Map.of("LANG", "ja_JP.EUC-JP")).fault())
                .contains("beyond EUC-JP, the encoding of the locale LANG=ja_JP.EUC-JP; set");
    }

    @Test
    void aNameThatWasNotUnderstoodIsExplained() {
        NameEncoding ascii = NameEncoding.of(ASCII, Map.of());
        NameEncoding utf8 = NameEncoding.of("UTF-8", Map.of("LANG", "C.UTF-8"));

        assertThat(ascii.remark("in/??.png")).get().asString().contains("set LC_ALL=C.UTF-8");
        assertThat(ascii.remark("in/a.png")).isEmpty();
        assertThat(utf8.remark("caf\uFFFD.png")).get().asString().contains("give its folder instead");
        assertThat(utf8.remark("caf\u00e9?.png")).isEmpty();
    }

    @Test
    void otherFaultsOfPathsAreNotTheLocales() {
        String reason = "Malformed input or input contains unmappable characters";

        assertThat(NameEncoding.isReason(new InvalidPathException("a", reason))).isTrue();
        assertThat(NameEncoding.isReason(new InvalidPathException("a", "Nul character not allowed")))
                .isFalse();
        assertThat(FailureText.of(new InvalidPathException("a\nb", reason)))
                .startsWith("a\\nb: its name has characters beyond ");
    }
}
