package dev.limpid.job;

import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How Java writes the names of files: in the encoding of the locale, so that it cannot name a file whose name has other characters.
 *
 * @param encoding the encoding, as Java calls it
 * @param locale the variable of the environment that sets the locale, and its value; empty where there is none
 */
record NameEncoding(String encoding, String locale) {
    /** What Java takes where there is no locale, or one that is not installed. */
    private static final String ASCII = "ANSI_X3.4-1968";

    private static final String UTF_8 = "UTF-8";
    private static final List<String> VARIABLES = List.of("LC_ALL", "LC_CTYPE", "LANG");

    /** That of this process. */
    static NameEncoding here() {
        return of(System.getProperty("sun.jnu.encoding", UTF_8), System.getenv());
    }

    static NameEncoding of(String encoding, Map<String, String> environment) {
        Optional<String> variable = VARIABLES.stream()
                .filter(name -> !environment.getOrDefault(name, "").isEmpty())
                .findFirst();
        return new NameEncoding(
                encoding,
                variable.map(name -> name + "=" + environment.get(name)).orElse(""));
    }

    /** Whether a path could not be made because of the encoding. */
    static boolean isReason(InvalidPathException e) {
        return Objects.requireNonNullElse(e.getReason(), "").contains("unmappable");
    }

    /** Why a name cannot be written, and what helps. */
    String fault() {
        String language = locale.substring(locale.indexOf('=') + 1);
        boolean missing = encoding.equals(ASCII) && !List.of("", "C", "POSIX").contains(language);
        return "its name has characters beyond " + encoding + ", the encoding "
                + (locale.isEmpty() ? "without a locale" : "of the locale " + locale)
                + (missing ? ", which is not installed" : "") + "; set LC_ALL=C.UTF-8";
    }

    /** The message about a name that stands for no file: Java replaces characters that it does not understand. */
    Optional<String> remark(String name) {
        if (encoding.equalsIgnoreCase(UTF_8)) {
            return name.contains("\uFFFD")
                    ? Optional.of("its name may not be in UTF-8, the encoding of the locale; give its folder instead")
                    : Optional.empty();
        }
        return name.contains("?") ? Optional.of("perhaps " + fault()) : Optional.empty();
    }
}
