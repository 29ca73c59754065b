package dev.limpid.training;

import dev.limpid.io.Panels;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.Sampler;
import dev.limpid.prior.TimeGrid;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;

/** Pictures that a prior draws from noise alone, from the same noise every time, in one file. */
final class SampleSheet {
    private static final int COUNT = 16;
    private static final int STEPS = 25;

    private SampleSheet() {}

    static void write(DiffusionPrior prior, Device device, long seed, Path file) throws IOException {
        try (var scope = Scope.open()) {
            var sampler = new Sampler(prior, TimeGrid.consistent(STEPS), 0, device, seed);
            Panels.grid(sampler.draw(0, COUNT), file);
        }
    }
}
