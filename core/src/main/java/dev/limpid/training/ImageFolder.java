package dev.limpid.training;

import dev.limpid.io.FoundPictures;
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
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The pictures of a folder and of the folders in it, in the order of their names; every page of a file is one.
 *
 * @param root the folder
 * @param range which of the files' values are black and white
 * @param limits what a file may claim
 * @param pictures those that can be read and are large enough
 * @param skipped those that are not, with the reason
 */
public record ImageFolder(
        Path root, RangeChoice range, ReadLimits limits, List<Picture> pictures, List<Skipped> skipped) {
    private static final char SEPARATOR = '/';

    /**
     * A picture that can be trained on.
     *
     * @param name of its file, below the folder
     * @param page from 0
     * @param hash SHA-256 of the file's content
     * @param channels 1 for gray, 3 for RGB
     * @param bytewise whether its samples are whole numbers of 8 bits from black to white
     * @param least its least sample, −1 for black and 1 for white; beyond them outside a given range
     * @param greatest its greatest sample, in the same units
     */
    public record Picture(
            String name,
            int page,
            String hash,
            int channels,
            int height,
            int width,
            boolean bytewise,
            double least,
            double greatest) {}

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
     * @param range which of the files' values are black and white; what lies outside a given one is cut
     * @param progress hears how many files of how many are done
     * @throws IOException if there is no such folder; files that cannot be read are skipped
     */
    public static ImageFolder index(
            Path root,
            Set<String> excluded,
            int least,
            RangeChoice range,
            ReadLimits limits,
            BiConsumer<Integer, Integer> progress)
            throws IOException {
        FoundPictures found = found(root);
        List<Skipped> skipped = new ArrayList<>();
        found.measurements().forEach(file -> skipped.add(new Skipped(name(root, file), "is a measurement")));
        found.leftOut().forEach(left -> skipped.add(new Skipped(name(root, left.file()), left.reason())));
        skipped.removeIf(left -> excluded.contains(left.name()));
        List<String> names = new ArrayList<>(names(root, found));
        names.removeAll(excluded);
        var reader = new Reader(root, least, range, limits, new ArrayList<>(), skipped);
        for (int i = 0; i < names.size(); i++) {
            reader.add(names.get(i));
            progress.accept(i + 1, names.size());
        }
        skipped.sort(Comparator.comparing(Skipped::name));
        return new ImageFolder(root, range, limits, reader.pictures, skipped);
    }

    /**
     * Names of the pictures of a folder, with slashes, in order; see {@link FoundPictures}.
     *
     * @throws IOException if there is no such folder
     */
    public static List<String> names(Path root) throws IOException {
        return names(root, found(root));
    }

    private static List<String> names(Path root, FoundPictures found) {
        return found.pictures().stream().map(file -> name(root, file)).sorted().toList();
    }

    private static FoundPictures found(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new IOException(root + ": " + (Files.exists(root) ? "is not a folder" : "no such folder"));
        }
        return FoundPictures.below(root);
    }

    private static String name(Path root, Path file) {
        return root.relativize(file).toString().replace(File.separatorChar, SEPARATOR);
    }

    /** Reads files, and lists what they hold. */
    private record Reader(
            Path root, int least, RangeChoice range, ReadLimits limits, List<Picture> pictures, List<Skipped> skipped) {
        void add(String name) {
            try {
                Path path = root.resolve(name);
                PictureFile file = PictureFile.open(path, limits);
                String hash = Sha256.of(path);
                for (int page = 0; page < file.pages(); page++) {
                    addPage(name, file, page, hash);
                }
            } catch (InvalidPathException e) {
                skipped.add(new Skipped(name, "its name cannot be written in the encoding of the locale"));
            } catch (IOException e) {
                skipped.add(new Skipped(name, reason(root.resolve(name), e)));
            }
        }

        /** A page that is damaged says nothing against the others. */
        private void addPage(String name, PictureFile file, int page, String hash) {
            String place = file.pages() == 1 ? "" : "page " + (page + 1) + ": ";
            try (var scope = Scope.open()) {
                Image image = file.read(page, range);
                if (Math.min(image.height(), image.width()) < least) {
                    throw new IOException(
                            image.width() + " x " + image.height() + " pixels are fewer than " + least + " x " + least);
                }
                add(name, page, hash, image);
            } catch (IOException e) {
                skipped.add(new Skipped(name, place + reason(root.resolve(name), e)));
            }
        }

        private void add(String name, int page, String hash, Image image) {
            pictures.add(new Picture(
                    name,
                    page,
                    hash,
                    image.channels(),
                    image.height(),
                    image.width(),
                    image.bits() == Byte.SIZE && range.equals(RangeChoice.NATURAL),
                    image.pixels().min().item(),
                    image.pixels().max().item()));
        }
    }

    /** Without the path, which the list has. */
    private static String reason(Path path, IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith(path + ": ") ? message.substring((path + ": ").length()) : message;
    }

    /** A picture's pixels (1, C, H, W) in [−1, 1]. */
    Tensor read(Picture picture) throws IOException {
        Tensor pixels = PictureFile.open(root.resolve(picture.name()), limits)
                .read(picture.page(), range)
                .pixels();
        return range.given() == null ? pixels : pixels.clamp(-1, 1);
    }

    /**
     * The middle of a picture, (1, channels, size, size) in [−1, 1]: gray is repeated, colours are averaged where the
     * channels differ.
     */
    Tensor read(Picture picture, Augmentation augmentation, int channels, int size) throws IOException {
        try (var scope = Scope.open()) {
            Tensor whole = read(picture);
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
        return with(pictures.stream().filter(p -> isHeldOut(p, share)).toList());
    }

    /** The pictures that are not {@link #heldOut}. */
    public ImageFolder trainedOn(double share) {
        return with(pictures.stream().filter(p -> !isHeldOut(p, share)).toList());
    }

    private ImageFolder with(List<Picture> some) {
        return new ImageFolder(root, range, limits, some, List.of());
    }

    private static boolean isHeldOut(Picture picture, double share) {
        return Long.parseLong(picture.hash().substring(0, 8), 16) < share * (1L << 32);
    }
}
