package dev.limpid.job;

import dev.limpid.io.AtomicFile;
import dev.limpid.io.FoundPictures;
import dev.limpid.io.Images;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.ProcessLock;
import dev.limpid.io.Sha256;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Draws pictures of a folder and makes squares of one size: the largest square in the middle, resized with antialiasing, as 8-bit PNG in
 * colour. A list of hashes says which they are, so that others make the same set.
 *
 * @param stop asked before each picture; true ends the work
 */
public record TestSet(TestSetRequest request, Listener listener, BooleanSupplier stop) {
    /** The list of hashes, by which a set is known. */
    static final String LIST = "images.txt";

    private static final String LOCK = ".lock";
    private static final int COLOURS = 3;
    private static final int NAMED = 3;

    /**
     * Makes those that are missing. Returns whether all are there, which they are not where the work was told to stop.
     *
     * @throws InvalidRequestException where the folder has too few pictures, or not those of the list, or {@code out} holds anything else
     */
    public boolean run() throws IOException {
        Path out = request.out();
        Requirements.ownFolder(out, LIST);
        ImageList asked = request.list() == null
                ? new ImageList(request.size(), request.seed(), List.of())
                : ImageList.read(request.list());
        List<Path> sources = request.list() == null ? drawn() : listed(asked);
        Files.createDirectories(out);
        try (var mine = ProcessLock.take(out.resolve(LOCK), out + ": another run makes pictures there")) {
            AtomicFile.sweepIn(out);
            boolean all = make(asked, sources);
            if (all) {
                listener.on(new Event.Made(sources.size(), "pictures", out));
            }
            return all;
        }
    }

    /** By the hash of a path and the seed, so that neither the order of a folder nor other files change which are drawn. */
    private List<Path> drawn() throws IOException {
        List<Path> all = pictures();
        if (all.size() < request.count()) {
            throw new InvalidRequestException(
                    request.folder() + ": has " + all.size() + " pictures, fewer than --count " + request.count());
        }
        var keys = new HashMap<Path, String>();
        all.forEach(file ->
                keys.put(file, Sha256.of((request.seed() + ":" + name(file)).getBytes(StandardCharsets.UTF_8))));
        return all.stream()
                .sorted(Comparator.comparing(file -> keys.getOrDefault(file, "")))
                .limit(request.count())
                .toList();
    }

    private List<Path> pictures() throws IOException {
        return FoundPictures.below(request.folder()).pictures();
    }

    /** The path in the folder, with the slashes of all systems. */
    private String name(Path file) {
        return request.folder().relativize(file).toString().replace('\\', '/');
    }

    /** The files of a list, each by its path, or wherever its hash is found. */
    private List<Path> listed(ImageList list) throws IOException {
        var found = new ArrayList<Path>();
        var missing = new ArrayList<String>();
        Map<String, Path> byHash = null;
        for (ImageList.Entry entry : list.entries()) {
            Path file = request.folder().resolve(entry.path());
            if (!Files.isRegularFile(file) || !Sha256.of(file).equals(entry.source())) {
                byHash = byHash == null ? hashes() : byHash;
                String lack = entry.path() + (Files.exists(file) ? " (another file)" : " (missing)");
                file = byHash.get(entry.source());
                if (file == null) {
                    missing.add(lack);
                    continue;
                }
            }
            found.add(file);
        }
        if (!missing.isEmpty()) {
            String more = missing.size() > NAMED ? " and " + (missing.size() - NAMED) + " more" : "";
            throw new InvalidRequestException(request.folder() + ": has not all pictures of " + request.list() + ": "
                    + String.join(", ", missing.subList(0, Math.min(NAMED, missing.size()))) + more);
        }
        return found;
    }

    private Map<String, Path> hashes() throws IOException {
        var hashes = new HashMap<String, Path>();
        for (Path file : pictures()) {
            hashes.put(Sha256.of(file), file);
        }
        return hashes;
    }

    private boolean make(ImageList asked, List<Path> sources) throws IOException {
        Path file = request.out().resolve(LIST);
        ImageList there =
                Files.exists(file) ? ImageList.read(file) : new ImageList(asked.size(), asked.seed(), List.of());
        requireSameSet(asked, there, sources);
        there.write(file); // a line that a kill has cut is gone
        int done = there.entries().size();
        try (var activity = new Activity(listener, "pictures", done, sources.size())) {
            for (int i = 0; i < sources.size(); i++) {
                if (stop.getAsBoolean()) {
                    return false;
                }
                if (i < done) {
                    requireKept(i, there.entries().get(i));
                } else {
                    ImageList.Entry made = make(i, sources.get(i), asked.size());
                    requireAsListed(i, made, asked);
                    ImageList.append(file, i, made);
                    activity.at(i + 1, "");
                }
            }
        }
        return true;
    }

    private ImageList.Entry make(int number, Path source, int size) throws IOException {
        try (var scope = Scope.open()) {
            Tensor whole = Images.read(source).pixels();
            int width = (int) whole.size(3);
            int height = (int) whole.size(2);
            int side = Math.min(width, height);
            Tensor square = Images.crop(whole, (width - side) / 2, (height - side) / 2, side, side);
            Tensor small = side == size ? square : Images.resize(square, size, size);
            Images.write(small.expand(1, COLOURS, size, size).contiguous(), picture(number));
            return new ImageList.Entry(
                    Sha256.of(source), Sha256.of(picture(number)), width + "x" + height, name(source));
        }
    }

    /** Another size, seed or folder would be another set under the same name. */
    private void requireSameSet(ImageList asked, ImageList there, List<Path> sources) throws IOException {
        int kept = there.entries().size();
        boolean same = there.size() == asked.size() && there.seed() == asked.seed() && kept <= sources.size();
        for (int i = 0; same && i < kept; i++) {
            same = there.entries().get(i).source().equals(Sha256.of(sources.get(i)));
        }
        if (!same) {
            throw new InvalidRequestException(request.out() + ": holds another set, of " + kept + " pictures with size "
                    + there.size() + " and seed " + there.seed() + ", as its " + LIST + " says; give another --out");
        }
    }

    private void requireKept(int number, ImageList.Entry entry) throws IOException {
        Path file = picture(number);
        if (!Files.isRegularFile(file) || !Sha256.of(file).equals(entry.written())) {
            throw new InvalidRequestException(
                    file + ": is not the picture of " + LIST + " any more; remove the folder, and make it again");
        }
    }

    private void requireAsListed(int number, ImageList.Entry made, ImageList asked) {
        if (request.list() != null && !asked.entries().get(number).written().equals(made.written())) {
            throw new InvalidRequestException(picture(number) + ": was made from the same file as in " + request.list()
                    + ", and is another picture there");
        }
    }

    private Path picture(int number) {
        return request.out().resolve(String.format(Locale.ROOT, "%05d.png", number));
    }
}
