package dev.limpid.prior;

import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * The exact noise prediction for images of several kinds, x_0 ~ Σ_j w_j N(μ_j, v I): a prior that is not convex, whose posterior under a
 * linear measurement is again such a mixture.
 *
 * <p>x̂_0 = Σ_j r_j (μ_j + a v / (a² v + s²) (x_t − a μ_j)), r_j ∝ w_j N(x_t; a μ_j, (a² v + s²) I), and ε̂ = (x_t − a x̂_0) / s.
 *
 * @param means μ_j, (1, C, H, W) each
 * @param weights w_j
 * @param variance v
 */
public record MixturePrior(List<Tensor> means, List<Double> weights, double variance) implements Denoiser {
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();

    @Override
    public Tensor epsilon(Tensor x, double t) {
        double alphaBar = SCHEDULE.alphaBar(t);
        double a = Math.sqrt(alphaBar);
        double s = Math.sqrt(1 - alphaBar);
        double spread = alphaBar * variance + s * s;
        Tensor[] logits = new Tensor[means.size()];
        for (int j = 0; j < logits.length; j++) {
            Tensor away = x.sub(means.get(j).mul(a));
            logits[j] = away.square().sum(1, 2, 3).div(-2 * spread).add(Math.log(weights.get(j)));
        }
        Tensor shares = Tensor.cat(Arrays.asList(logits), 1).softmax(1);
        Tensor x0 = x.mul(a * variance / spread);
        for (int j = 0; j < logits.length; j++) {
            x0 = x0.add(shares.narrow(1, j, 1).mul(means.get(j).mul(1 - alphaBar * variance / spread)));
        }
        return x.sub(x0.mul(a)).div(s);
    }

    /** As a prior of images of the means' shape, under the linear schedule. */
    public DiffusionPrior prior() {
        Tensor first = means.get(0);
        return new DiffusionPrior(this, SCHEDULE, (int) first.size(1), (int) first.size(2), 1);
    }
}
