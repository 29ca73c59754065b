package dev.limpid.tensor;

import java.util.Locale;
import org.bytedeco.pytorch.global.torch;

/** Where a tensor's memory lies. Nothing picks a GPU by itself: the device is an argument, and the CPU its default. */
public enum Device {
    CPU,
    CUDA;

    /**
     * Reads {@code cpu} or {@code cuda}.
     *
     * @throws IllegalArgumentException for any other name, and for {@code cuda} where this build or this machine has none
     */
    public static Device parse(String name) {
        Device device = switch (name.toLowerCase(Locale.ROOT)) {
            case "cpu" -> CPU;
            case "cuda" -> CUDA;
            default -> throw new IllegalArgumentException("unknown device '" + name + "': cpu or cuda");
        };
        device.requirePresent();
        return device;
    }

    private void requirePresent() {
        if (this == CUDA) {
            Native.load();
            if (!torch.hasCUDA()) {
                throw new IllegalArgumentException(
                        "device cuda is not available: it needs an NVIDIA GPU and Limpid built with -Pcuda; use --device cpu");
            }
        }
    }

    org.bytedeco.pytorch.Device handle() {
        return new org.bytedeco.pytorch.Device(name().toLowerCase(Locale.ROOT));
    }
}
