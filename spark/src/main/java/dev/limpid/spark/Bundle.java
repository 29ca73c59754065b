package dev.limpid.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The pictures of one task, which restores them one after the other.
 *
 * @param pictures in the order in which they are restored
 */
record Bundle(List<Picture> pictures) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Pixels that take as long as what is done for a picture of any size: files are opened, written and moved. */
    private static final long OVERHEAD = 20_000;

    /** A task that is lost costs no more than these. */
    private static final int MOST_PICTURES = 500;

    Bundle {
        pictures = List.copyOf(pictures);
    }

    /**
     * Puts pictures together until they have so many pixels. The largest come first: whoever is left with the last ones is soon done.
     *
     * @param pixels of each picture, 0 where they are not known
     * @param most pixels of a bundle of more than one picture
     */
    static List<Bundle> of(List<Picture> pictures, long[] pixels, long most) {
        List<Integer> order = IntStream.range(0, pictures.size())
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(i -> -pixels[i])
                        .thenComparing(i -> pictures.get(i).name()))
                .toList();
        var bundles = new ArrayList<Bundle>();
        var open = new ArrayList<Picture>();
        long sum = 0;
        for (int i : order) {
            long size = pixels[i] + OVERHEAD;
            if (!open.isEmpty() && (sum + size > most || open.size() == MOST_PICTURES)) {
                bundles.add(new Bundle(open));
                open.clear();
                sum = 0;
            }
            open.add(pictures.get(i));
            sum += size;
        }
        if (!open.isEmpty()) {
            bundles.add(new Bundle(open));
        }
        return bundles;
    }
}
