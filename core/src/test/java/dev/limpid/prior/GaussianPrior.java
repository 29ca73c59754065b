package dev.limpid.prior;

import dev.limpid.tensor.Tensor;

/**
 * The exact noise prediction for images that are Gaussian, x_0 ~ N(μ, U diag(v) Uᵀ): a prior that needs no weights and whose
 * every step is an affine map with known coefficients.
 *
 * <p>E[x_0 | x_t] = μ + U diag(w) Uᵀ (x_t − a μ) with w = a v / (a² v + s²), and ε̂ = (x_t − a E[x_0 | x_t]) / s.
 */
public final class GaussianPrior implements Denoiser {
    private final NoiseSchedule schedule = NoiseSchedule.linear();
    private final Tensor mean;
    private final double[] variances;
    private final Tensor basis;

    /**
     * @param mean μ, (1, C, H, W)
     * @param variances v, one per pixel and channel
     * @param basis U, orthonormal, (C H W, C H W)
     */
    public GaussianPrior(Tensor mean, double[] variances, Tensor basis) {
        this.mean = mean;
        this.variances = variances.clone();
        this.basis = basis;
    }

    /** Independent pixels: U = I. */
    public static GaussianPrior independent(Tensor mean, double... variances) {
        int n = variances.length;
        var identity = new float[n * n];
        for (int i = 0; i < n; i++) {
            identity[i * n + i] = 1;
        }
        return new GaussianPrior(mean, variances, Tensor.of(identity, n, n));
    }

    /** w at time t, along the columns of U. */
    public double[] weights(double t) {
        double a = alpha(t);
        double s = sigma(t);
        var w = new double[variances.length];
        for (int i = 0; i < w.length; i++) {
            w[i] = a * variances[i] / (a * a * variances[i] + s * s);
        }
        return w;
    }

    @Override
    public Tensor epsilon(Tensor x, double t) {
        double a = alpha(t);
        long n = variances.length;
        Tensor centred = x.sub(mean.mul(a)).reshape(x.size(0), n);
        Tensor w = Tensor.of(weights(t), 1, n).to(x.type());
        Tensor x0 = centred.matmul(basis)
                .mul(w)
                .matmul(basis.transpose(0, 1))
                .reshape(x.shape())
                .add(mean);
        return x.sub(x0.mul(a)).div(sigma(t));
    }

    /** At the training's times in their arithmetic. */
    private double alpha(double t) {
        return t == Math.rint(t) ? schedule.alpha((int) t) : Math.sqrt(schedule.alphaBar(t));
    }

    private double sigma(double t) {
        return t == Math.rint(t) ? schedule.sigma((int) t) : Math.sqrt(1 - schedule.alphaBar(t));
    }

    /** As a prior of images of the mean's shape, under the linear schedule. */
    public DiffusionPrior prior() {
        return new DiffusionPrior(this, schedule, (int) mean.size(1), (int) mean.size(2), 1);
    }
}
