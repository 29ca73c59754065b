package dev.limpid.training;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.ImageFolder.Picture;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Batches of small squares of photographs at several scales, with a noise level for each. A batch follows from the seed and its
 * number alone.
 *
 * <p>Every photograph is visited once a round, in an order drawn for the round, and a visit gives one square for each 8192 pixels of
 * all its scales together, at most 256; the scale is drawn by its area. The squares of 2048 places in that sequence are shuffled
 * before any is shown. So one decoding serves many squares, and memory is that of two such shelves, however many and large the
 * photographs are.
 */
final class CropBatches implements BatchSource {
    private static final int SHELF = 2048;
    private static final double PIXELS = 8192;
    private static final int MOST = 256;

    private final LocalObjective objective;
    private final TrainingConfig config;
    private final List<Picture> pictures;
    private final ImageFolder folder;
    private final long memory;
    private final PixelCache cache;
    private final Rng rng;
    private final int[] squares;
    private final long roundLength;
    private long round = -1;
    private int[] order = {};
    private long[] ends = {};
    private @Nullable Shelf current;
    private @Nullable Shelf next;

    /**
     * Batches for an objective.
     *
     * @param memory bytes of the heap for decoded pictures
     * @throws IllegalArgumentException if the folder has no picture
     */
    CropBatches(LocalObjective objective, ImageFolder folder, TrainingConfig config, long memory) {
        if (folder.pictures().isEmpty()) {
            throw new IllegalArgumentException(folder.root() + ": there is no picture to learn from");
        }
        this.objective = objective;
        this.config = config;
        // In an order that does not depend on names, as the folder's hash does not.
        pictures = folder.pictures().stream()
                .sorted(Comparator.comparing(Picture::hash).thenComparing(Picture::page))
                .toList();
        this.folder = folder;
        this.memory = memory;
        cache = new PixelCache(folder, memory);
        rng = Rng.of(config.seed());
        squares = pictures.stream().mapToInt(this::squares).toArray();
        roundLength = Arrays.stream(squares).asLongStream().sum();
    }

    private int squares(Picture picture) {
        double area = objective.reductions(picture).stream()
                .mapToDouble(LocalObjective.Reduction::area)
                .sum();
        return (int) Math.max(1, Math.min(MOST, Math.round(area / PIXELS)));
    }

    @Override
    public Batch at(long number) throws IOException {
        int count = config.batch();
        int size = side(number * count);
        int values = objective.channels() * size * size;
        var clean = new float[count * values];
        for (int i = 0; i < count; i++) {
            long place = number * count + i;
            float[] square = shelf(place / SHELF).shown((int) (place % SHELF));
            System.arraycopy(square, 0, clean, i * values, values);
        }
        long end = (number + 1) * count;
        prepare(end / SHELF + 1, (int) (end % SHELF));
        double offset = rng.purpose("sigma").image(number).nextDouble();
        double[] sigmas = IntStream.range(0, count)
                .mapToDouble(i -> objective.sigma((i + offset) / count))
                .toArray();
        return new Batch(clean, noise(number, values), sigmas, objective.channels(), size);
    }

    private float[] noise(long number, int values) {
        int count = config.batch();
        var noise = new float[count * values];
        IntStream.range(0, count).parallel().forEach(i -> {
            try (var scope = Scope.open()) {
                Rng stream = rng.purpose("noise").image(number * count + i);
                System.arraycopy(stream.fastNormal(values).toFloats(), 0, noise, i * values, values);
            }
        });
        return noise;
    }

    /** The side of the square that is shown at a place. */
    private int side(long place) {
        return objective.side(place / config.batch() / config.accumulation(), config.steps());
    }

    /** A shelf that is filled. */
    private Shelf shelf(long number) throws IOException {
        Shelf shelf = current;
        if (shelf == null || shelf.number != number) {
            shelf = next != null && next.number == number ? next : new Shelf(number);
            shelf.fill(SHELF);
            current = shelf;
            next = null;
        }
        return shelf;
    }

    /** Fills the shelf that comes next as far as the present one is used up, so that no batch waits for all of it. */
    private void prepare(long number, int places) throws IOException {
        Shelf shelf = next;
        if (shelf == null || shelf.number != number) {
            shelf = new Shelf(number);
            next = shelf;
        }
        shelf.fill(places);
    }

    /** Squares of consecutive places, in the order of the visits, and the order in which they are shown. */
    private final class Shelf {
        private final long number;
        private final int[] order;
        private final int[] sides = new int[SHELF];
        private final @Nullable Object[] squares = new Object[SHELF];
        private int filled;

        Shelf(long number) {
            this.number = number;
            order = rng.purpose("shelf").image(number).permutation(SHELF);
            for (int i = 0; i < SHELF; i++) {
                sides[order[i]] = side(number * SHELF + i);
            }
        }

        float[] shown(int place) {
            Object square = squares[order[place]];
            if (square == null) {
                throw new IllegalStateException("a square was shown before it was drawn");
            }
            return PixelCache.unpacked(square);
        }

        void fill(int until) throws IOException {
            while (filled < until) {
                filled = visit(filled);
            }
        }

        /** Takes what a photograph gives from a place on, and answers the place after it. */
        private int visit(int from) throws IOException {
            long first = number * SHELF + from;
            enter(first / roundLength);
            long within = first % roundLength;
            int found = Arrays.binarySearch(ends, within + 1);
            int turn = found < 0 ? -found - 1 : found;
            Picture picture = pictures.get(CropBatches.this.order[turn]);
            int end = (int) Math.min(SHELF, from + ends[turn] - within);
            try (var scope = Scope.open()) {
                Tensor pixels = isLarge(picture) ? folder.read(picture) : cache.get(picture);
                for (int i = from; i < end; i++) {
                    try (var one = Scope.open()) {
                        Rng stream = rng.purpose("crop").image(number * SHELF + i);
                        Tensor square = objective.draw(picture, pixels, sides[i], stream);
                        squares[i] = PixelCache.packed(picture.bytewise(), square.toFloats());
                    }
                }
            }
            return end;
        }
    }

    /** Whether copies of a picture's samples would take most of the memory; it is then read for every visit. */
    private boolean isLarge(Picture picture) {
        return 2L * Float.BYTES * picture.channels() * picture.height() * picture.width() > memory;
    }

    /** Draws the order of a round. */
    private void enter(long wanted) {
        if (wanted != round) {
            order = rng.purpose("order").image(wanted).permutation(pictures.size());
            ends = new long[order.length];
            long end = 0;
            for (int i = 0; i < order.length; i++) {
                end += squares[order[i]];
                ends[i] = end;
            }
            round = wanted;
        }
    }
}
