package dev.limpid.io;

import dev.limpid.tensor.Tensor;
import java.util.List;

/**
 * A picture that was read.
 *
 * @param pixels (1, C, H, W) in [−1, 1], float32; C is 1 for gray and 3 for RGB. Belongs to the scope that was innermost
 *     at the reading
 * @param format the format of the file's content, "PNG" or "JPEG", whatever its name says
 * @param bits bits of one sample in the file, 1 to 16
 * @param notices what was done to it that the user may not expect, one sentence each; normally empty
 */
public record Image(Tensor pixels, String format, int bits, List<String> notices) {
    public Image {
        notices = List.copyOf(notices);
    }

    /** 1 for gray, 3 for RGB. */
    public int channels() {
        return (int) pixels.size(1);
    }

    public int height() {
        return (int) pixels.size(2);
    }

    public int width() {
        return (int) pixels.size(3);
    }
}
