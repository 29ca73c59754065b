package dev.limpid.solver;

import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Early stopping by the windowed moving variance of the iterates, ES-WMV: an unconstrained fit first approaches the image and later
 * the noise of y, and between the two its iterates move least.
 *
 * <p>v = (1 / W) Σ_w ‖x_w − x̄‖² / n over the last W iterates in [0, 1]. The iterate with the least v is the result; an image whose v has
 * had no new minimum for P iterations is done. Each image is judged alone.
 *
 * <p>Source: Wang et al., "Early stopping for deep image prior", TMLR 2023, Algorithm 1. The variance is computed anew each time instead of
 * from running sums: it is a millionth of what those would subtract.
 */
final class MovingVariance {
    private static final double NONE_YET = 1e30;

    private final int size; // W; 0: no early stopping
    private final int patience; // P
    private final Tensor window; // (W, B, C, H, W), iterate k in place k mod W
    private final Iterate best;
    private final Tensor least; // v of best, (B, 1, 1, 1)
    private final Tensor waited; // iterations since then, (B, 1, 1, 1)

    private MovingVariance(int patience, Tensor window, Iterate best, Tensor least, Tensor waited) {
        this.size = (int) window.size(0);
        this.patience = patience;
        this.window = window;
        this.best = best;
        this.least = least;
        this.waited = waited;
    }

    /** Refuses settings that make no sense. */
    static void require(int window, int patience, int iterations) {
        Require.check(window == 0 || window > 1, "window must be 0 or at least 2, got " + window);
        Require.check(
                window <= iterations,
                "window must be at most iterations (" + iterations + "), got " + window + ": 0 takes the last iterate");
        Require.notNegative("patience", patience);
        Require.check(window == 0 || patience > 0, "patience must be positive where there is a window, got 0");
    }

    /**
     * At the beginning of a solve, or at a state of one; the tensors live in the scope that is open.
     *
     * @param window W; 0: no early stopping, and the last iterate is the result
     * @param patience P
     * @param first the iterate before the fit
     */
    static MovingVariance of(int window, int patience, Run run, Iterate first) {
        long[] images = run.draws().shape();
        long[] places = {window, images[0], images[1], images[2], images[3]};
        long[] each = {images[0], 1, 1, 1};
        if (window > 0 && run.from().isPresent()) {
            State state = run.from().get();
            return new MovingVariance(
                    patience,
                    state.tensor("window", places).copy(),
                    new Iterate(state.tensor("best", images).copy(), List.of()),
                    state.tensor("least", each).copy(),
                    state.tensor("waited", each).copy());
        }
        Tensor zero = first.x().zerosLike();
        Tensor none = zero.mean(1, 2, 3);
        Tensor empty =
                zero.reshape(1, images[0], images[1], images[2], images[3]).expand(places);
        return new MovingVariance(patience, empty.copy(), first.forEachImage(), none.add(NONE_YET), none);
    }

    /** Takes note of iterate {@code k}, counted from 0. */
    void see(int k, Iterate iterate) {
        if (size == 0) {
            return;
        }
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            Tensor place = window.narrow(0, k % size, 1);
            place.assign(iterate.x().reshape(place.shape()));
            if (k + 1 < size) {
                return;
            }
            Tensor v = variance();
            Tensor active = waiting();
            Tensor better = least.sub(v).greater(0).mul(active);
            Tensor not = better.neg().add(1);
            best.assign(best.or(iterate, not));
            least.assign(least.mul(not).add(v.mul(better)));
            waited.assign(waited.add(active).mul(not));
        }
    }

    private Tensor variance() {
        Tensor mean = window.mean(0);
        return window.sub(mean)
                .square()
                .mean(0)
                .mean(2, 3, 4)
                .reshape(least.shape())
                .div(4);
    }

    /** 1 for images that are not done, (B, 1, 1, 1). */
    private Tensor waiting() {
        return waited.neg().add(patience).greater(0);
    }

    /** Whether all images are. */
    boolean done() {
        return size > 0 && Scope.tidy(() -> waiting().max()).item() == 0;
    }

    /** The images to show after iterate {@code k}: its own of those that are not done, until {@code last}. */
    Iterate shown(int k, Iterate iterate, boolean last) {
        if (size == 0 || k + 1 < size) {
            return iterate;
        }
        Tensor active = last ? waited.zerosLike() : waiting();
        return iterate.or(best, active);
    }

    /** Adds what a state needs. */
    void addTo(Map<String, Tensor> state) {
        if (size > 0) {
            state.putAll(Map.of("window", window, "best", best.x(), "least", least, "waited", waited));
        }
    }
}
