package dev.limpid.tensor;

import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A region in which matrix products and convolutions on a device run in bfloat16, and what needs the precision in float32.
 * Belongs to the thread; close it on the same one.
 */
public final class Autocast implements AutoCloseable {
    private final DeviceType device;
    private final boolean before;

    private Autocast(DeviceType device, boolean enabled) {
        this.device = device;
        before = torch.is_autocast_enabled(device);
        torch.set_autocast_enabled(device, enabled);
        if (enabled) {
            torch.set_autocast_dtype(device, ScalarType.BFloat16);
        }
    }

    /** Begins a region; with {@code enabled} false, everything in it is computed in the type of its operands. */
    public static Autocast bfloat16(Device device, boolean enabled) {
        Native.load();
        return new Autocast(device == Device.CUDA ? DeviceType.CUDA : DeviceType.CPU, enabled);
    }

    @Override
    public void close() {
        torch.set_autocast_enabled(device, before);
        if (!before) {
            // Casts of the weights are kept until here: after a step of the optimiser they are stale.
            torch.clear_cache();
        }
    }
}
