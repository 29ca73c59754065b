package dev.limpid.training;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.ImageFolder.Picture;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decoded pictures, those used last, within a number of bytes of the Java heap: one byte a sample for pictures of 8 bits,
 * else four. The pixels that are read do not depend on the pixels that are kept. One thread at a time.
 */
final class PixelCache {
    private final ImageFolder folder;
    private final long capacity;
    private final Map<Picture, Object> pixels = new LinkedHashMap<>(16, 0.75f, true);
    private long used;

    PixelCache(ImageFolder folder, long capacity) {
        this.folder = folder;
        this.capacity = capacity;
    }

    /** A picture (1, C, H, W) in [−1, 1]; belongs to the scope that is open. */
    Tensor get(Picture picture) throws IOException {
        Object kept = pixels.get(picture);
        if (kept == null) {
            kept = read(picture);
            keep(picture, kept);
        }
        return Tensor.of(unpacked(kept), 1, picture.channels(), picture.height(), picture.width());
    }

    private Object read(Picture picture) throws IOException {
        try (var scope = Scope.open()) {
            float[] values = folder.read(picture).toFloats();
            if (values.length != picture.channels() * picture.height() * picture.width()) {
                throw new IOException(
                        folder.root().resolve(picture.name()) + ": has changed since the folder was read");
            }
            return packed(picture.bytewise(), values);
        }
    }

    /** Samples in as little memory as holds them. */
    static Object packed(boolean bytewise, float... values) {
        return bytewise ? bytes(values) : values;
    }

    /** The samples that were packed. */
    static float[] unpacked(Object packed) {
        return packed instanceof byte[] bytes ? floats(bytes) : (float[]) packed;
    }

    private void keep(Picture picture, Object values) {
        long size = size(values);
        if (size > capacity) {
            return;
        }
        pixels.put(picture, values);
        used += size;
        var eldest = pixels.values().iterator();
        while (used > capacity) {
            used -= size(eldest.next());
            eldest.remove();
        }
    }

    private static long size(Object values) {
        return values instanceof byte[] bytes ? bytes.length : 4L * ((float[]) values).length;
    }

    private static byte[] bytes(float... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.round((values[i] + 1) * 127.5f);
        }
        return bytes;
    }

    private static float[] floats(byte... bytes) {
        var values = new float[bytes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (bytes[i] & 0xff) / 127.5f - 1;
        }
        return values;
    }
}
