package dev.limpid.operator;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;

/** An operator whose y has entries that were not observed: they carry no noise and count in no residual. */
public interface PartialObservation extends ForwardOperator {
    /** 1 where y was observed, 0 elsewhere; broadcasts to y, and lies on its device or has no dimensions. */
    Tensor observed();

    @Override
    PartialObservation to(Device device);
}
