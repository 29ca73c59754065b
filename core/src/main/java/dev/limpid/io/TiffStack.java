package dev.limpid.io;

import java.io.IOException;
import java.util.List;

/** Stacks whose planes have no directory of their own: readers that follow the directories find the first alone. */
final class TiffStack {
    /** MetaMorph's tag 33629 has an entry for each plane, and so has 33631. */
    private static final List<Integer> METAMORPH = List.of(33629, 33631);

    private static final int IMAGE_DEPTH = 32997;

    private TiffStack() {}

    /**
     * Refuses what would lose planes without a word.
     *
     * @throws IOException naming the file and the number of planes
     */
    static void requireDirectories(List<TiffDirectory> pages, long fileSize, String name) throws IOException {
        for (TiffDirectory page : pages) {
            long planes = page.number(IMAGE_DEPTH, 1);
            if (pages.size() == 1) {
                planes = Math.max(planes, inOneDirectory(page, fileSize));
            }
            if (planes > 1) {
                throw new IOException(
                        name + ": holds " + planes + " planes behind one directory, and would lose all but"
                                + " the first; store each plane as a page");
            }
        }
    }

    private static long inOneDirectory(TiffDirectory page, long fileSize) {
        TiffDescription description = TiffDescription.of(page);
        long samples = samples(page);
        long planes =
                Math.max(description.planesOfImageJ(), samples == 0 ? 1 : description.samplesOfTifffile() / samples);
        for (int tag : METAMORPH) {
            planes = Math.max(planes, page.count(tag));
        }
        // A page that a program took out of a stack may still say how many there were.
        long bytes = samples * page.number(TiffDirectory.BITS_PER_SAMPLE, 1) / 8;
        boolean isPlain = page.number(TiffDirectory.COMPRESSION, 1) == 1;
        long room = fileSize - page.number(TiffDirectory.STRIP_OFFSETS, fileSize);
        return isPlain && planes <= room / Math.max(1, bytes) ? planes : 1;
    }

    private static long samples(TiffDirectory page) {
        return page.number(TiffDirectory.WIDTH, 0)
                * page.number(TiffDirectory.HEIGHT, 0)
                * page.number(TiffDirectory.SAMPLES_PER_PIXEL, 1);
    }
}
