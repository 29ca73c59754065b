package dev.limpid.server;

import dev.limpid.io.AtomicFile;
import dev.limpid.io.ReadLimits;
import dev.limpid.job.FailureText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes pictures of clients. A file is kept without the client's name for it, and its content decides what it is; it counts once it has
 * been written and can be read.
 */
final class Uploads {
    private static final int LONGEST_NAME = 255;
    private static final long PATIENCE = Duration.ofSeconds(20).toNanos();
    private static final int SLOWEST = 5_000;
    private static final int AT_ONCE = 32;
    private static final int AT_ONCE_OF_ONE = 8;
    private static final int BUFFER = 1 << 16;

    /** Uploads that no job came to use are kept that long. */
    private static final Duration KEPT = Duration.ofDays(1);

    /** The file's name, whatever the client called it. */
    static final String FILE = "picture";

    private static final String PREVIEW = "preview.png";
    private static final String THUMBNAIL = "thumbnail.png";

    private final Path folder;
    private final Pattern paths;
    private final JobStore store;
    private final long mostBytes;
    private final Previews previews;
    private final Slots slots = new Slots("uploads", AT_ONCE, AT_ONCE_OF_ONE);

    Uploads(Path folder, JobStore store, ServeRequest request, HeapRoom room) throws IOException {
        this.folder = Files.createDirectories(folder);
        String separator = Pattern.quote(folder.getFileSystem().getSeparator());
        paths = Pattern.compile(Pattern.quote(folder.toString()) + separator + "([0-9a-f]{32})" + separator + FILE);
        this.store = store;
        ServeRequest.Limits limits = request.limits();
        mostBytes = limits.uploadBytes();
        previews = new Previews(new ReadLimits(limits.pixels(), limits.uploadBytes()), request.memory(), room);
    }

    ReadLimits limits() {
        return previews.limits();
    }

    /** The file of a picture. */
    Path file(String id) {
        return folder.resolve(id).resolve(FILE);
    }

    Path preview(String id) {
        return folder.resolve(id).resolve(PREVIEW);
    }

    /** A small preview; the other one of an upload from before there were any. */
    Path thumbnail(String id) {
        Path small = folder.resolve(id).resolve(THUMBNAIL);
        return Files.exists(small) ? small : preview(id);
    }

    /**
     * Keeps a file.
     *
     * @param declared its bytes as the client says, or −1
     * @throws Refusal where it is too large, or no picture that can be read
     */
    StoredPicture take(String client, String clientsName, long declared, InputStream content) throws IOException {
        String name = name(clientsName);
        requireSmall(name, declared);
        try (Slots.Slot slot = slots.take(client)) {
            return take(client, name, content);
        }
    }

    private StoredPicture take(String client, String name, InputStream content) throws IOException {
        String id = id();
        Path own = Files.createDirectory(folder.resolve(id));
        boolean kept = false;
        try {
            StoredPicture picture = read(id, client, name, save(name, content, file(id)));
            store.add(picture);
            kept = true;
            return picture;
        } finally {
            if (!kept) {
                Folders.remove(own);
            }
        }
    }

    /** A new id: a client cannot guess those of others. */
    static String id() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private void requireSmall(String name, long bytes) {
        if (bytes > mostBytes) {
            throw new Refusal(
                    Refusal.TOO_LARGE, name + ": more than the " + mostBytes + " bytes that a file may have here");
        }
    }

    /** A client that sends a byte now and then would keep a thread for as long as it likes. */
    private static void requireFast(String name, long bytes, long nanos) {
        if (nanos > PATIENCE && bytes < nanos / 1e9 * SLOWEST) {
            throw new Refusal(
                    Refusal.TIMEOUT, name + ": comes with less than " + SLOWEST + " bytes a second; send it again");
        }
    }

    private long save(String name, InputStream content, Path file) throws IOException {
        Path part = AtomicFile.part(file);
        long bytes = 0;
        long start = System.nanoTime();
        try (OutputStream out = Files.newOutputStream(part)) {
            var buffer = new byte[BUFFER];
            for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                bytes += n;
                requireSmall(name, bytes);
                requireFast(name, bytes, System.nanoTime() - start);
                out.write(buffer, 0, n);
            }
        }
        Files.move(part, file);
        return bytes;
    }

    private StoredPicture read(String id, String client, String name, long bytes) throws IOException {
        Path file = file(id);
        try {
            Previews.Declared declared =
                    previews.write(file, preview(id), folder.resolve(id).resolve(THUMBNAIL));
            return new StoredPicture(id, client, name, bytes, declared.width(), declared.height(), declared.pages());
        } catch (IOException | OutOfMemoryError e) {
            Refusal.whereDiskIsFull(e);
            throw new Refusal(Refusal.BAD_REQUEST, FailureText.of(e).replace(file.toString(), name));
        }
    }

    /** The last part of a client's name, in one line. */
    private static String name(String given) {
        String last = given.substring(1 + Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')));
        // Characters that turn the direction of writing would show another name.
        String line = FailureText.printable(last.replaceAll("\\p{Cf}", "")).strip();
        int end = line.offsetByCodePoints(0, Math.min(line.codePointCount(0, line.length()), LONGEST_NAME));
        String cut = line.substring(0, end);
        return cut.isEmpty() || cut.equals(".") || cut.equals("..") ? FILE : cut;
    }

    /** A message of the engine for clients: with their names in the place of the paths of their files, and fields in that of options. */
    String told(String message) {
        return paths.matcher(PageWords.of(message))
                .replaceAll(found -> Matcher.quoteReplacement(
                        isKnown(found.group(1)) ? store.picture(found.group(1)).name() : FILE));
    }

    /** Removes old uploads without a job. */
    void clear() throws IOException {
        for (String id : store.unused(Instant.now().minus(KEPT))) {
            store.removePicture(id);
            Folders.remove(folder.resolve(id));
        }
    }

    /** The same before anybody uploads, with what killed processes left half written. */
    void begin() throws IOException {
        clear();
        Folders.removeUnknown(folder, this::isKnown);
    }

    private boolean isKnown(String id) {
        try {
            store.picture(id);
            return true;
        } catch (Refusal e) {
            return false;
        }
    }
}
