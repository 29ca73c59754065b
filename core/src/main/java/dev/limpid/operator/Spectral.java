package dev.limpid.operator;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;

/**
 * A linear A whose singular value decomposition A = U S Vᵀ is at hand, V being real, square and orthogonal.
 *
 * <p>Coefficients are real and have an image's shape (B, C, H, W); which of them stands where is the operator's affair. Where
 * singular values coincide, as the zeros of the null space do, the vectors of V are arbitrary within their common space: white
 * noise becomes independent of that choice when it is drawn as an image n and enters as {@code vt(n)}.
 *
 * <p>Singular values are those of A itself, the small ones included: who divides by them says from which size on.
 */
public interface Spectral extends Proximable, PseudoInvertible {
    /** Singular values below this share of the largest are lost in float32's rounding; A⁺ takes them for 0. */
    double ROUNDING = 1e-6;

    /** Vᵀ x, the coefficients of images (B, C, H, W). */
    Tensor vt(Tensor x);

    /** V c, the images of coefficients: {@code v(vt(x))} is x. */
    Tensor v(Tensor coefficients);

    /** Uᵀ y in the places that {@link #vt} uses, and 0 where A has no singular vector: {@code ut(A x)} is {@code s · vt(x)}. */
    Tensor ut(Tensor y);

    /** The singular values s ≥ 0 in the same places, with four dimensions; broadcasts against {@link #vt}'s result. */
    Tensor singular();

    /** V S Uᵀ y. */
    @Override
    default Tensor adjoint(Tensor y) {
        return v(ut(y).mul(singular()));
    }

    /** The largest s². */
    @Override
    default double squaredNorm() {
        double largest = singular().max().item();
        return largest * largest;
    }

    /** {@inheritDoc} Singular values below {@link #ROUNDING} of the largest count as 0. */
    @Override
    default Tensor pseudoInverse(Tensor y) {
        Tensor s = singular();
        Tensor kept = s.greater(ROUNDING * s.max().item());
        // Where nothing is kept the numerator is 0, and the divisor 1.
        return v(ut(y).mul(kept).div(s.add(-1).mul(kept).add(1)));
    }

    /** {@inheritDoc} In closed form: x = v + V (s / (s² + ρ)) (Uᵀ y − s Vᵀ v). */
    @Override
    default Tensor prox(Tensor v, Tensor y, double rho) {
        Sizes.requirePositive("rho", rho);
        Tensor s = singular();
        Tensor missing = ut(y).sub(vt(v).mul(s));
        return v.add(v(missing.mul(s).div(s.square().add(rho))));
    }

    @Override
    Spectral to(Device device);
}
