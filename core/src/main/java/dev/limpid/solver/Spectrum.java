package dev.limpid.solver;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.Spectral;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;

/**
 * A measurement in the singular basis of A = U S Vᵀ, where every coefficient of the image has a noise level of its own, σ_y / s.
 *
 * <p>Images are in variance-exploding coordinates, x̄ = x_t / α_t, whose noise level σ is σ_t / α_t.
 *
 * <p>Source: Kawar et al., DDRM, NeurIPS 2022, Eq. 7 and 8.
 */
final class Spectrum {
    /** Without noise, singular values below this share of the largest count as 0: rounding leaves their measurement no digit. */
    private static final double LEAST_SHARE = 1e-4;

    private final Spectral a;
    private final Tensor y;
    private final double sigmaY;
    private final Tensor s;
    /** 1 where A measures; and 1 / s there. */
    private final Tensor measured;

    private final Tensor inverse;
    /** Uᵀ y, and Uᵀ y / s. */
    private final Tensor uty;

    private final Tensor yBar;

    Spectrum(Spectral a, Measurement measurement) {
        this.a = a;
        y = measurement.y();
        sigmaY = measurement.noiseLevel();
        s = a.singular();
        double least = sigmaY > 0 ? 0 : LEAST_SHARE * s.max().item();
        measured = s.greater(least).to(s.type());
        inverse = measured.div(s.add(measured.neg().add(1)));
        uty = a.ut(y);
        yBar = uty.mul(inverse);
    }

    /** Tensors of two shapes would broadcast silently. */
    void requireFits(long... images) {
        Require.check(
                Arrays.equals(uty.shape(), images),
                "measurement y " + Arrays.toString(y.shape()) + " does not fit the images " + Arrays.toString(images));
    }

    /** x̄ / σ at the first level: at the measurement where that has less noise, with the rest of the noise. */
    Tensor begin(double sigma, Tensor noise) {
        Tensor known = measured.sub(isBelow(sigma));
        Tensor spread = spread(sigma, 1).mul(known).add(known.neg().add(1).mul(sigma));
        return a.v(yBar.mul(known).add(a.vt(noise).mul(spread)).div(sigma));
    }

    /**
     * x̄ at the level σ. Not measured: as DDIM. Measured with more noise than σ: towards y by its share. With less: at y.
     *
     * @param eta η, the share of fresh noise in coefficients that the measurement does not decide
     * @param etaB η_b, the share of the measurement in those that it knows better than σ
     */
    Tensor draw(double sigma, double eta, double etaB, Tensor x0Hat, Tensor epsilon, Tensor noise) {
        Tensor u0 = a.vt(x0Hat);
        Tensor n = a.vt(noise);
        double still = sigma * Math.sqrt(1 - eta * eta);
        Tensor unmeasured = a.vt(epsilon).mul(still);
        Tensor noisier = residual(u0).mul(still);
        Tensor free = u0.add(n.mul(eta * sigma));
        Tensor cleaner = u0.mul(1 - etaB).add(yBar.mul(etaB)).add(n.mul(spread(sigma, etaB)));
        Tensor below = isBelow(sigma);
        Tensor above = measured.sub(below);
        Tensor u = free.add(unmeasured)
                .mul(measured.neg().add(1))
                .add(free.add(noisier).mul(below))
                .add(cleaner.mul(above));
        return a.v(u);
    }

    /** 1 where the measurement has more noise than σ, σ_y / s &gt; σ. */
    private Tensor isBelow(double sigma) {
        return s.mul(-sigma).greater(-sigmaY).to(s.type()).mul(measured);
    }

    /** √(σ² − share² σ_y² / s²), 0 where that is negative. */
    private Tensor spread(double sigma, double share) {
        double y = share * sigmaY;
        return inverse.mul(y).square().neg().add(sigma * sigma).relu().sqrt();
    }

    /** (Uᵀ y − s u) / σ_y: the residual in units of its noise. */
    private Tensor residual(Tensor u) {
        return sigmaY == 0 ? u.mul(0) : uty.sub(u.mul(s)).div(sigmaY);
    }
}
