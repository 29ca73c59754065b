package dev.limpid.metric;

import dev.limpid.tensor.DType;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Svd;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;

/**
 * The features of a set of images, of which distances between sets are computed: the Fréchet distance of their Gaussians, and the
 * kernel distance.
 *
 * <p>A covariance C is held as a factor F (r, d) with Fᵀ F = C. The eigenvalues of C₁ C₂ are the squared singular values of
 * F₁ F₂ᵀ, so that no root of a matrix is taken, and a set that is smaller than the number of its features costs no more than its size.
 *
 * @param features (n, d), a row for each image; n ≥ 2. Others than float64 are converted, and live in the scope that is open then
 */
public record FeatureSet(Tensor features) {
    private static final int FEWEST = 2;
    private static final long ROWS = 512;

    public FeatureSet {
        if (features.dim() != 2 || features.size(0) < FEWEST) {
            throw new IllegalArgumentException("a distance between sets needs the features of at least " + FEWEST
                    + " images in rows, got " + Arrays.toString(features.shape()));
        }
        features = features.to(DType.FLOAT64);
    }

    /** How many images there are. */
    public long count() {
        return features.size(0);
    }

    private int dimension() {
        return Math.toIntExact(features.size(1));
    }

    /**
     * The Fréchet distance ‖μ₁ − μ₂‖² + tr(C₁ + C₂ − 2 (C₁ C₂)^½) of the Gaussians with the means and covariances (of N − 1) of both
     * sets. It is biased: sets of few images are far from each other even if both are draws from the same distribution.
     *
     * <p>Source: Heusel et al., "GANs trained by a two time-scale update rule converge to a local Nash equilibrium", NeurIPS 2017.
     */
    public double frechet(FeatureSet other) {
        requireSameDimension(other);
        try (var scope = Scope.open()) {
            return between(mean(), factor(), other.mean(), other.factor());
        }
    }

    /**
     * The same of two Gaussians, such as files of statistics have.
     *
     * @param mean1 μ₁, d values
     * @param covariance1 C₁, (d, d), symmetric without negative eigenvalues
     */
    public static double frechet(Tensor mean1, Tensor covariance1, Tensor mean2, Tensor covariance2) {
        try (var scope = Scope.open()) {
            return between(row(mean1, covariance1), root(covariance1), row(mean2, covariance2), root(covariance2));
        }
    }

    private static Tensor row(Tensor mean, Tensor covariance) {
        long d = mean.count();
        if (!Arrays.equals(covariance.shape(), new long[] {d, d})) {
            throw new IllegalArgumentException("a mean of " + d + " values needs a covariance (" + d + ", " + d
                    + "), got " + Arrays.toString(covariance.shape()));
        }
        return mean.to(DType.FLOAT64).reshape(1, d);
    }

    private static double between(Tensor mean1, Tensor f1, Tensor mean2, Tensor f2) {
        double roots = Svd.values(f1.matmul(f2.transpose(0, 1))).sum().item();
        double distance = mean1.sub(mean2).square().sum().item()
                + f1.square().sum().item()
                + f2.square().sum().item()
                - 2 * roots;
        return Math.max(distance, 0);
    }

    private Tensor mean() {
        return features.mean(0).reshape(1, dimension());
    }

    /** Centred rows by √(n − 1), or fewer rows with the same covariance where there are more images than features. */
    private Tensor factor() {
        Tensor rows = features.sub(mean()).div(Math.sqrt(count() - 1.0));
        return count() > dimension() ? root(rows.transpose(0, 1).matmul(rows)) : rows;
    }

    /** F with Fᵀ F = C, from C = V diag(λ) Vᵀ. */
    private static Tensor root(Tensor covariance) {
        Svd svd = Svd.of(covariance.to(DType.FLOAT64));
        return svd.vt().mul(svd.s().sqrt().reshape(svd.s().count(), 1));
    }

    /**
     * The kernel distance of independent sets: the unbiased estimate of the squared maximum mean discrepancy with the kernel (xᵀ y / d + 1)³. Its
     * expectation is 0 for two sets of the same distribution, however small they are; a single value may be below 0.
     *
     * <p>Source: Bińkowski et al., "Demystifying MMD GANs", ICLR 2018. Published values are means over random subsets, whose
     * expectation is this value.
     */
    public double kernel(FeatureSet other) {
        requireSameDimension(other);
        double pairs = (double) count() * other.count();
        return apart(this) + other.apart(other) - 2 * sum(other) / pairs;
    }

    /**
     * The same for sets whose images belong together, the i-th of one to the i-th of the other, as results do to their truths: the
     * mean is over different numbers alone, as an image is nearer to its own truth than to others. It is 0 for equal sets.
     *
     * @throws IllegalArgumentException if there are not as many of each
     */
    public double pairedKernel(FeatureSet other) {
        requireSameDimension(other);
        if (count() != other.count()) {
            throw new IllegalArgumentException(
                    "pairs need as many images in both sets, got " + count() + " and " + other.count());
        }
        return apart(this) + other.apart(other) - 2 * apart(other);
    }

    /** The mean kernel of images of both sets with different numbers. */
    private double apart(FeatureSet other) {
        double pairs = count() * (count() - 1.0);
        try (var scope = Scope.open()) {
            Tensor own = features.mul(other.features).sum(1).div(dimension()).add(1);
            return (sum(other) - own.square().mul(own).sum().item()) / pairs;
        }
    }

    /** The sum of the kernel over all images of both sets, some rows at a time. */
    private double sum(FeatureSet other) {
        double sum = 0;
        for (long row = 0; row < count(); row += ROWS) {
            try (var scope = Scope.open()) {
                Tensor some = features.narrow(0, row, Math.min(ROWS, count() - row));
                Tensor one = some.matmul(other.features.transpose(0, 1))
                        .div(dimension())
                        .add(1);
                sum += one.square().mul(one).sum().item();
            }
        }
        return sum;
    }

    private void requireSameDimension(FeatureSet other) {
        if (dimension() != other.dimension()) {
            throw new IllegalArgumentException("sets of " + dimension() + " and " + other.dimension()
                    + " features have no distance: they are of two networks");
        }
    }
}
