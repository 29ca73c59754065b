package dev.limpid.server;

import dev.limpid.degradation.Option;
import dev.limpid.degradation.Tasks;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The engine names its options as the command line does; whoever asks a server knows them as fields: --kernel-size is “Kernel size”. */
final class PageWords {
    /** Fields beside the tasks' own options. */
    private static final List<String> COMMON =
            List.of("prior", "solver", "preset", "seed", "samples", "range", "realism", "task");

    private static final Set<String> FIELDS = fields();
    private static final Pattern OPTION = Pattern.compile("(?<![^\\s(;:])--([a-z]+(?:-[a-z]+)*)");

    private PageWords() {}

    private static Set<String> fields() {
        var fields = new HashSet<>(COMMON);
        Tasks.options().stream().map(Option::name).forEach(fields::add);
        return fields;
    }

    /** A message of the engine in the words of the page. */
    static String of(String message) {
        return OPTION.matcher(message)
                .replaceAll(found -> Matcher.quoteReplacement(
                        FIELDS.contains(found.group(1)) ? title(found.group(1)) : found.group()));
    }

    private static String title(String option) {
        String words = option.replace('-', ' ');
        return "“" + words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + "”";
    }
}
