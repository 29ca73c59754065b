package dev.limpid.solver;

import dev.limpid.tensor.Tensor;
import java.util.List;

/**
 * One of the eight flips and turns of an image, in the order of DPIR's code.
 *
 * @param transposed whether rows and columns change places, before the flips
 * @param flips dimensions that are flipped
 */
record Turn(boolean transposed, List<Integer> flips) {
    private static final List<Turn> ALL = List.of(
            new Turn(false, List.of()),
            new Turn(true, List.of()),
            new Turn(false, List.of(2)),
            new Turn(true, List.of(3)),
            new Turn(false, List.of(3)),
            new Turn(true, List.of(2)),
            new Turn(false, List.of(2, 3)),
            new Turn(true, List.of(2, 3)));

    static final int COUNT = ALL.size();

    /** The k-th, from 0; they begin again after the last one. */
    static Turn of(int k) {
        return ALL.get(k % COUNT);
    }

    /** The images (B, C, H, W) turned. */
    Tensor of(Tensor x) {
        return flipped(transposed ? x.transpose(2, 3) : x);
    }

    /** Images that were turned, as they were. */
    Tensor undone(Tensor x) {
        Tensor back = flipped(x);
        return transposed ? back.transpose(2, 3) : back;
    }

    private Tensor flipped(Tensor x) {
        return flips.isEmpty()
                ? x
                : x.flip(flips.stream().mapToInt(Integer::intValue).toArray());
    }
}
