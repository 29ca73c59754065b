package dev.limpid.training;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.ImageFolder.Picture;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Batches of a folder's pictures: every picture once before any comes again, in an order drawn for each round; the times
 * spread evenly over a batch, t_i = ⌊T · frac((i + u) / B)⌋, which leaves each uniform. A batch follows from the seed and its
 * number alone.
 *
 * <p>Source: Kingma et al., "Variational diffusion models", NeurIPS 2021, appendix I.1 (the times).
 */
final class PictureBatches implements BatchSource {
    private static final int TIMES = 1000;

    private final List<Picture> pictures;
    private final PixelCache cache;
    private final Augmentation augmentation;
    private final int count;
    private final int channels;
    private final int size;
    private final Rng rng;
    private long round = -1;
    private int[] order = {};

    /**
     * Batches of {@code count} pictures with {@code channels} × {@code size} × {@code size} values: gray is repeated, colours
     * are averaged where the channels differ.
     *
     * @param memory bytes of the heap for decoded pictures
     * @throws IllegalArgumentException if the folder has no picture
     */
    public PictureBatches(
            ImageFolder folder, Augmentation augmentation, int count, int channels, int size, long memory, long seed) {
        if (folder.pictures().isEmpty()) {
            throw new IllegalArgumentException(folder.root() + ": there is no picture to learn from");
        }
        // In an order that does not depend on names, as the folder's hash does not.
        pictures = folder.pictures().stream()
                .sorted(Comparator.comparing(Picture::hash).thenComparing(Picture::page))
                .toList();
        cache = new PixelCache(folder, memory);
        this.augmentation = augmentation;
        this.count = count;
        this.channels = channels;
        this.size = size;
        rng = Rng.of(seed);
    }

    @Override
    public Batch at(long number) throws IOException {
        int values = channels * size * size;
        var clean = new float[count * values];
        var noise = new float[count * values];
        var times = new double[count];
        double offset = rng.purpose("time").image(number).nextDouble();
        for (int i = 0; i < count; i++) {
            try (var scope = Scope.open()) {
                Tensor picture = cache.get(pictures.get(index(number * count + i)));
                Rng crop = rng.purpose("crop").image(number * count + i);
                float[] part = channels(augmentation.draw(picture, size, crop), channels)
                        .toFloats();
                System.arraycopy(part, 0, clean, i * values, values);
            }
            times[i] = Math.min((int) (TIMES * ((i + offset) / count)), TIMES - 1);
        }
        IntStream.range(0, count).parallel().forEach(i -> {
            try (var scope = Scope.open()) {
                float[] drawn = rng.purpose("noise")
                        .image(number * count + i)
                        .normal(values)
                        .toFloats();
                System.arraycopy(drawn, 0, noise, i * values, values);
            }
        });
        return new Batch(clean, noise, times, channels, size);
    }

    /** The picture at a position of the endless sequence of rounds. */
    private int index(long position) {
        long wanted = position / pictures.size();
        if (wanted != round) {
            order = rng.purpose("order").image(wanted).permutation(pictures.size());
            round = wanted;
        }
        return order[(int) (position % pictures.size())];
    }

    /** The same picture with another number of channels. */
    static Tensor channels(Tensor x, int channels) {
        if (x.size(1) == channels) {
            return x;
        }
        return channels == 1 ? x.mean(1) : x.expand(1, channels, x.size(2), x.size(3));
    }
}
