package dev.limpid.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A picture in an array, gray or RGB: nothing in the file says what a second or a fourth channel is. */
record NpySamples(Npy array, ArrayLayout layout, SampleType type, int bands, int height, int width) implements Samples {
    private static final long LARGEST = Integer.MAX_VALUE - 1024;

    static NpySamples of(Npy array, String name) throws IOException {
        int[] shape = array.shape();
        ArrayLayout layout = ArrayLayout.of(shape, name);
        int bands = layout.channels(shape);
        if (bands != 1 && bands != 3) {
            throw new IOException(name + ": has " + bands + " channels, and an array does not say which is alpha; store"
                    + " 1 (gray) or 3 (RGB), or PNG or TIFF with alpha");
        }
        return new NpySamples(
                array, layout, sampleType(array.type()), bands, layout.height(shape), layout.width(shape));
    }

    @Override
    public int channels() {
        return bands;
    }

    @Override
    public boolean alpha() {
        return false;
    }

    @Override
    public void row(int channel, int y, double[] row) {
        int at = layout.start(channel, y, bands, height, width);
        for (int x = 0; x < width; x++) {
            row[x] = array.value(at + x * layout.step(bands));
        }
    }

    private static SampleType sampleType(String type) {
        int bits = type.equals("b1") ? 1 : 8 * (type.charAt(1) - '0');
        return new SampleType(
                switch (type.charAt(0)) {
                    case 'f' -> SampleType.Kind.FLOAT;
                    case 'i' -> SampleType.Kind.SIGNED;
                    default -> SampleType.Kind.UNSIGNED;
                },
                bits);
    }

    /**
     * A whole file with a picture, in its own type.
     *
     * @throws IllegalArgumentException for a picture with alpha
     * @throws IOException if it were larger than 2 GiB
     */
    static byte[] encode(Samples samples, ArrayLayout asked) throws IOException {
        if (samples.alpha()) {
            throw new IllegalArgumentException("an array does not hold alpha; write a PNG or TIFF");
        }
        SampleType type = samples.type();
        int bands = samples.channels();
        int bytes = (type.bits() + 7) / 8;
        ArrayLayout layout = asked == ArrayLayout.HW && bands > 1 ? ArrayLayout.HWC : asked;
        long values = (long) bands * samples.height() * samples.width();
        if (values * bytes > LARGEST) {
            throw new IOException("an array of " + values * bytes + " bytes is too large to be written");
        }
        byte[] file =
                Npy.begin(descr(type), (int) values, bytes, layout.shape(bands, samples.height(), samples.width()));
        ByteBuffer out = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int data = file.length - bytes * (int) values;
        var row = new double[samples.width()];
        for (int c = 0; c < bands; c++) {
            for (int y = 0; y < samples.height(); y++) {
                samples.row(c, y, row);
                int at = layout.start(c, y, bands, samples.height(), samples.width());
                for (int x = 0; x < row.length; x++) {
                    type.put(row[x], out.position(data + bytes * (at + x * layout.step(bands))));
                }
            }
        }
        return file;
    }

    private static String descr(SampleType type) {
        String kind = switch (type.kind()) {
            case FLOAT -> "f";
            case SIGNED -> "i";
            case UNSIGNED -> type.bits() == 1 ? "b" : "u";
        };
        int bytes = (type.bits() + 7) / 8;
        return (bytes == 1 ? "|" : "<") + kind + bytes;
    }
}
