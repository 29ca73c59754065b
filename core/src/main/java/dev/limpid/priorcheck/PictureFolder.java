package dev.limpid.priorcheck;

import dev.limpid.io.Image;
import dev.limpid.io.PictureFile;
import dev.limpid.io.ReadLimits;
import dev.limpid.io.Sha256;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.HeldOut;
import dev.limpid.training.ImageFolder;
import dev.limpid.training.Preparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * A folder of pictures to measure priors with; only those that are asked for are decoded, each once.
 *
 * @param root the folder
 * @param preparation how squares of a prior's size are made from them
 * @param limits what a file may claim
 */
record PictureFolder(Path root, Preparation preparation, ReadLimits limits) {

    /**
     * Reads the first {@code most} pictures in the order of their names that are large enough; what cannot be read is passed
     * over. They belong to the scope that is open.
     *
     * @param without hashes of files that are passed over as well
     * @param progress hears how many of how many are done
     * @throws IOException if there is no such folder or no such picture in it
     */
    public PictureSet first(
            int most, Set<String> without, int channels, int size, BiConsumer<Integer, Integer> progress)
            throws IOException {
        List<String> names = ImageFolder.names(root);
        int wanted = Math.min(most, names.size());
        try (var scope = Scope.open()) {
            var collected = new Collected(most, Math.max(1, wanted), channels, size);
            for (int i = 0; i < names.size() && collected.hashes.size() < most; i++) {
                try {
                    String hash = Sha256.of(root.resolve(names.get(i)));
                    if (!without.contains(hash)) {
                        collected.add(names.get(i), hash);
                    }
                } catch (IOException e) {
                    collected.passOver(String.valueOf(e.getMessage()));
                }
                progress.accept(Math.min(i + 1, wanted), wanted);
            }
            return collected.all(scope);
        }
    }

    /**
     * Reads the first {@code most} pictures of those that a training held out.
     *
     * @throws IOException naming the file, if one is not there any more, is another one or cannot be read
     */
    public PictureSet heldOut(HeldOut list, int most, int channels, int size, BiConsumer<Integer, Integer> progress)
            throws IOException {
        int wanted = Math.min(most, list.hashes().size());
        try (var scope = Scope.open()) {
            var collected = new Collected(most, wanted, channels, size);
            int done = 0;
            for (Map.Entry<String, String> file : list.hashes().entrySet()) {
                if (collected.hashes.size() < most) {
                    requireHeldOut(file.getKey(), file.getValue());
                    collected.add(file.getKey(), file.getValue());
                    progress.accept(Math.min(++done, wanted), wanted);
                }
            }
            return collected.all(scope);
        }
    }

    /** @throws IOException if the file is not there any more, or is another one */
    void requireHeldOut(String name, String hash) throws IOException {
        Path path = root.resolve(name);
        if (!Files.isRegularFile(path)) {
            throw new IOException(path + ": was held out by the training, and is not there any more");
        }
        if (!Sha256.of(path).equals(hash)) {
            throw new IOException(path + ": is not the file that the training held out; it has changed");
        }
    }

    /** Pictures in one tensor, so that none is held twice. */
    private final class Collected {
        private final int most;
        private final int channels;
        private final int size;
        private final List<String> hashes = new ArrayList<>();
        private final List<String> passedOver = new ArrayList<>();
        private Tensor pictures;

        /** @param capacity for so many pictures there is room at first */
        Collected(int most, int capacity, int channels, int size) {
            this.most = most;
            this.channels = channels;
            this.size = size;
            pictures = Tensor.empty(DType.FLOAT32, capacity, channels, size, size);
        }

        void passOver(String reason) {
            passedOver.add(reason);
        }

        /** Adds the pages of a file. */
        void add(String name, String hash) throws IOException {
            Path path = root.resolve(name);
            PictureFile file = PictureFile.open(path, limits);
            for (int page = 0; page < file.pages() && hashes.size() < most; page++) {
                makeRoom();
                // A page that is damaged says nothing against the others.
                try (var scope = Scope.open()) {
                    Image image = file.read(page, preparation.range());
                    if (Math.min(image.height(), image.width()) < size) {
                        passOver(path + ": " + image.width() + " x " + image.height() + " pixels are too few");
                    } else {
                        put(preparation.square(image.pixels(), hash, page, channels, size), hash);
                    }
                } catch (IOException e) {
                    passOver(String.valueOf(e.getMessage()));
                }
            }
        }

        private void put(Tensor square, String hash) {
            long bytes = (long) Float.BYTES * channels * size * size;
            pictures.bytes(hashes.size() * bytes).asFloatBuffer().put(square.toFloats());
            hashes.add(hash);
        }

        /** Where files have pages there are more pictures than files. */
        private void makeRoom() {
            if (hashes.size() == pictures.size(0)) {
                Tensor full = pictures;
                pictures = Tensor.cat(List.of(full, full), 0);
                full.release();
            }
        }

        PictureSet all(Scope scope) throws IOException {
            if (hashes.isEmpty()) {
                throw new IOException(root + ": there is no picture of at least " + size + " x " + size
                        + " pixels in this folder"
                        + (passedOver.isEmpty()
                                ? ""
                                : "; " + passedOver.size() + " were passed over, such as " + passedOver.get(0)));
            }
            return new PictureSet(hashes, scope.keep(pictures.narrow(0, 0, hashes.size())));
        }
    }
}
