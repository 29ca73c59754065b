package dev.limpid.spark;

import dev.limpid.io.FoundPictures;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.Jobs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The pictures that {@code --input} stands for. */
final class Inputs {
    private static final String MANIFEST = ".parquet";
    private static final String FILE = "file";
    private static final String NAME = "name";

    private final SparkSession spark;
    private final Storage storage;
    private final Layout layout;
    private final List<Picture> pictures = new ArrayList<>();

    Inputs(SparkSession spark, Storage storage, Layout layout) {
        this.spark = spark;
        this.storage = storage;
        this.layout = layout;
    }

    /**
     * The pictures, with results in folders of their own.
     *
     * @throws InvalidRequestException in one line, where there is none, a manifest is wrong, or two results would lie in one folder
     */
    List<Picture> of(List<String> arguments) throws IOException {
        for (String argument : arguments) {
            if (argument.endsWith(MANIFEST)) {
                addManifest(argument);
            } else {
                add(argument);
            }
        }
        List<Picture> named = pictures.stream().distinct().toList();
        requireOwnFolders(named);
        return named;
    }

    private void add(String argument) throws IOException {
        List<FileStatus> found = storage.matching(argument);
        if (found.isEmpty()) {
            throw new InvalidRequestException("--input " + argument + ": no such file or folder");
        }
        int before = pictures.size();
        for (FileStatus one : found) {
            if (one.isDirectory()) {
                addFolder(one.getPath());
            } else {
                add(Storage.shown(one.getPath()), one.getPath().getName(), Map.of(), "");
            }
        }
        if (pictures.size() == before) {
            throw new InvalidRequestException("--input " + argument + ": holds no pictures");
        }
    }

    /** The files below a folder that are named as pictures, but for results and hidden ones. */
    private void addFolder(Path folder) throws IOException {
        requireOutside(folder);
        List<Path> files = storage.below(folder);
        Set<Path> results = new HashSet<>();
        for (Path file : files) {
            if (file.getName().equals(Layout.RECORD)) {
                results.add(file.getParent());
            }
        }
        String root = Storage.shown(folder);
        files.stream()
                .filter(file -> FoundPictures.isPictureName(file.getName()) && !results.contains(file.getParent()))
                .map(Storage::shown)
                .filter(file -> !isHidden(file.substring(root.length())))
                .sorted(Comparator.naturalOrder())
                .forEach(file -> add(file, file.substring(root.length() + (root.endsWith("/") ? 0 : 1)), Map.of(), ""));
    }

    private static boolean isHidden(String below) {
        return below.contains("/.") || below.contains("/_");
    }

    private void requireOutside(Path folder) throws IOException {
        String root = storage.qualified(Storage.shown(folder)) + "/";
        if ((storage.qualified(layout.root()) + "/").startsWith(root)) {
            throw new InvalidRequestException(
                    "--output " + layout.root() + " lies in the folder of pictures " + Storage.shown(folder)
                            + ", so that results would be taken for its pictures; choose another place");
        }
    }

    /** @param below the name of the file, or its path below the folder that was named */
    private void add(String file, String below, Map<String, String> own, String base) {
        int dot = below.lastIndexOf('.');
        boolean ends = dot > below.lastIndexOf('/') + 1;
        pictures.add(new Picture(file, ends ? below.substring(0, dot) : below, own, base));
    }

    private void addManifest(String manifest) throws IOException {
        if (!storage.exists(manifest)) {
            throw new InvalidRequestException("--input " + manifest + ": no such file or folder");
        }
        var table = spark.read().parquet(storage.qualified(manifest).toString());
        List<String> columns = List.of(table.columns());
        for (String column : columns) {
            if (!Jobs.COLUMNS.contains(column)) {
                throw new InvalidRequestException("--input " + manifest + ": unknown column '" + column + "': "
                        + String.join(", ", Jobs.COLUMNS));
            }
        }
        if (!columns.contains(FILE)) {
            throw new InvalidRequestException("--input " + manifest + ": has no column '" + FILE + "'");
        }
        String base = Storage.shown(storage.qualified(manifest));
        var rows = table.toLocalIterator();
        while (rows.hasNext()) {
            addRow(manifest, base, columns, rows.next());
        }
    }

    private void addRow(String manifest, String base, List<String> columns, Row row) {
        var own = new LinkedHashMap<String, String>();
        for (int i = 0; i < columns.size(); i++) {
            String text = row.isNullAt(i) ? "" : String.valueOf(row.get(i)).strip();
            if (!text.isEmpty()) {
                own.put(columns.get(i), text);
            }
        }
        String file = own.remove(FILE);
        if (file == null) {
            throw new InvalidRequestException("--input " + manifest + ": a row has no '" + FILE + "'");
        }
        String name = own.remove(NAME);
        boolean absolute = Storage.isAddress(file) || file.startsWith("/");
        String place = absolute ? file : base.substring(0, base.lastIndexOf('/') + 1) + file;
        if (name == null) {
            add(place, absolute ? file.substring(file.lastIndexOf('/') + 1) : file, own, base);
        } else {
            pictures.add(new Picture(place, name, own, base));
        }
    }

    private void requireOwnFolders(List<Picture> named) {
        var owners = new HashMap<String, String>();
        for (Picture picture : named) {
            java.nio.file.Path name = java.nio.file.Path.of(picture.name()).normalize();
            if (name.isAbsolute() || name.startsWith("..") || name.toString().isEmpty() || isHidden("/" + name)) {
                throw new InvalidRequestException(picture.file() + ": its result's folder '" + picture.name()
                        + "' would not be a visible one inside of --output; rename it");
            }
            String other = owners.putIfAbsent(name.toString(), picture.file());
            if (other != null) {
                throw new InvalidRequestException(other + " and " + picture.file() + " would both go into "
                        + layout.of(name.toString()) + ": a manifest can give them names");
            }
        }
    }
}
