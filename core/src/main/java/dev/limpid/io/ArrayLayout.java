package dev.limpid.io;

import java.io.IOException;
import java.util.Arrays;

/** The order of the dimensions of a picture in an array; C counts alpha, too. */
enum ArrayLayout {
    HW,
    HWC,
    CHW,
    BCHW;

    private static final int MOST_CHANNELS = 4;

    /**
     * The layout of a picture's array.
     *
     * @throws IOException naming the shape, if no layout or more than one fits
     */
    static ArrayLayout of(int[] shape, String name) throws IOException {
        boolean empty = Arrays.stream(shape).anyMatch(s -> s == 0);
        if (!empty && shape.length == 2) {
            return HW;
        }
        if (!empty && shape.length == 3) {
            boolean first = shape[0] <= MOST_CHANNELS;
            boolean last = shape[2] <= MOST_CHANNELS;
            if (first && last) {
                throw new IOException(name + ": has shape " + Arrays.toString(shape)
                        + ", which may be (C, H, W) or (H, W, C); store it as (1, C, H, W)");
            }
            if (first || last) {
                return first ? CHW : HWC;
            }
        }
        if (!empty && shape.length == 4 && shape[0] == 1 && shape[1] <= MOST_CHANNELS) {
            return BCHW;
        }
        throw new IOException(name + ": has shape " + Arrays.toString(shape)
                + "; a picture is (H, W), (H, W, C), (C, H, W) or (1, C, H, W) with 1 to 4 channels");
    }

    /** The shape of an array in this layout. */
    int[] shape(int channels, int height, int width) {
        return switch (this) {
            case HW -> new int[] {height, width};
            case HWC -> new int[] {height, width, channels};
            case CHW -> new int[] {channels, height, width};
            case BCHW -> new int[] {1, channels, height, width};
        };
    }

    int channels(int[] shape) {
        return switch (this) {
            case HW -> 1;
            case HWC -> shape[2];
            case CHW -> shape[0];
            case BCHW -> shape[1];
        };
    }

    int height(int[] shape) {
        return this == HWC ? shape[0] : shape[shape.length - 2];
    }

    int width(int[] shape) {
        return this == HWC ? shape[1] : shape[shape.length - 1];
    }

    /** Where the first value of a row lies; the others follow at {@link #step}. */
    int start(int channel, int y, int channels, int height, int width) {
        return this == HWC ? y * width * channels + channel : (channel * height + y) * width;
    }

    int step(int channels) {
        return this == HWC ? channels : 1;
    }
}
