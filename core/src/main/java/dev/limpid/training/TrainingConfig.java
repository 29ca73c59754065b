package dev.limpid.training;

import dev.limpid.optim.AdamW;
import dev.limpid.prior.UNetConfig;

/**
 * How a network is trained.
 *
 * @param architecture of the network
 * @param steps planned changes of the weights
 * @param batch pictures of one evaluation
 * @param accumulation evaluations of one step
 * @param rate learning rate over the steps
 * @param adam constants of the optimiser
 * @param ema share of the former average in the averaged weights; less in the first steps
 * @param clip largest norm of the gradient, longer ones are shortened to it; 0: never
 * @param weighting of the times in the loss
 * @param bfloat16 whether products are computed in bfloat16; worth it on a GPU
 * @param seed of everything that is drawn
 */
public record TrainingConfig(
        UNetConfig architecture,
        long steps,
        int batch,
        int accumulation,
        RateSchedule rate,
        AdamW.Constants adam,
        double ema,
        double clip,
        MinSnr weighting,
        boolean bfloat16,
        long seed) {

    public TrainingConfig {
        require(steps > 0, "steps must be positive, got " + steps);
        require(batch > 0, "batch must be positive, got " + batch);
        require(accumulation > 0, "accumulation must be positive, got " + accumulation);
        require(ema >= 0 && ema < 1, "ema must be in [0, 1), got " + ema);
        require(clip >= 0 && Double.isFinite(clip), "clip must be 0 (off) or positive, got " + clip);
        require(!architecture.learnSigma(), "training of a learned variance is not supported");
        require(architecture.classes() == 0, "training of class-conditional priors is not supported");
    }

    /**
     * The values where nothing else is said: 20,000 steps of 16 pictures, a rate of 5e-4, AdamW without
     * decay, an average over about 1000 steps, min-SNR with γ = 5. Origin: that which trained the embedded prior, with half
     * its rate.
     */
    public static TrainingConfig standard(UNetConfig architecture) {
        return new TrainingConfig(
                architecture,
                20_000,
                16,
                1,
                new RateSchedule(5e-4, 500, 0.3),
                new AdamW.Constants(0.9, 0.99, 1e-8, 0),
                0.999,
                1,
                new MinSnr(5),
                false,
                0);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
