package dev.limpid.job;

import dev.limpid.io.Images;
import dev.limpid.io.Npy;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * How much results of one measurement vary with the random draws of the solver. It shows where a result was chosen and not
 * measured. It is no posterior uncertainty: a solver that seeks one best image varies less than all images that fit.
 *
 * @param deviation standard deviation over the results, the root of its mean square over the channels, (1, 1, H, W) in the units of a
 *     [0, 1] image
 */
record Variability(int samples, Tensor deviation) {
    private static final String NAME = "variability";

    /**
     * The variability of results.
     *
     * @param first one of them, (1, C, H, W) in [−1, 1]
     * @param another the result of that number, from 1
     */
    static Variability of(int samples, Tensor first, IntFunction<Tensor> another) {
        Tensor mean = first.copy();
        Tensor squares = first.zerosLike();
        for (int k = 1; k < samples; k++) {
            try (var scope = Scope.open()) {
                Tensor x = another.apply(k);
                // Welford's update: no difference of large sums.
                Tensor before = x.sub(mean);
                mean.assign(mean.add(before.div(k + 1.0)));
                squares.assign(squares.add(before.mul(x.sub(mean))));
            }
        }
        Tensor variance = squares.div(samples - 1.0).mean(1);
        return new Variability(samples, variance.sqrt().div(2));
    }

    /** The array, and a picture of it that is white at its largest value. */
    void write(Path folder) throws IOException {
        int[] shape = {(int) deviation.size(2), (int) deviation.size(3)};
        Npy.write(deviation.toFloats(), shape, folder.resolve(NAME + ".npy"));
        double most = Math.max(deviation.max().item(), 1e-6);
        Images.write(deviation.mul(2 / most).add(-1), folder.resolve(NAME + ".png"));
    }

    String notice() {
        double most = deviation.max().item();
        if (most == 0) {
            return "the " + samples + " samples are equal: the solver draws nothing with these settings";
        }
        return String.format(
                Locale.ROOT,
                "%d samples: their standard deviation is %.3g of white on average and %.3g at most; variability.png shows where,"
                        + " with white for the most",
                samples,
                deviation.mean().item(),
                most);
    }
}
