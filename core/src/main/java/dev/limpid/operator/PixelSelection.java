package dev.limpid.operator;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;

/** An operator whose y is the image itself where it was observed: without noise nothing is open there. */
public interface PixelSelection extends PartialObservation {
    @Override
    PixelSelection to(Device device);

    /** 1 where the image is open, 0 where y has it; (1, 1, H, W) or (B, 1, H, W). */
    default Tensor open() {
        Tensor observed = observed();
        return observed.onesLike().sub(observed);
    }
}
