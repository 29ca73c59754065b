package dev.limpid.spark;

import dev.limpid.checkpoint.PriorCatalog;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The arguments as executors take them, who work in other folders: the paths of files are absolute. */
final class Arguments {
    private static final String PRIOR = "--prior";

    private Arguments() {}

    static List<String> absolute(List<String> given) {
        Set<String> files = new HashSet<>(Set.of(PRIOR));
        Fetched.fileOptions().forEach(name -> files.add("--" + name));
        var all = new ArrayList<String>();
        String before = "";
        for (String one : given) {
            int equals = one.indexOf('=');
            if (files.contains(before)) {
                all.add(absolute(before, one));
            } else if (equals > 0 && files.contains(one.substring(0, equals))) {
                String option = one.substring(0, equals);
                all.add(option + "=" + absolute(option, one.substring(equals + 1)));
            } else {
                all.add(one);
            }
            before = one;
        }
        return all;
    }

    /** A rule or a name stays. */
    private static String absolute(String option, String value) {
        if (option.equals(PRIOR) && PriorCatalog.find(value).isPresent()) {
            return value;
        }
        try {
            Path file = Path.of(value);
            return Files.exists(file) ? file.toAbsolutePath().normalize().toString() : value;
        } catch (InvalidPathException e) {
            return value;
        }
    }
}
