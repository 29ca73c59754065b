package dev.limpid.server;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** The name and the type of a file that a client saves. */
final class Download {
    private static final String BYTES = "application/octet-stream";

    /** By the ending, which is our own. */
    private static final Map<String, String> TYPES = Map.of(
            "png", "image/png",
            "jpg", "image/jpeg",
            "webp", "image/webp",
            "tiff", "image/tiff",
            "json", "application/json",
            "csv", "text/csv");

    private Download() {}

    static String type(Path file) {
        return TYPES.getOrDefault(ending(String.valueOf(file.getFileName())), BYTES);
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Saves {@code restored.png} of {@code holiday.jpg} as {@code holiday-restored.png}. */
    static String header(String picture, String file) {
        int dot = picture.lastIndexOf('.');
        String name = (dot > 0 ? picture.substring(0, dot) : picture) + "-" + file.replace('/', '-');
        String plain = name.replaceAll("[^ !#-\\[\\]-~]", "_"); // for programs that do not know the other form
        String coded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + coded;
    }
}
