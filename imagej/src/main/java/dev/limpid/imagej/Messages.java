package dev.limpid.imagej;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The engine's messages in words of the plugin: no dashes before names, and titles in place of temporary files. */
final class Messages {
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--(?=[a-z])");

    private final Map<String, String> names = new LinkedHashMap<>();

    /** Lets a text, such as the path of a file, be said in other words. */
    void name(String text, String words) {
        names.put(text, words);
    }

    /** The message in one line. */
    String plain(String message) {
        String text = message;
        for (Map.Entry<String, String> name : names.entrySet()) {
            text = text.replace(name.getKey(), name.getValue());
        }
        return OPTION.matcher(text).replaceAll("");
    }
}
