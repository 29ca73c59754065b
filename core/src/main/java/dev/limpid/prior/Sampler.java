package dev.limpid.prior;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * Draws pictures from a prior alone. A picture follows from the seed and its number, whatever is drawn with it.
 *
 * @param grid times of the reverse steps
 * @param eta noise added on the way, 0 (DDIM) to 1 (as DDPM)
 * @param seed of the latents and the noise
 */
public record Sampler(DiffusionPrior prior, TimeGrid grid, double eta, Device device, long seed) {
    public Sampler {
        if (!(eta >= 0 && eta <= 1)) {
            throw new IllegalArgumentException("eta must be 0 to 1, got " + eta);
        }
    }

    /** The pictures of the numbers from {@code first} on, (count, C, H, W) in [−1, 1] on the CPU. */
    public Tensor draw(long first, int count) {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            Tensor latents = normal(first, count, rng -> rng.purpose("latent"));
            ReverseProcess process = prior.ddim(grid, eta, t -> normal(first, count, rng -> rng.purpose("step " + t)));
            return scope.keep(process.generate(latents).clamp(-1, 1).to(Device.CPU));
        }
    }

    private Tensor normal(long first, int count, Function<Rng, Rng> stream) {
        int size = prior.imageSize();
        return Tensor.cat(
                        LongStream.range(first, first + count)
                                .mapToObj(i ->
                                        stream.apply(Rng.of(seed).image(i)).normal(1, prior.channels(), size, size))
                                .toList(),
                        0)
                .to(device);
    }
}
