package dev.limpid.cli;

import dev.limpid.experiment.Restoration;
import dev.limpid.io.Images;
import dev.limpid.io.Panels;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.ReverseProcess;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** {@code limpid sample}: pictures from the prior alone. */
record SampleRun(SampleRequest request, Console console) {
    private static final int LEAST_PANEL = 128;

    void run() throws IOException {
        try (var scope = Scope.open()) {
            Compute compute = request.compute();
            DiffusionPrior prior = Solve.load(compute, null, console);
            int size = prior.imageSize();
            List<Tensor> images = new ArrayList<>();
            try (Progress progress = console.progress("sampling", request.count())) {
                for (int i = 0; i < request.count(); i++) {
                    try (var one = Scope.open()) {
                        Tensor seed = Restoration.latent(Rng.of(compute.seed()), i, 1, prior.channels(), size, size)
                                .to(compute.device());
                        Rng rng = Rng.of(compute.seed()).image(i);
                        ReverseProcess sampler = prior.ddim(
                                request.grid(),
                                request.eta(),
                                t -> rng.purpose("step " + t)
                                        .normal(seed.shape())
                                        .to(compute.device()));
                        Tensor x = sampler.generate(seed).clamp(-1, 1).to(Device.CPU);
                        images.add(one.keep(x));
                    }
                    progress.at(i + 1, "");
                }
            }
            write(images, size);
        }
    }

    private void write(List<Tensor> images, int size) throws IOException {
        Files.createDirectories(request.out());
        for (int i = 0; i < images.size(); i++) {
            Images.write(images.get(i), request.out().resolve("sample-%03d.png".formatted(i)));
        }
        int columns = (int) Math.ceil(Math.sqrt(images.size()));
        int enlargement = Math.max(1, (LEAST_PANEL + size - 1) / size);
        Panels.grid(Tensor.cat(images, 0), columns, enlargement, request.out().resolve("grid.png"));
        console.say(images.size() + " pictures in " + request.out() + ", all in "
                + request.out().resolve("grid.png"));
    }
}
