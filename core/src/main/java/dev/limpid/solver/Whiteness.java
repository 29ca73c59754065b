package dev.limpid.solver;

import dev.limpid.tensor.Fourier;
import dev.limpid.tensor.Tensor;

/** Tells white noise from what is left of an image: what a wrong kernel leaves follows the edges, and neighbouring pixels agree in it. */
public final class Whiteness {
    /** Distances of pixels, in each direction, at which a residual is compared with itself. */
    private static final int REACH = 5;

    private Whiteness() {}

    /**
     * The root mean square of the coefficients of autocorrelation at all distances but 0, relative to that of white noise: about 1 for
     * white noise, above it where neighbouring pixels agree or differ more than by chance.
     *
     * @param residual (1, C, H, W), 0 where nothing was observed
     */
    public static double relative(Tensor residual) {
        int distances = (2 * REACH + 1) * (2 * REACH + 1) - 1;
        return Math.sqrt(colour(residual) * residual.count() / distances);
    }

    /**
     * The sum of the squared coefficients of autocorrelation of a residual at all distances but 0; 0 is white, and nothing left is.
     *
     * @param residual (1, C, H, W), whose channels are added
     */
    static double colour(Tensor residual) {
        long height = residual.size(2);
        long width = residual.size(3);
        Tensor centred = residual.sub(residual.mean(2, 3).reshape(1, residual.size(1), 1, 1));
        int rows = Fourier.smooth((int) height + REACH);
        int columns = Fourier.smooth((int) width + REACH);
        Tensor power = Fourier.power(Fourier.rfft2(centred, rows, columns));
        double[] sums = Fourier.irfft2(power, rows, columns).sum(1).contiguous().toDoubles();
        double all = sums[0];
        if (all == 0) {
            return 0;
        }
        double colour = 0;
        for (int down = -REACH; down <= REACH; down++) {
            for (int right = -REACH; right <= REACH; right++) {
                if (down != 0 || right != 0) {
                    double share = sums[Math.floorMod(down, rows) * columns + Math.floorMod(right, columns)] / all;
                    colour += share * share;
                }
            }
        }
        return colour;
    }
}
