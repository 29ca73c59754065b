package dev.limpid.io;

/**
 * The memory that decoding a page takes, from its header. Measured with 12 megapixels of each format in the smallest heap that holds them: a
 * pixel takes as many bytes of Java's heap as its samples have, and four more for a plane that is scaled; the file lies there as well, of
 * a JPEG twice.
 *
 * @param width of the page as it stands in the file, in pixels; likewise {@code height}
 * @param heap bytes of Java's heap
 * @param pixels bytes outside of the heap, for float32 samples of four channels
 */
public record DecodingCost(int width, int height, long heap, long pixels) {
    /** Bytes of the heap for everything but pictures: threads, classes, the part for new objects, which large arrays leave empty. */
    public static final long PROGRAM = 64L << 20;

    /**
     * Bytes of the heap that a restoration takes for each pixel while it reads its picture and writes its results. Measured with 12 megapixels
     * of 8 and of 16 bits: 23 and 29, with the file.
     */
    public static final long RESTORED = 32;

    private static final int PLANE = Float.BYTES;
    private static final int CHANNELS = 4;

    /** @param bytes of one decoded pixel */
    static DecodingCost of(int[] size, long file, int bytes) {
        long area = (long) size[0] * size[1];
        return new DecodingCost(size[1], size[0], 2 * file + area * (bytes + PLANE), area * CHANNELS * Float.BYTES);
    }
}
