package dev.limpid.operator.turbulence;

import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.Sizes;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.List;

/**
 * The distortion by hot air that comes before its blur: each pixel shows a place beside its own, A(x, τ)[r, c] = x(r + τ₁[r, c],
 * c + τ₀[r, c]), read bilinearly, with zeros (mid-grey) outside.
 *
 * <p>Shapes: x (B, C, H, W); τ (1, 2, H, W) or one for each image, in pixels, channel 0 along the columns and channel 1 along
 * the rows; y as x. Linear in x; differentiable in τ but for the kinks at whole pixels.
 *
 * <p>Source: Chung et al., Blind-DPS (CVPR 2023), {@code perform_tilt}; DMPlug's {@code TurbulenceOperator}.
 */
public final class Tilt implements ParametricOperator {
    /** The unknown's name. */
    public static final String TILT = "tilt";

    private static final double LARGEST = 2.5;

    private final Unknown unknown;
    /** Column and row of every pixel, (1, 2, H, W), float64. */
    private final Tensor positions;
    /** W − 1 and H − 1, by which a position becomes a share of the picture, (1, 2, 1, 1). */
    private final Tensor last;

    private Tilt(Unknown unknown, Tensor positions, Tensor last) {
        this.unknown = unknown;
        this.positions = positions;
        this.last = last;
    }

    private static Tilt over(int height, int width) {
        int n = height * width;
        var p = new double[2 * n];
        for (int i = 0; i < n; i++) {
            int row = i / width;
            p[i] = i % width;
            p[n + i] = row;
        }
        return new Tilt(
                new Unknown(TILT, List.of(1L, 2L, (long) height, (long) width)),
                Tensor.of(p, 1, 2, height, width),
                Tensor.of(new double[] {width - 1, height - 1}, 1, 2, 1, 1));
    }

    /**
     * For images of one size.
     *
     * @throws IllegalArgumentException if a side has less than 2 pixels, between which nothing can be read
     */
    public static Tilt of(int height, int width) {
        if (height < 2 || width < 2) {
            throw new IllegalArgumentException(
                    "tilt needs image sides of at least 2 pixels, got " + height + " x " + width);
        }
        return over(height, width);
    }

    /**
     * A field (1, 2, H, W) as of turbulent air, from the generator's stream "tilt", cut at ±2.5 pixels as DMPlug does.
     *
     * <p>The sum of 500 patches of 64 × 64 pixels of smoothed noise at random places. Where a side has 64 pixels or less, for
     * which the original is not defined, its patches are cut to it.
     */
    public static Tensor random(Rng rng, int height, int width) {
        return uncutRandom(rng, height, width).clamp(-LARGEST, LARGEST);
    }

    /** The same field before it is cut, as Blind-DPS uses it. */
    public static Tensor uncutRandom(Rng rng, int height, int width) {
        return TiltField.random(rng.purpose(TILT), TiltField.PATCH, height, width);
    }

    /**
     * The same kind of field in proportion to a picture of any size, of a given strength: its patches have a quarter of the shorter
     * side, as 64 pixels are of 256, and it is brought to a root mean square. It is not cut.
     *
     * @param rms in pixels, not negative
     */
    public static Tensor inProportion(Rng rng, double rms, int height, int width) {
        int patch = Math.max(1, Math.min(height, width) / 4);
        Tensor field = TiltField.random(rng.purpose(TILT), patch, height, width);
        return field.mul(rms / Math.sqrt(field.square().mean().item()));
    }

    @Override
    public Tilt to(Device device) {
        return new Tilt(unknown, positions.to(device), last.to(device));
    }

    @Override
    public List<Unknown> unknowns() {
        return List.of(unknown);
    }

    @Override
    public Tensor apply(Tensor x, List<Tensor> theta) {
        Unknown.requireAll(unknowns(), x, theta);
        Sizes.require("image", x, unknown.shape().get(2), unknown.shape().get(3));
        Tensor tau = theta.get(0);
        Tensor at = positions.to(tau.type()).to(tau.device()).add(tau);
        Tensor size = last.to(tau.type()).to(tau.device());
        // In this order float32 rounds as in the original; others move a place by a millionth of a pixel.
        Tensor grid = at.mul(2).sub(size).div(size).permute(0, 2, 3, 1);
        return Functional.gridSample(x, grid.expand(x.size(0), x.size(2), x.size(3), 2));
    }

    @Override
    public String toString() {
        return "tilt of " + unknown.shape().get(2) + " x " + unknown.shape().get(3);
    }
}
