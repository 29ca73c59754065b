package dev.limpid.bench.theory;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The sizes of the experiment. Everything that the user does not choose stands here, once.
 *
 * @param seed of all draws
 * @param trials generators, each with a truth of its own
 * @param dimension n, the numbers in a signal
 */
record Setting(long seed, int trials, int dimension) {
    static final int LEAST_DIMENSION = 16;
    static final int MOST_DIMENSION = 256;
    static final int MOST_TRIALS = 10_000;

    /** k. */
    static final int LATENTS = 4;
    /** N. */
    static final int STEPS = 3;
    /** r, on ‖z‖₂. */
    static final double RADIUS = 3;
    /** s, on ‖ν‖₁. */
    static final double SPARSITY = 1;
    /** Entries of ν in the truth and in random pairs. */
    static final int ENTRIES = 3;
    /** ‖x* − G(z*, ν*)‖: by how much the truth lies outside of the extended range at most. */
    static final double OUTSIDE = 0.05;
    /** ‖η‖ of the measurements' noise. */
    static final double NOISE = 0.02;
    /** δ of the condition. */
    static final double DELTA = 0.1;

    /** A γ that is the same for every A, as a theorem has it that holds from some m on. */
    static final double FIXED_GAMMA = 0.5;

    static final int CURVES = 16;
    static final int STARTS = 6;
    static final int FIT_ITERATIONS = 800;
    static final int PAIRS = 2000;
    static final int DESCENTS = 4;
    static final int DESCENT_ITERATIONS = 250;

    Setting {
        if (trials < 1 || trials > MOST_TRIALS) {
            throw new IllegalArgumentException("--trials must be between 1 and " + MOST_TRIALS + ", got " + trials);
        }
        if (dimension < LEAST_DIMENSION || dimension > MOST_DIMENSION) {
            throw new IllegalArgumentException(
                    "--dimension must be between " + LEAST_DIMENSION + " and " + MOST_DIMENSION + ", got " + dimension);
        }
    }

    /** Random curves for each m of the projection's trials: they are cheap. */
    int curves() {
        return CURVES * trials;
    }

    /** The numbers m of measurements, from n/32 to n. */
    List<Integer> measurements() {
        return DoubleStream.of(1.0 / 32, 1.0 / 16, 1.0 / 8, 3.0 / 16, 1.0 / 4, 3.0 / 8, 1.0 / 2, 3.0 / 4, 1)
                .mapToObj(part -> Math.max(1, (int) Math.round(part * dimension)))
                .distinct()
                .toList();
    }
}
