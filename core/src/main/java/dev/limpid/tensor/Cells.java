package dev.limpid.tensor;

import java.util.List;
import org.bytedeco.pytorch.global.torch;

/**
 * Cells of 2 × 2 pixels, by copies and sums of rows. LibTorch's upsampling and pooling go from pixel to pixel on a processor, which
 * takes as long as a convolution of 64 channels.
 */
final class Cells {
    private Cells() {}

    /** Whether the operations here may take LibTorch's place for x (B, C, H, W): they record no gradient. */
    static boolean serves(Tensor x) {
        return !Gradients.recording() && x.device().equals(Device.CPU) && x.type() == DType.FLOAT32 && x.dim() == 4;
    }

    /** Every pixel of x (B, C, H, W) as a cell of (B, C, 2 H, 2 W). */
    static Tensor repeat(Tensor x) {
        long[] s = x.shape();
        try (var scope = Scope.open()) {
            // A complex number of two equal parts is a pixel and its neighbour.
            Tensor pairs = Tensor.empty(DType.FLOAT32, s[0], s[1], s[2], s[3], 2);
            InPlace.change(
                    pairs,
                    "complex",
                    () -> torch.complex_out(torch.view_as_complex(pairs.handle()), x.handle(), x.handle()),
                    x);
            Tensor row = pairs.reshape(s[0], s[1], s[2], 1, 2 * s[3]);
            return scope.keep(Tensor.cat(List.of(row, row), 3).reshape(s[0], s[1], 2 * s[2], 2 * s[3]));
        }
    }

    /** The sum of each cell of x (B, C, 2 H, 2 W): (B, C, H, W). In LibTorch's order, so that it is the same to the bit. */
    static Tensor sum(Tensor x) {
        long[] s = x.shape();
        try (var scope = Scope.open()) {
            Tensor cells = x.reshape(s[0], s[1], s[2] / 2, 2, s[3] / 2, 2);
            Tensor sum = corner(cells, 0, 0).add(corner(cells, 0, 1));
            InPlace.add(sum, corner(cells, 1, 0));
            InPlace.add(sum, corner(cells, 1, 1));
            return scope.keep(sum.reshape(s[0], s[1], s[2] / 2, s[3] / 2));
        }
    }

    private static Tensor corner(Tensor cells, int row, int column) {
        return cells.narrow(3, row, 1).narrow(5, column, 1);
    }
}
