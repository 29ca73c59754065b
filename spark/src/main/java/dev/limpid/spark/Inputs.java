package dev.limpid.spark;

import dev.limpid.io.FoundPictures;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.FailureText;
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
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The pictures that {@code --input} stands for. */
final class Inputs {
    private static final String MANIFEST = ".parquet";
    private static final String FILE = "file";
    private static final String NAME = "name";

    /** Faults that are named. */
    private static final int NAMED = 5;

    /** Below it every whole number is a decimal of its own. */
    private static final double WHOLE = 1e15;

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
        List<Place.Found> found = matching(argument);
        if (found.isEmpty()) {
            throw new InvalidRequestException("--input " + argument + ": no such file or folder");
        }
        int before = pictures.size();
        for (Place.Found one : found) {
            boolean output = one.address().equals(layout.root()) && found.size() > 1; // a wildcard stands for it, too
            if (one.folder() && !output) {
                addFolder(one.address());
            } else if (!one.folder()) {
                add(one.address(), one.address().substring(one.address().lastIndexOf('/') + 1), Map.of(), "");
            }
        }
        if (pictures.size() == before) {
            throw new InvalidRequestException("--input " + argument + ": holds no pictures");
        }
    }

    private List<Place.Found> matching(String argument) throws IOException {
        try {
            return storage.matching(storage.resolved(argument));
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("--input " + argument + ": " + FailureText.of(e), e);
        }
    }

    /** The files below a folder that are named as pictures, but for results and hidden ones. */
    private void addFolder(String folder) throws IOException {
        String root = folder.endsWith("/") ? folder : folder + "/";
        requireOutside(root);
        List<String> files = storage.below(folder);
        Set<String> results = new HashSet<>();
        for (String file : files) {
            if (file.endsWith("/" + Layout.RECORD)) {
                results.add(folderOf(file));
            }
        }
        files.stream()
                .filter(file -> FoundPictures.isPictureName(file) && !results.contains(folderOf(file)))
                .filter(file -> !isHidden(file.substring(root.length() - 1)))
                .sorted(Comparator.naturalOrder())
                .forEach(file -> add(file, file.substring(root.length()), Map.of(), ""));
    }

    private static String folderOf(String file) {
        return file.substring(0, file.lastIndexOf('/'));
    }

    private static boolean isHidden(String below) {
        return below.contains("/.") || below.contains("/_");
    }

    private void requireOutside(String root) {
        if ((layout.root() + "/").startsWith(root)) {
            throw new InvalidRequestException("--output " + layout.root() + " lies in the folder of pictures " + root
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
        String base = storage.resolved(manifest);
        if (!storage.exists(base)) {
            throw new InvalidRequestException("--input " + manifest + ": no such file or folder");
        }
        var table = spark.read().parquet(Storage.forSpark(base));
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
        var rows = table.toLocalIterator();
        while (rows.hasNext()) {
            addRow(manifest, base, columns, rows.next());
        }
    }

    private void addRow(String manifest, String base, List<String> columns, Row row) {
        var own = new LinkedHashMap<String, String>();
        for (int i = 0; i < columns.size(); i++) {
            String text = row.isNullAt(i) ? "" : text(row.get(i)).strip();
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

    /** Programs make decimals of whole numbers where a column has gaps. */
    private static String text(Object value) {
        boolean whole = value instanceof Double number && number == Math.rint(number) && Math.abs(number) < WHOLE;
        return whole ? Long.toString(((Double) value).longValue()) : String.valueOf(value);
    }

    private void requireOwnFolders(List<Picture> named) {
        var owners = new HashMap<String, String>();
        var faults = new ArrayList<String>();
        for (Picture picture : named) {
            java.nio.file.Path name = java.nio.file.Path.of(picture.name()).normalize();
            String folder = name.toString();
            boolean outside = name.isAbsolute() || name.startsWith("..") || folder.isEmpty();
            if (outside || isHidden("/" + folder) || Layout.isTaken(folder)) {
                faults.add(picture.file() + ": the folder of its result cannot be '" + picture.name() + "'");
            }
            String other = owners.putIfAbsent(folder, picture.file());
            if (other != null) {
                faults.add(other + " and " + picture.file() + " would both go into " + layout.of(folder));
            }
        }
        if (!faults.isEmpty()) {
            int more = faults.size() - NAMED;
            throw new InvalidRequestException(String.join("; ", faults.subList(0, Math.min(NAMED, faults.size())))
                    + (more > 0 ? "; and " + more + " more" : "") + ": rename them, or let a manifest give them names");
        }
    }
}
