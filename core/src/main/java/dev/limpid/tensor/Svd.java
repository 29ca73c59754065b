package dev.limpid.tensor;

import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.global.torch;

/** The thin singular value decomposition M = U diag(s) Vᵀ of a matrix (m, n), r = min(m, n). */
public record Svd(Tensor u, Tensor s, Tensor vt) {
    /** Decomposes {@code matrix}, in its own element type. */
    public static Svd of(Tensor matrix) {
        try {
            var usv = torch.linalg_svd(matrix.handle(), false, new StringViewOptional());
            return new Svd(new Tensor(usv.get0()), new Tensor(usv.get1()), new Tensor(usv.get2()));
        } catch (RuntimeException e) {
            throw new TensorException("svd", e, matrix);
        }
    }
}
