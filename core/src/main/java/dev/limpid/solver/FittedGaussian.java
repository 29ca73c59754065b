package dev.limpid.solver;

import dev.limpid.optim.Adam;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Tensor;
import java.util.Map;

/** A Gaussian q = N(mean, std²) for every value of images, which gradient steps fit; it begins at N(m_0, s_0²). */
final class FittedGaussian {
    /** Keeps a gradient of length 0 from being divided by it. */
    private static final double TINY = 1e-8;

    private final Tensor m0;
    private final double s0;
    private final Tensor mean;
    private final Tensor logStd;
    private final Dcps.Optimiser optimiser;
    private final double rate;
    private final Adam adam;

    FittedGaussian(Tensor m0, double s0, Dcps.Optimiser optimiser, double rate) {
        this.m0 = m0;
        this.s0 = s0;
        this.optimiser = optimiser;
        this.rate = rate;
        mean = m0.variable();
        logStd = Tensor.full(Math.log(s0), 1).to(m0.device()).expand(m0.shape()).variable();
        adam = Adam.of(Adam.group(mean, rate), Adam.group(logStd, rate));
    }

    /** mean + std n. */
    Tensor draw(Tensor n) {
        return mean.add(logStd.exp().mul(n));
    }

    /** KL(q ‖ N(m_0, s_0²)) of each image, up to a constant. */
    Tensor divergences() {
        Tensor log = logStd.add(-Math.log(s0));
        Tensor away = mean.sub(m0).square().div(s0 * s0);
        return away.add(log.mul(2).exp()).sub(log.mul(2)).sum(1, 2, 3).div(2);
    }

    /** A step against the gradient of a loss. Gives q and both gradients by their names. */
    Map<String, Tensor> descend(Tensor loss) {
        Tensor[] gradients = Gradients.of(loss, mean, logStd);
        if (optimiser == Dcps.Optimiser.ADAM) {
            adam.step(gradients);
        } else {
            try (var off = Gradients.off()) {
                mean.assign(mean.sub(along(gradients[0])));
                logStd.assign(logStd.sub(along(gradients[1])));
            }
        }
        return Map.of("mean", mean, "log std", logStd, "gradient mean", gradients[0], "gradient log std", gradients[1]);
    }

    /** A gradient brought to the length of the rate, in each image. */
    private Tensor along(Tensor gradient) {
        return gradient.mul(rate).div(Residual.squares(gradient).sqrt().add(TINY));
    }
}
