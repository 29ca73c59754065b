package dev.limpid.optim;

import dev.limpid.tensor.Autocast;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.InPlace;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Momentum whose direction is made orthogonal, for the weights that are matrices; {@link AdamW} for the others.
 *
 * <p>A convolution's weights (out, in, k, k) are the matrix (out, in k²). M ← μ M + G; U = G + μ M; W ← W − rate · 0.2 √max(rows,
 * columns) · orth(U), where orth(U) has the singular vectors of U and singular values near 1. The factor gives each number a change
 * of root mean square 0.2 rate, as AdamW has, so that both take the same rate.
 *
 * <p>orth(U) is five steps of X ← a X + (b X Xᵀ + c (X Xᵀ)²) X from U / ‖U‖, which bring each singular value to [0.7, 1.2].
 *
 * <p>Source: Jordan et al., "Muon: an optimizer for hidden layers in neural networks", 2024; Liu et al., "Muon is scalable for LLM
 * training", 2025, section 2.2 (the factor). The latter's weight decay is that of AdamW.
 */
public final class Muon implements Optimiser {
    private static final double MU = 0.95;
    private static final int STEPS = 5;
    private static final double A = 3.4445;
    private static final double B = -4.7750;
    private static final double C = 2.0315;
    private static final double CHANGE = 0.2;
    private static final double LEAST_NORM = 1e-7;

    /**
     * Some of the weights, in the order of their vector.
     *
     * @param orthogonal whether they are a matrix between inner layers
     * @param rows outputs
     * @param columns numbers of each output
     */
    public record Part(boolean orthogonal, long rows, long columns) {
        public Part {
            if (rows < 1 || columns < 1) {
                throw new IllegalArgumentException("weights are at least 1 x 1, got " + rows + " x " + columns);
            }
        }

        long count() {
            return rows * columns;
        }
    }

    /** A matrix among the weights, and the place in their vector where it begins. */
    private record Matrix(long at, Part part) {
        Tensor of(Tensor all) {
            return all.narrow(0, at, part.count()).reshape(part.rows(), part.columns());
        }
    }

    private final double decay;
    private final Tensor theta;
    private final Tensor m;
    private final boolean bfloat16;
    private final List<Matrix> matrices = new ArrayList<>();
    private final List<Rest> rest = new ArrayList<>();

    /** Weights that are no matrix. */
    private record Rest(long at, long length, AdamW adam) {}

    private Muon(
            AdamW.Constants constants, Tensor theta, Tensor m, Tensor v, long k, List<Part> parts, boolean bfloat16) {
        long count = parts.stream().mapToLong(Part::count).sum();
        if (count != theta.count()) {
            throw new IllegalArgumentException("the parts have " + count + " numbers, the weights " + theta.count());
        }
        decay = constants.decay();
        this.theta = theta;
        this.m = m;
        this.bfloat16 = bfloat16;
        long at = 0;
        for (Part part : parts) {
            long length = part.count();
            if (part.orthogonal()) {
                matrices.add(new Matrix(at, part));
            } else {
                rest.add(new Rest(
                        at,
                        length,
                        AdamW.resume(
                                constants,
                                theta.narrow(0, at, length),
                                m.narrow(0, at, length),
                                v.narrow(0, at, length),
                                k)));
            }
            at += length;
        }
    }

    /**
     * Continues after {@code k} steps with their momenta, which are changed in place from now on; at the beginning they are zero.
     *
     * @param constants of AdamW, and the decay of all weights
     * @param m momenta of the matrices, and AdamW's means of the gradients of the other weights
     * @param v AdamW's means of their squares
     * @param parts of the vector, one after the other
     * @param bfloat16 whether the products are computed in bfloat16
     */
    public static Muon resume(
            AdamW.Constants constants, Tensor theta, Tensor m, Tensor v, long k, List<Part> parts, boolean bfloat16) {
        return new Muon(constants, theta, m, v, k, parts, bfloat16);
    }

    @Override
    public void step(Tensor g, double rate) {
        try (var off = Gradients.off()) {
            for (Rest part : rest) {
                part.adam().step(g.narrow(0, part.at(), part.length()), rate);
            }
            for (Matrix matrix : matrices) {
                try (var scope = Scope.open()) {
                    step(matrix, g, rate);
                }
            }
        }
    }

    private void step(Matrix matrix, Tensor gradients, double rate) {
        Tensor w = matrix.of(theta);
        Tensor momentum = matrix.of(m);
        Tensor g = matrix.of(gradients);
        InPlace.scale(momentum, MU);
        InPlace.add(momentum, g);
        Tensor direction = orthogonal(g.add(momentum.mul(MU)), bfloat16);
        if (decay != 0) {
            InPlace.scale(w, 1 - rate * decay);
        }
        double change = CHANGE
                * Math.sqrt(
                        (double) Math.max(matrix.part().rows(), matrix.part().columns()));
        InPlace.add(w, direction.mul(-rate * change));
    }

    /** The matrix with the singular vectors of {@code u} and singular values near 1; zero where {@code u} is. */
    static Tensor orthogonal(Tensor u, boolean bfloat16) {
        boolean upright = u.size(0) > u.size(1);
        Tensor x = upright ? u.transpose(0, 1) : u;
        x = x.div(x.square().sum().sqrt().add(LEAST_NORM));
        try (var products = Autocast.bfloat16(u.device(), bfloat16)) {
            for (int i = 0; i < STEPS; i++) {
                Tensor gram = x.matmul(x.transpose(0, 1));
                Tensor polynomial = gram.mul(B).add(gram.matmul(gram).mul(C));
                x = x.mul(A).add(polynomial.matmul(x));
            }
        }
        x = x.to(u.type());
        return upright ? x.transpose(0, 1) : x;
    }
}
