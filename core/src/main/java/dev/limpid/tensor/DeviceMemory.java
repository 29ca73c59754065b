package dev.limpid.tensor;

import java.util.OptionalLong;
import org.bytedeco.pytorch.cuda.CUDAAllocator;
import org.bytedeco.pytorch.global.torch_cuda;

/** Memory that tensors take on a GPU, as LibTorch's allocator counts it: without what it keeps for later, and without the driver's own. */
public final class DeviceMemory {
    private static final byte FIRST = 0;

    private DeviceMemory() {}

    /** The most bytes since the start, or since {@link #forgetPeak}; empty on the processor, where the allocator does not count. */
    public static OptionalLong peak(Device device) {
        return device == Device.CUDA
                ? OptionalLong.of(
                        allocator().getDeviceStats(FIRST).allocated_bytes().peak())
                : OptionalLong.empty();
    }

    /** Begins the {@link #peak} anew with whatever is held now. */
    public static void forgetPeak(Device device) {
        if (device == Device.CUDA) {
            allocator().resetPeakStats(FIRST);
        }
    }

    private static CUDAAllocator allocator() {
        Native.load();
        return torch_cuda.getAllocator();
    }
}
