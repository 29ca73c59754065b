package dev.limpid.server;

import dev.limpid.io.DecodingCost;
import dev.limpid.io.Image;
import dev.limpid.io.Images;
import dev.limpid.io.PictureFile;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Decodes uploads for their previews. Whatever a file declares is held against the limits before any of it is decoded.
 *
 * @param limits of one page
 * @param memory bytes that a picture may take, decoded; empty for those of the heap alone
 */
record Previews(ReadLimits limits, OptionalLong memory, HeapRoom room) {
    static final int SIDE = 2048;
    static final int SMALL_SIDE = 256;

    /** Pages of a file, and how many times the pixels of the largest picture they may have together: they bound its time and its disk. */
    static final int MOST_PAGES = 1000;

    static final int MOST_PICTURES = 10;

    /** The upright size of the first page in pixels, and the number of pages. */
    record Declared(int width, int height, int pages) {}

    /**
     * Writes the first page as a picture of 8 bits, and a small one for lists.
     *
     * @throws IOException in one line that names the file, where it cannot be read or declares too much
     */
    Declared write(Path file, Path preview, Path small) throws IOException {
        long heap = requireAllowed(file);
        try (HeapRoom.Share share = room.take(heap);
                var scope = Scope.open()) {
            PictureFile opened = PictureFile.open(file, limits);
            int[] size = opened.uprightSize(0);
            Tensor shown = Images.within(decode(opened).pixels(), SIDE);
            Images.write(shown, preview);
            Images.write(Images.within(shown, SMALL_SIDE), small);
            return new Declared(size[1], size[0], opened.pages());
        }
    }

    /** Bytes of the heap that decoding the first page takes. */
    private long requireAllowed(Path file) throws IOException {
        try (HeapRoom.Share share = room.take(Files.size(file))) {
            PictureFile opened = PictureFile.open(file, limits);
            requireFewPages(opened, file);
            long pixels = 0;
            for (int page = 0; page < opened.pages(); page++) {
                DecodingCost cost = opened.cost(page);
                requireFits(cost, file);
                pixels += (long) cost.width() * cost.height();
            }
            if (pixels / MOST_PICTURES > limits.pixels()) {
                throw new IOException(file + ": its " + opened.pages() + " pages have " + pixels
                        + " pixels, more than the limit of " + MOST_PICTURES * limits.pixels() + " for all together");
            }
            return opened.cost(0).heap();
        }
    }

    private static void requireFewPages(PictureFile opened, Path file) throws IOException {
        if (opened.pages() > MOST_PAGES) {
            throw new IOException(file + ": holds " + opened.pages() + " pages, more than the limit of " + MOST_PAGES);
        }
    }

    private void requireFits(DecodingCost cost, Path file) throws IOException {
        long all = cost.heap() + cost.pixels();
        boolean held = memory.isEmpty() || all <= memory.getAsLong();
        if (!held || !room.holds(cost.heap())) {
            long allowed = held ? HeapRoom.shared() : memory.getAsLong();
            throw new IOException(file + ": " + cost.width() + " x " + cost.height() + " pixels take "
                    + megabytes(held ? cost.heap() : all) + " to decode, and " + megabytes(allowed)
                    + " may be used here; send a smaller picture, or one of fewer bits");
        }
    }

    private static String megabytes(long bytes) {
        return bytes / 1_000_000 + " MB";
    }

    /** Values beyond the usual ones are stretched for the preview; the job says which they are. */
    private static Image decode(PictureFile opened) throws IOException {
        try {
            return opened.read(0, RangeChoice.NATURAL);
        } catch (IOException e) {
            return opened.read(0, RangeChoice.AUTO);
        }
    }
}
