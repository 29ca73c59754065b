package dev.limpid.io;

import dev.limpid.tensor.Tensor;
import java.util.List;

/**
 * A mask that was read.
 *
 * @param observed (1, C, H, W), float32: 1 where the picture is kept, 0 where it is missing; C is 1 or 3
 * @param notices what was done to it that the user may not expect; normally empty
 */
public record Mask(Tensor observed, List<String> notices) {
    public Mask {
        notices = List.copyOf(notices);
    }
}
