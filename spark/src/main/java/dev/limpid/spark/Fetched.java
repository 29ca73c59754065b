package dev.limpid.spark;

import dev.limpid.degradation.Option;
import dev.limpid.degradation.Tasks;
import dev.limpid.io.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private static String local(
            String address, String name, Storage storage, Path folder, Map<String, String> addresses)
            throws IOException {
        if (!Storage.isAddress(address)) {
            return address;
        }
        // The ending tells the kind of some files.
        String ending = address.replaceFirst(".*(\\.[A-Za-z0-9]{1,5})$|.*", "$1");
        String copy = storage.local(address, folder, name + ending).toString();
        addresses.put(copy, address);
        return copy;
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
        String shown = text;
        for (Map.Entry<String, String> one : addresses.entrySet()) {
            shown = shown.replace(one.getKey(), one.getValue());
        }
        return shown;
    }

    /** Keys of rows whose values are files. */
    static List<String> fileOptions() {
        return FILES.stream().sorted().toList();
    }
}
