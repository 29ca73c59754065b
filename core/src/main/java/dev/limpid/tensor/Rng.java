package dev.limpid.tensor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Random draws from a counter-based generator: one independent stream per (seed, image, purpose).
 *
 * <p>A draw depends on nothing but those three and its position in the stream: not on batch size, threads, device or what
 * else was drawn. The generator is Philox4x32-10; normal deviates come from the Box–Muller transform in float64.
 *
 * <p>Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
public final class Rng {
    private static final int MULTIPLIER_0 = 0xD2511F53;
    private static final int MULTIPLIER_1 = 0xCD9E8D57;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final int ROUNDS = 10;

    private final long seed;
    private final long image;
    private final String purpose;
    private final long stream;
    private long counter;
    private int[] block = new int[4];
    private int used = 4;

    private Rng(long seed, long image, String purpose) {
        this.seed = seed;
        this.image = image;
        this.purpose = purpose;
        this.stream = hash(image, purpose);
    }

    /** The root of all streams of a seed. */
    public static Rng of(long seed) {
        return new Rng(seed, 0, "");
    }

    /** The streams of one image, at their beginning. */
    public Rng image(long index) {
        return new Rng(seed, index, purpose);
    }

    /** The stream of one purpose, such as "noise" or "mask", at its beginning. */
    public Rng purpose(String name) {
        return new Rng(seed, image, purpose.isEmpty() ? name : purpose + "/" + name);
    }

    /** This stream behind the first {@code draws} tensors of {@link #normal} with that shape, from the stream's beginning. */
    public Rng after(long draws, long... shape) {
        long pairs = 1;
        for (long s : shape) {
            pairs = Math.multiplyExact(pairs, s);
        }
        var later = new Rng(seed, image, purpose);
        // Two deviates come from two doubles, which are one block.
        later.counter = Math.multiplyExact(draws, (pairs + 1) / 2);
        return later;
    }

    /** The next 32 random bits. */
    public int nextInt() {
        if (used == 4) {
            block = philox(counter++, stream, seed);
            used = 0;
        }
        return block[used++];
    }

    /** Uniform in (0, 1], 53 bits. */
    public double nextDouble() {
        int high = nextInt() >>> 5;
        int low = nextInt() >>> 6;
        return (((long) high << 26) + low + 0.5) * 0x1.0p-53;
    }

    /** Uniform in [0, bound). */
    public int nextInt(int bound) {
        // The largest draw rounds to 1.
        return Math.min((int) (nextDouble() * bound), bound - 1);
    }

    /** Standard normal deviates, float32, of the given shape. */
    public Tensor normal(long... shape) {
        int n = 1;
        for (long s : shape) {
            n = Math.multiplyExact(n, Math.toIntExact(s));
        }
        var values = new float[n];
        for (int i = 0; i < n; i += 2) {
            double radius = Math.sqrt(-2 * Math.log(nextDouble()));
            double angle = 2 * Math.PI * nextDouble();
            values[i] = (float) (radius * Math.cos(angle));
            if (i + 1 < n) {
                values[i + 1] = (float) (radius * Math.sin(angle));
            }
        }
        return Tensor.of(values, shape);
    }

    /**
     * Standard normal deviates as {@link #normal}'s, of other values, for those who draw millions: from 32 bits each, in float32, in a
     * fraction of the time. Their last bits depend on the processor.
     */
    public Tensor fastNormal(long... shape) {
        int n = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        int pairs = (n + 1) / 2;
        var first = new float[pairs];
        var second = new float[pairs];
        for (int i = 0; i < pairs; i++) {
            first[i] = nextFloat();
            second[i] = nextFloat();
        }
        try (var scope = Scope.open()) {
            Tensor radius = Tensor.of(first, pairs).log().mul(-2).sqrt();
            Tensor angle = Tensor.of(second, pairs).mul(2 * Math.PI);
            Tensor both = Tensor.cat(List.of(radius.mul(angle.cos()), radius.mul(angle.sin())), 0);
            return scope.keep(both.narrow(0, 0, n).reshape(shape));
        }
    }

    /** Uniform in (0, 1], 32 bits near 0 and 24 near 1. */
    private float nextFloat() {
        return (Integer.toUnsignedLong(nextInt()) + 0.5f) * 0x1.0p-32f;
    }

    /** The numbers 0 … n − 1 in random order. */
    public int[] permutation(int n) {
        var p = new int[n];
        for (int i = 0; i < n; i++) {
            int j = nextInt(i + 1);
            p[i] = p[j];
            p[j] = i;
        }
        return p;
    }

    /** Ten rounds of Philox4x32 on the counter (position, stream) under the key. */
    static int[] philox(long position, long stream, long key) {
        int c0 = (int) position;
        int c1 = (int) (position >>> 32);
        int c2 = (int) stream;
        int c3 = (int) (stream >>> 32);
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = Integer.toUnsignedLong(MULTIPLIER_0) * Integer.toUnsignedLong(c0);
            long p1 = Integer.toUnsignedLong(MULTIPLIER_1) * Integer.toUnsignedLong(c2);
            int n0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            int n2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c1 = (int) p1;
            c3 = (int) p0;
            c0 = n0;
            c2 = n2;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        return new int[] {c0, c1, c2, c3};
    }

    /** 64-bit FNV-1a of the image's number and the purpose's UTF-8 bytes, finished by a bit mixer. */
    private static long hash(long image, String purpose) {
        long h = 0xcbf29ce484222325L;
        for (int i = 0; i < 8; i++) {
            h = (h ^ ((image >>> (8 * i)) & 0xff)) * 0x100000001b3L;
        }
        for (byte b : purpose.getBytes(StandardCharsets.UTF_8)) {
            h = (h ^ (b & 0xff)) * 0x100000001b3L;
        }
        h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }
}
