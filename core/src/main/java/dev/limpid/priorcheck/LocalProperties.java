package dev.limpid.priorcheck;

import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * Whether a local network has the properties that its use for pictures of any size rests on. All numbers are differences in the
 * units of a [0, 1] image; not a number where the picture is too small to tell.
 *
 * @param scaling the largest |D(a x, a σ) − a D(x, σ)| / a for a = 1/2 and 3/4
 * @param identity the root mean square of D(x, σ) − x for a σ of 1e-4
 * @param shift the largest difference, far from the borders, between the result of a shifted picture and the shifted result
 * @param tile the largest difference between a tile with the prior's least halo for its noise around it and the whole picture
 */
public record LocalProperties(double scaling, double identity, double shift, double tile) {
    /** Less than this is nothing that anyone sees: a quarter of a level of eight bits. */
    public static final double SMALL = 1e-3;

    private static final int TILE = 64;
    private static final double NO_NOISE = 1e-4;

    /** Measures with the first picture that is large enough, or with the first one where none is; empty where none can be read. */
    public static Optional<LocalProperties> of(DiffusionPrior prior, WholePictures pictures, Device device, long seed) {
        Optional<LocalProperties> small = Optional.empty();
        for (String name : pictures.names()) {
            try (var scope = Scope.open()) {
                Tensor picture = pictures.read(name);
                boolean large = Math.min(picture.size(2), picture.size(3))
                        > TILE + 3L * prior.halo().orElseThrow();
                if (large || small.isEmpty()) {
                    small = Optional.of(of(prior, picture, device, seed));
                }
                if (large) {
                    return small;
                }
            } catch (IOException e) {
                // The scores have named the files that cannot be read.
            }
        }
        return small;
    }

    /**
     * Measures with a picture, (1, C, H, W) in [−1, 1], or the middle of a larger one, at all levels of
     * {@link WholeDenoising#LEVELS} that the prior knows.
     */
    static LocalProperties of(DiffusionPrior prior, Tensor picture, Device device, long seed) {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            int halo = prior.halo().orElseThrow();
            Tensor x = middle(picture, TILE + 4L * halo).to(device);
            return new LocalProperties(
                    worst(prior, sigma -> scaling(prior, noisy(x, sigma, seed), sigma)),
                    identity(prior, x),
                    worst(prior, sigma -> shift(prior, noisy(x, sigma, seed), sigma, halo)),
                    worst(prior, sigma -> tile(prior, noisy(x, sigma, seed), sigma, halo)));
        }
    }

    private static double worst(DiffusionPrior prior, DoubleUnaryOperator difference) {
        return WholeDenoising.LEVELS.stream()
                .mapToDouble(WholeDenoising::sigma)
                .filter(sigma -> sigma <= prior.largestSigma() * (1 + 1e-6))
                .map(sigma -> {
                    try (var scope = Scope.open()) {
                        return difference.applyAsDouble(sigma);
                    }
                })
                .max()
                .orElse(Double.NaN);
    }

    private static Tensor middle(Tensor x, long most) {
        long height = Math.min(x.size(2), most);
        long width = Math.min(x.size(3), most);
        return x.narrow(2, (x.size(2) - height) / 2, height)
                .narrow(3, (x.size(3) - width) / 2, width)
                .contiguous();
    }

    private static Tensor noisy(Tensor x, double sigma, long seed) {
        return x.add(Rng.of(seed)
                .purpose("properties")
                .normal(x.shape())
                .to(x.device())
                .mul(sigma));
    }

    /** In the network's units the image is (x + 1) / 2: a times it is a x + a − 1. */
    private static double scaling(DiffusionPrior prior, Tensor x, double sigma) {
        Tensor clean = prior.denoise(x, sigma);
        double worst = 0;
        for (double a : new double[] {0.5, 0.75}) {
            Tensor scaled = prior.denoise(x.mul(a).add(a - 1), a * sigma);
            worst = Math.max(worst, most(scaled.add(1 - a).div(a), clean));
        }
        return worst;
    }

    private static double identity(DiffusionPrior prior, Tensor x) {
        Tensor difference = prior.denoise(x, 2 * NO_NOISE).sub(x);
        return Math.sqrt(difference.square().mean().item()) / 2;
    }

    /** A halo is a multiple of the step by which the network's result shifts with its input. */
    private static double shift(DiffusionPrior prior, Tensor x, double sigma, int halo) {
        long height = x.size(2);
        long seen = height - 3L * halo;
        if (seen < 1) {
            return Double.NaN;
        }
        Tensor shifted = prior.denoise(x.narrow(2, halo, height - halo), sigma);
        return most(shifted.narrow(2, halo, seen), prior.denoise(x, sigma).narrow(2, 2L * halo, seen));
    }

    private static double tile(DiffusionPrior prior, Tensor x, double sigma, int halo) {
        long height = x.size(2);
        long width = x.size(3);
        if (Math.min(height, width) <= TILE + 2L * halo) {
            return Double.NaN;
        }
        long top = Math.min(halo, height - TILE - 2L * halo) / halo * halo + halo;
        long left = Math.min(halo, width - TILE - 2L * halo) / halo * halo + halo;
        int near = prior.denoiser().halo(prior.schedule().time(sigma), halo);
        Tensor part = x.narrow(2, top - near, TILE + 2L * near).narrow(3, left - near, TILE + 2L * near);
        Tensor tile = prior.denoise(part, sigma).narrow(2, near, TILE).narrow(3, near, TILE);
        Tensor whole = prior.denoise(x, sigma).narrow(2, top, TILE).narrow(3, left, TILE);
        return most(tile, whole);
    }

    private static double most(Tensor a, Tensor b) {
        return a.sub(b).abs().max().item() / 2;
    }

    /** The findings, one line each. */
    public List<String> lines() {
        return List.of(
                line("D(a x, a sigma) = a D(x, sigma)", "largest difference", scaling),
                line("without noise it gives the picture back", "root mean square difference at sigma 1e-4", identity),
                line("a shifted picture gives the shifted result", "largest difference", shift),
                line("a tile gives what the whole picture does", "largest difference", tile));
    }

    private static String line(String property, String measure, double value) {
        return String.format(
                Locale.ROOT,
                "%s: %s",
                property,
                Double.isNaN(value)
                        ? "the picture is too small to tell"
                        : String.format(
                                Locale.ROOT, "%s %.1e%s", measure, value, value < SMALL ? "" : ", which is too much"));
    }
}
