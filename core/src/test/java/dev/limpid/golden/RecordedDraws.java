package dev.limpid.golden;

import dev.limpid.solver.Draws;
import dev.limpid.tensor.Tensor;
import java.util.function.BiFunction;

/**
 * Draws that another program made.
 *
 * @param like a tensor of the images' shape
 * @param recorded the draw of a purpose and step
 */
record RecordedDraws(Tensor like, BiFunction<String, Integer, Tensor> recorded) implements Draws {
    /** The draws of a method that draws its latent and nothing else. */
    static Draws latent(Tensor z) {
        return new RecordedDraws(z, (purpose, step) -> {
            if (purpose.equals("latent")) {
                return z;
            }
            throw new AssertionError("the recorded run drew no " + purpose);
        });
    }

    @Override
    public long[] shape() {
        return like.shape();
    }

    @Override
    public Tensor normal(String purpose, int step) {
        return recorded.apply(purpose, step);
    }

    @Override
    public Tensor shared(String purpose, long... shape) {
        throw new AssertionError("the recorded run shared no " + purpose);
    }
}
