package dev.limpid.training;

import dev.limpid.io.Panels;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;

/** Pictures that a prior draws from noise alone, from the same noise every time, in one file. */
final class SampleSheet {
    private static final int COLUMNS = 4;
    private static final int STEPS = 25;
    private static final int LEAST_SIDE = 128;

    private SampleSheet() {}

    static void write(DiffusionPrior prior, Device device, long seed, Path file) throws IOException {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            int size = prior.imageSize();
            Tensor noise = Rng.of(seed)
                    .purpose("samples")
                    .normal(COLUMNS * COLUMNS, prior.channels(), size, size)
                    .to(device);
            Tensor x = prior.ddim(TimeGrid.consistent(STEPS)).generate(noise).clamp(-1, 1);
            Panels.grid(x.to(Device.CPU), COLUMNS, Math.max(1, (LEAST_SIDE + size - 1) / size), file);
        }
    }
}
