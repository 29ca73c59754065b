package dev.limpid.training;

/**
 * The learning rate over the steps: rises linearly, stays, and falls to zero over the last part. As long as it stays, the planned
 * number of steps may be changed without changing a step that is done.
 *
 * <p>Source: Hägele et al., "Scaling laws and compute-optimal training beyond fixed training durations", NeurIPS 2024, §2; the
 * cosine: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017, equation 5.
 *
 * @param peak the rate between rise and fall
 * @param warmup steps of the rise
 * @param decay share of all steps in which it falls, in [0, 1]
 * @param fall the curve along which it falls
 */
public record RateSchedule(double peak, long warmup, double decay, Fall fall) {
    /** A curve from 1 to 0. */
    public enum Fall {
        /** A straight line. */
        LINEAR,
        /** Half a period of a cosine. */
        COSINE;

        /** The share that is left where the share {@code ahead} of the fall still lies ahead. */
        private double left(double ahead) {
            return this == LINEAR ? ahead : (1 - Math.cos(Math.PI * ahead)) / 2;
        }
    }

    public RateSchedule {
        if (!(peak > 0) || Double.isInfinite(peak) || warmup < 0 || !(decay >= 0 && decay <= 1)) {
            throw new IllegalArgumentException(
                    "the learning rate must be positive, its warm-up not negative and its decay"
                            + " a share in [0, 1], got " + peak + ", " + warmup + ", " + decay);
        }
    }

    /** The rate of step {@code step}, from 0, of {@code steps}. */
    public double at(long step, long steps) {
        double rise = Math.min(1, (step + 1.0) / (warmup + 1.0));
        double ahead = decay == 0 ? 1 : Math.max(0, Math.min(1, (steps - step) / (decay * steps)));
        return peak * Math.min(rise, fall.left(ahead));
    }

    /** The first step of {@code steps} at which the rate falls. */
    public long fallsFrom(long steps) {
        return (long) Math.floor(steps - decay * steps) + 1;
    }
}
