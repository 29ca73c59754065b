package dev.limpid.spark;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Files wherever they are. */
final class Storage {
    /** The scheme of files that nodes see by their paths. */
    private static final String FILE = "file";

    private final Configuration configuration;
    private final Place node = new NodeFiles();
    private final Place stores;

    Storage(Configuration configuration) {
        this.configuration = configuration;
        stores = new StoreFiles(configuration);
    }

    /** Whether an address is of a store, and no path or rule of a user. */
    static boolean isAddress(String text) {
        return text.matches("[A-Za-z][A-Za-z0-9+.-]+:/.*");
    }

    /** As other methods take it: the path of a file that nodes see as one, and the whole address of another, Hadoop's default system among them. */
    String resolved(String text) throws IOException {
        // Names of files may hold what addresses take for their own.
        Path path = isAddress(text) ? new Path(text) : new Path(null, null, text);
        Path whole = path.getFileSystem(configuration).makeQualified(path);
        return FILE.equals(whole.toUri().getScheme()) ? whole.toUri().getPath() : whole.toString();
    }

    /** As Spark takes it. */
    static String forSpark(String address) {
        return isAddress(address)
                ? address
                : new Path(FILE, null, address).toUri().toString();
    }

    private Place of(String address) {
        return isAddress(address) ? stores : node;
    }

    List<Place.Found> matching(String pattern) throws IOException {
        return of(pattern).matching(pattern);
    }

    List<String> below(String folder) throws IOException {
        return of(folder).below(folder);
    }

    boolean exists(String address) throws IOException {
        return of(address).exists(address);
    }

    InputStream open(String address) throws IOException {
        return of(address).open(address);
    }

    List<String> names(String folder) throws IOException {
        return of(folder).names(folder);
    }

    void fetch(String address, java.nio.file.Path to) throws IOException {
        of(address).fetch(address, to);
    }

    void mark(String address) throws IOException {
        of(address).mark(address);
    }

    /** @param temporary a folder for files on their way, in the same place */
    void put(java.nio.file.Path file, String address, String temporary) throws IOException {
        of(address).put(file, address, temporary + "/" + UUID.randomUUID() + ".tmp");
    }

    void move(String from, String to) throws IOException {
        of(to).move(from, to);
    }

    void delete(String address) throws IOException {
        of(address).delete(address);
    }
}
