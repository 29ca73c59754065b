package dev.limpid.training;

import dev.limpid.io.Image;
import dev.limpid.io.PictureFile;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.io.Sha256;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * The pictures of a folder and of the folders in it, in the order of their names; every page of a file is one.
 *
 * @param root the folder
 * @param pictures those that can be read and are large enough
 * @param skipped those that are not, with the reason
 */
public record ImageFolder(Path root, List<Picture> pictures, List<Skipped> skipped) {
    private static final char SEPARATOR = '/';

    /**
     * A picture that can be trained on.
     *
     * @param name of its file, below the folder
     * @param page from 0
     * @param hash SHA-256 of the file's content
     * @param channels 1 for gray, 3 for RGB
     * @param bytewise whether its samples are whole numbers of 8 bits
     */
    public record Picture(String name, int page, String hash, int channels, int height, int width, boolean bytewise) {}

    /** A file that was left out. */
    public record Skipped(String name, String reason) {}

    public ImageFolder {
        pictures = List.copyOf(pictures);
        skipped = List.copyOf(skipped);
    }

    /**
     * Reads every file once.
     *
     * @param excluded names below the folder, with slashes, that are left out unread
     * @param least smallest side of a usable picture, in pixels
     * @param progress hears how many files of how many are done
     * @throws IOException if there is no such folder; files that cannot be read are skipped
     */
    public static ImageFolder index(
            Path root, Set<String> excluded, int least, ReadLimits limits, BiConsumer<Integer, Integer> progress)
            throws IOException {
        if (!Files.isDirectory(root)) {
            throw new IOException(root + ": " + (Files.exists(root) ? "is not a folder" : "no such folder"));
        }
        List<Picture> pictures = new ArrayList<>();
        List<Skipped> skipped = new ArrayList<>();
        List<String> names = names(root, skipped);
        names.removeAll(excluded);
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            try {
                addPages(root, name, least, limits, pictures, skipped);
            } catch (IOException e) {
                skipped.add(new Skipped(name, reason(root.resolve(name), e)));
            }
            progress.accept(i + 1, names.size());
        }
        return new ImageFolder(root, pictures, skipped);
    }

    /** Names of all files but hidden ones, in order; a folder that cannot be read is listed as skipped. */
    private static List<String> names(Path root, List<Skipped> skipped) throws IOException {
        var names = new TreeSet<String>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes facts) {
                boolean hidden = !folder.equals(root) && isHidden(folder);
                return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
                if (Files.isRegularFile(file) && !isHidden(file)) {
                    names.add(name(root, file));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                skipped.add(new Skipped(name(root, file), "cannot be read"));
                return FileVisitResult.CONTINUE;
            }
        });
        return new ArrayList<>(names);
    }

    private static boolean isHidden(Path file) {
        return String.valueOf(file.getFileName()).startsWith(".");
    }

    private static String name(Path root, Path file) {
        return root.relativize(file).toString().replace(File.separatorChar, SEPARATOR);
    }

    private static void addPages(
            Path root, String name, int least, ReadLimits limits, List<Picture> pictures, List<Skipped> skipped)
            throws IOException {
        Path path = root.resolve(name);
        PictureFile file = PictureFile.open(path, limits);
        String hash = Sha256.of(path);
        for (int page = 0; page < file.pages(); page++) {
            try (var scope = Scope.open()) {
                Image image = file.read(page, RangeChoice.NATURAL);
                if (Math.min(image.height(), image.width()) < least) {
                    skipped.add(new Skipped(
                            name,
                            image.width() + " x " + image.height() + " pixels are fewer than " + least + " x "
                                    + least));
                    continue;
                }
                boolean bytewise = image.bits() == Byte.SIZE;
                pictures.add(new Picture(name, page, hash, image.channels(), image.height(), image.width(), bytewise));
            }
        }
    }

    /** Without the path, which the list has. */
    private static String reason(Path path, IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith(path + ": ") ? message.substring((path + ": ").length()) : message;
    }

    /** A picture's pixels (1, C, H, W) in [−1, 1]. */
    Tensor read(Picture picture, ReadLimits limits) throws IOException {
        return PictureFile.open(root.resolve(picture.name()), limits)
                .read(picture.page(), RangeChoice.NATURAL)
                .pixels();
    }

    /**
     * The middle of a picture, (1, channels, size, size) in [−1, 1]: gray is repeated, colours are averaged where the
     * channels differ.
     */
    public Tensor read(Picture picture, Augmentation augmentation, int channels, int size) throws IOException {
        try (var scope = Scope.open()) {
            Tensor whole = read(picture, ReadLimits.DEFAULT);
            return scope.keep(PictureBatches.channels(augmentation.middle(whole, size), channels));
        }
    }

    /** Whether any picture is in colour. */
    public boolean hasColour() {
        return pictures.stream().anyMatch(p -> p.channels() > 1);
    }

    /** Whether any picture is gray. */
    public boolean hasGray() {
        return pictures.stream().anyMatch(p -> p.channels() == 1);
    }

    /** A hash of the pictures' contents: equal folders have equal ones, whatever the files' names. */
    public String hash() {
        String all = String.join(
                "\n",
                pictures.stream().map(p -> p.hash() + " " + p.page()).sorted().toList());
        return Sha256.of(all.getBytes(StandardCharsets.UTF_8));
    }

    /** The pictures that are held out: those whose content's hash falls below the share. */
    public ImageFolder heldOut(double share) {
        return new ImageFolder(
                root, pictures.stream().filter(p -> isHeldOut(p, share)).toList(), List.of());
    }

    /** The pictures that are not {@link #heldOut}. */
    public ImageFolder trainedOn(double share) {
        return new ImageFolder(
                root, pictures.stream().filter(p -> !isHeldOut(p, share)).toList(), List.of());
    }

    private static boolean isHeldOut(Picture picture, double share) {
        return Long.parseLong(picture.hash().substring(0, 8), 16) < share * (1L << 32);
    }
}
