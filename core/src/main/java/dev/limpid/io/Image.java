package dev.limpid.io;

import dev.limpid.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A picture that was read.
 *
 * @param pixels (1, C, H, W) in [−1, 1], float32, beyond it only where samples lie outside a given range; C is 1 for gray
 *     and 3 for RGB. Belongs to the scope that was innermost at the reading
 * @param alpha (1, 1, H, W) in [0, 1], float32, 1 where the picture is opaque; null where the file has no alpha
 * @param encoding how it stood in its file
 * @param notices what was done to it that the user may not expect, one sentence each; normally empty
 */
public record Image(Tensor pixels, @Nullable Tensor alpha, Encoding encoding, List<String> notices) {
    public Image {
        notices = List.copyOf(notices);
    }

    /** The format of the file's content, such as "PNG", whatever its name says. */
    public String format() {
        return encoding.format();
    }

    /** Bits of one sample in the file. */
    public int bits() {
        return encoding.type().bits();
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
