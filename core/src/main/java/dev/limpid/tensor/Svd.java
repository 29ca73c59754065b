package dev.limpid.tensor;

import java.util.List;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.global.torch;

/** The thin singular value decomposition M = U diag(s) Vᵀ of a matrix (m, n), r = min(m, n). */
public record Svd(Tensor u, Tensor s, Tensor vt) {
    /** Decomposes {@code matrix}, in its own element type. */
    public static Svd of(Tensor matrix) {
        try {
            var usv = torch.linalg_svd(matrix.handle(), false, new StringViewOptional());
            return new Svd(own(usv.get0()), own(usv.get1()), own(usv.get2()));
        } catch (RuntimeException e) {
            throw new TensorException("svd", e, matrix);
        }
    }

    /** The singular values (min(m, n)) alone, the largest first. */
    public static Tensor values(Tensor matrix) {
        try {
            return new Tensor(torch.linalg_svdvals(matrix.handle(), new StringViewOptional()));
        } catch (RuntimeException e) {
            throw new TensorException("svd", e, matrix);
        }
    }

    /**
     * Completes an orthonormal basis: an orthogonal matrix (n, n) whose first columns are those of {@code v}. Which columns follow
     * depends on nothing but {@code v}.
     *
     * @param v (n, r) with orthonormal columns, r ≤ n
     */
    public static Tensor complete(Tensor v) {
        long n = v.size(0);
        long r = v.size(1);
        if (r == n) {
            return v;
        }
        try {
            var qr = torch.linalg_qr(v.handle(), "complete");
            return Tensor.cat(List.of(v, own(qr.get0()).narrow(1, r, n - r)), 1);
        } catch (RuntimeException e) {
            throw new TensorException("qr", e, v);
        }
    }

    /** A handle of its own: the tuple's elements live in the tuple's memory and go with it. */
    private static Tensor own(org.bytedeco.pytorch.Tensor element) {
        return new Tensor(new org.bytedeco.pytorch.Tensor(element));
    }
}
