package dev.limpid.spark;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.limpid.degradation.Option;
import dev.limpid.degradation.Tasks;
import dev.limpid.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A picture's row with files that the executor sees, those of a store as copies in a folder of its own.
 *
 * @param row by the columns of manifests
 * @param addresses of the copies, by their paths
 */
record Fetched(Map<String, String> row, Map<String, String> addresses) {
    private static final String FILE = "file";

    private static final Set<String> FILES = Tasks.options().stream()
            .filter(option -> option.file() != null)
            .map(Option::name)
            .collect(Collectors.toUnmodifiableSet());

    static Fetched of(Picture picture, Storage storage, Path folder) throws IOException {
        var row = new LinkedHashMap<String, String>();
        var addresses = new HashMap<String, String>();
        row.put("name", picture.name());
        row.put(FILE, local(picture.file(), FILE, storage, folder, addresses));
        for (Map.Entry<String, String> one : picture.own().entrySet()) {
            boolean file = FILES.contains(one.getKey());
            row.put(
                    one.getKey(),
                    file ? local(one.getValue(), one.getKey(), storage, folder, addresses) : one.getValue());
        }
        return new Fetched(row, addresses);
    }

    private static String local(String address, String key, Storage storage, Path folder, Map<String, String> addresses)
            throws IOException {
        if (!Storage.isAddress(address)) {
            return address;
        }
        Path copy = Files.createDirectories(folder.resolve(key)).resolve(nameOf(address));
        storage.fetch(address, copy);
        addresses.put(copy.toString(), address);
        return copy.toString();
    }

    /** Its own name, which tells the kind of some files, and is all that an anonymous record says. */
    private static String nameOf(String address) {
        return address.substring(address.lastIndexOf('/') + 1);
    }

    Path file() {
        return Path.of(row.get(FILE));
    }

    /** The hash of the picture. */
    String sha256() throws IOException {
        return Sha256.of(file());
    }

    /** A text of the engine, in which copies have their addresses. */
    String shown(String text) {
        return shown(text, UnaryOperator.identity());
    }

    /** The same of JSON. */
    String shownInJson(String json) {
        JsonStringEncoder encoder = JsonStringEncoder.getInstance();
        return shown(json, text -> String.valueOf(encoder.quoteAsString(text)));
    }

    private String shown(String text, UnaryOperator<String> form) {
        String shown = text;
        for (Map.Entry<String, String> one : addresses.entrySet()) {
            shown = shown.replace(form.apply(one.getKey()), form.apply(one.getValue()));
        }
        return shown;
    }

    /** Keys of rows whose values are files. */
    static List<String> fileOptions() {
        return FILES.stream().sorted().toList();
    }
}
