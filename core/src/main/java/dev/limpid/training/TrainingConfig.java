package dev.limpid.training;

import dev.limpid.optim.AdamW;

/**
 * How a network is trained.
 *
 * @param objective what the network learns
 * @param steps planned changes of the weights
 * @param batch pictures of one evaluation
 * @param accumulation evaluations of one step
 * @param rate learning rate over the steps
 * @param optimiser of the inner layers' weights
 * @param adam constants of AdamW; its decay is that of either optimiser
 * @param ema share of the former average in the averaged weights; less in the first steps
 * @param clip largest norm of the gradient, longer ones are shortened to it; 0: never
 * @param bfloat16 whether products are computed in bfloat16; worth it on a GPU
 * @param seed of everything that is drawn
 */
public record TrainingConfig(
        Objective objective,
        long steps,
        int batch,
        int accumulation,
        RateSchedule rate,
        Optimisation optimiser,
        AdamW.Constants adam,
        double ema,
        double clip,
        boolean bfloat16,
        long seed) {

    public TrainingConfig {
        require(steps > 0, "steps must be positive, got " + steps);
        require(batch > 0, "batch must be positive, got " + batch);
        require(accumulation > 0, "accumulation must be positive, got " + accumulation);
        require(ema >= 0 && ema < 1, "ema must be in [0, 1), got " + ema);
        require(clip >= 0 && Double.isFinite(clip), "clip must be 0 (off) or positive, got " + clip);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
