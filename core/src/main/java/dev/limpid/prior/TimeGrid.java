package dev.limpid.prior;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The times of a few reverse steps, the noisiest first.
 *
 * @param steps each goes from t to s &lt; t; s = −1 is the clean image, ᾱ = 1
 */
public record TimeGrid(List<Step> steps) {
    private static final int TRAINING_STEPS = 1000;
    /** More steps would stand at the same times towards 0. */
    private static final int MOST_QUADRATIC = 250;

    /** One reverse step from time t to time s. */
    public record Step(int t, int s) {
        public Step {
            if (s < -1 || t <= s || t >= TRAINING_STEPS) {
                throw new IllegalArgumentException(
                        "a reverse step goes down from t ≤ 999 to s ≥ -1, got " + t + " → " + s);
            }
        }
    }

    public TimeGrid {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a time grid needs a step");
        }
    }

    /**
     * DMILO's grid: multiples of r = ⌊1000 / N⌋ from N r down to r, each going down by r; a leading 1000 becomes 999.
     *
     * <p>For N that divides 1000 the first step therefore lands one short of where the second starts, and for N &gt; 1 the last
     * step ends at t = 0, where 1 % of noise is left. Source: the authors' {@code dmilo.py}.
     */
    public static TimeGrid dmilo(int n) {
        int r = stride(n);
        var steps = new ArrayList<Step>();
        for (int i = n; i >= 1; i--) {
            int t = Math.min(i * r, TRAINING_STEPS - 1);
            steps.add(new Step(t, Math.max(t - r, -1)));
        }
        return new TimeGrid(steps);
    }

    /** DMPlug's grid: multiples of r = ⌊1000 / N⌋ from (N − 1) r down to 0, which goes to the clean image. */
    public static TimeGrid dmplug(int n) {
        int r = stride(n);
        var steps = new ArrayList<Step>();
        for (int i = n - 1; i >= 0; i--) {
            steps.add(new Step(i * r, Math.max((i - 1) * r, -1)));
        }
        return new TimeGrid(steps);
    }

    /** Equal strides from 999 to the clean image, each step starting where the one before ended. */
    public static TimeGrid consistent(int n) {
        stride(n);
        var steps = new ArrayList<Step>();
        for (int i = n; i >= 1; i--) {
            steps.add(new Step(consistentTime(i, n), consistentTime(i - 1, n)));
        }
        return new TimeGrid(steps);
    }

    /**
     * Equally spaced times from 999 down to 0, both included, and from there to the clean image. Source: respaced sampling of
     * openai/guided-diffusion, {@code respace.py}.
     */
    public static TimeGrid respaced(int n) {
        stride(n);
        int[] times = new int[n];
        for (int i = 0; i < n; i++) {
            // The stride in float64, rounded half to even, as the published code has it; one step alone is t = 0.
            times[n - 1 - i] = n == 1 ? 0 : (int) Math.rint(i * ((TRAINING_STEPS - 1.0) / (n - 1)));
        }
        return of(times);
    }

    /**
     * T − 1 − ⌊T √(i / (N − 1))⌋ for i = 0 … N − 1: from 999 to 0, both included, closer the nearer they are to 0. Source: "quad" in
     * the code of DiffPIR, Zhu et al., CVPRW 2023.
     */
    public static TimeGrid quadratic(int n) {
        if (n < 2 || n > MOST_QUADRATIC) {
            throw new IllegalArgumentException(
                    "a quadratic grid has between 2 and " + MOST_QUADRATIC + " steps, got " + n);
        }
        int[] times = new int[n];
        for (int i = 0; i < n - 1; i++) {
            times[i] = TRAINING_STEPS - 1 - (int) (TRAINING_STEPS * Math.sqrt((double) i / (n - 1)));
        }
        return of(times); // the last is 0
    }

    private static int consistentTime(int i, int n) {
        return (int) Math.round((double) i * TRAINING_STEPS / n) - 1;
    }

    /** The noise of the first step's image, in the units of a [−1, 1] one. */
    public double largestSigma(NoiseSchedule schedule) {
        return schedule.noiseToImage(steps.get(0).t());
    }

    /** From each of the given times to the next, and from the last to the clean image. */
    public static TimeGrid of(int... times) {
        var steps = new ArrayList<Step>();
        for (int i = 0; i < times.length; i++) {
            steps.add(new Step(times[i], i + 1 < times.length ? times[i + 1] : -1));
        }
        return new TimeGrid(steps);
    }

    /** The grid of that name: dmilo, dmplug, consistent, respaced or quadratic; or the times themselves, such as 500-250-100. */
    public static TimeGrid named(String name, int n) {
        return switch (name) {
            case "dmilo" -> dmilo(n);
            case "dmplug" -> dmplug(n);
            case "consistent" -> consistent(n);
            case "respaced" -> respaced(n);
            case "quadratic" -> quadratic(n);
            default -> listed(name, n);
        };
    }

    /** Whether it is no name but the times themselves. */
    public static boolean isListed(String name) {
        return name.matches("\\d{1,3}(-\\d{1,3})*");
    }

    private static TimeGrid listed(String name, int n) {
        if (!isListed(name)) {
            throw new IllegalArgumentException("unknown time grid '" + name
                    + "': dmilo, dmplug, consistent, respaced, quadratic, or falling times such as 500-250-100");
        }
        int[] times = Arrays.stream(name.split("-")).mapToInt(Integer::parseInt).toArray();
        boolean falls = IntStream.range(1, times.length).allMatch(i -> times[i] < times[i - 1]);
        if (!falls || times[0] >= TRAINING_STEPS) {
            throw new IllegalArgumentException(
                    "time grid '" + name + "' must have falling times of 999 at most, such as 500-250-100");
        }
        TimeGrid grid = of(times);
        if (grid.steps().size() != n) {
            throw new IllegalArgumentException(
                    "time grid '" + name + "' has " + grid.steps().size() + " times, but steps is " + n
                            + ": they must agree, or the grid must be dmilo, dmplug, consistent, respaced or quadratic");
        }
        return grid;
    }

    private static int stride(int n) {
        if (n < 1 || n > TRAINING_STEPS) {
            throw new IllegalArgumentException("steps must be between 1 and " + TRAINING_STEPS + ", got " + n);
        }
        return TRAINING_STEPS / n;
    }
}
