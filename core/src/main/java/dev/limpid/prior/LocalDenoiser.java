package dev.limpid.prior;

import dev.limpid.tensor.Region;
import dev.limpid.tensor.Tensor;

/**
 * A {@link LocalUNet} as the noise predictor of a variance-preserving process: x̂_0 = D(x_t / √ᾱ_t, √(1 − ᾱ_t) / √ᾱ_t) and ε̂ =
 * (x_t − √ᾱ_t x̂_0) / √(1 − ᾱ_t). The network works on [0, 1], hence half of σ.
 */
record LocalDenoiser(LocalUNet network, NoiseSchedule schedule) implements Denoiser {
    /** Side of an image where nothing else gives one: that of the pictures that results are compared on. */
    static final int IMAGE_SIZE = 256;

    @Override
    public Tensor epsilon(Tensor x, double t) {
        double alpha = Math.sqrt(schedule.alphaBar(t));
        double sigma = schedule.noiseToImage(t);
        Tensor clean = network.denoise(x.div(2 * alpha).add(0.5), sigma / 2);
        // In units of [0, 1] the noise is half as large.
        return x.div(2 * alpha).add(0.5).sub(clean).mul(2 / sigma);
    }

    @Override
    public Tensor epsilon(Tensor x, double t, Region asked) {
        return tiles().epsilon(x, t, asked);
    }

    @Override
    public long seen(int height, int width, double t, Region asked) {
        return tiles().seen(height, width, t, asked);
    }

    private HaloTiles tiles() {
        return new HaloTiles(this, network.config().halo(), HaloTiles.OF_ANY_SIZE);
    }

    @Override
    public int halo(double t, int most) {
        return Math.min(most, network.config().halo(schedule.noiseToImage(t)));
    }

    @Override
    public long memory(int height, int width, boolean gradient) {
        return (long) (network.config().bytes(gradient) * height * width);
    }

    @Override
    public long memory(int height, int width, double t, Region asked) {
        return tiles().memory(height, width, t, asked);
    }
}
