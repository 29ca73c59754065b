package dev.limpid.operator;

import dev.limpid.tensor.DType;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Svd;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The matrix M = U diag(s) Vᵀ, (m, n), of one side of a {@link Separable}, decomposed in float64 and kept in float32. */
final class Side {
    private final Tensor matrix;
    private final Tensor inverse;
    private final Tensor u;
    private final Tensor s;
    private final Tensor v;
    private final double norm;
    /** V with a basis of the null space, made when it is asked for; making it twice does no harm. */
    private volatile @Nullable Tensor basis;

    private Side(Tensor matrix, Tensor inverse, Tensor u, Tensor s, Tensor v, double norm) {
        this.matrix = matrix;
        this.inverse = inverse;
        this.u = u;
        this.s = s;
        this.v = v;
        this.norm = norm;
    }

    /** @param cut the share of the largest singular value below which {@link #inverse} takes one for 0 */
    static Side of(Separable.Matrix m, double cut) {
        Tensor matrix = Tensor.of(m.values(), m.to(), m.from());
        Svd svd = Svd.of(matrix);
        double norm = svd.s().max().item();
        Tensor v = svd.vt().transpose(0, 1);
        Tensor inverse = v.matmul(
                reciprocal(svd.s(), cut * norm).reshape(-1, 1).mul(svd.u().transpose(0, 1)));
        return new Side(single(matrix), single(inverse), single(svd.u()), single(svd.s()), single(v), norm);
    }

    private static Tensor reciprocal(Tensor s, double cut) {
        double[] values = s.toDoubles();
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] < cut ? 0 : 1 / values[i];
        }
        return Tensor.of(values, values.length);
    }

    private static Tensor single(Tensor t) {
        return t.to(DType.FLOAT32).contiguous();
    }

    /** The same side with something done to each of its tensors that leaves their values alone. */
    Side each(UnaryOperator<Tensor> change) {
        return new Side(
                change.apply(matrix), change.apply(inverse), change.apply(u), change.apply(s), change.apply(v), norm);
    }

    /** M, (m, n). */
    Tensor matrix() {
        return matrix;
    }

    /** M⁺, (n, m). */
    Tensor inverse() {
        return inverse;
    }

    /** U, (m, r), r = min(m, n). */
    Tensor u() {
        return u;
    }

    /** The singular values, (r). */
    Tensor s() {
        return s;
    }

    /** V, (n, r). */
    Tensor v() {
        return v;
    }

    /** The largest singular value. */
    double norm() {
        return norm;
    }

    /** V with a basis of the null space in its last columns, (n, n): orthogonal. */
    Tensor basis() {
        Tensor made = basis;
        if (made == null) {
            try (var scope = Scope.open()) {
                made = Scope.untie(single(Svd.complete(v.to(DType.FLOAT64))));
            }
            basis = made;
        }
        return made;
    }

    /** The singular values with zeros for the null space, (n). */
    Tensor padded() {
        long nothing = v.size(0) - s.size(0);
        return nothing == 0
                ? s
                : Tensor.cat(List.of(s, s.narrow(0, 0, 1).zerosLike().expand(nothing)), 0);
    }
}
