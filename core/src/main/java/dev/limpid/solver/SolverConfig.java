package dev.limpid.solver;

import dev.limpid.operator.ParametricOperator;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.tensor.Region;
import java.util.Optional;

/**
 * The settings of a method, complete and validated: a record, whose components are the keys of {@link Settings}. A component
 * that is a record itself gives its own components as keys.
 */
public interface SolverConfig {
    /** The work of a complete solve of one image. */
    Cost cost();

    /**
     * The largest noise that a solve asks the prior for, in the units of a [−1, 1] image; 0 for none.
     *
     * @param schedule the prior's, for settings that are times
     */
    default double largestSigma(NoiseSchedule schedule) {
        return 0;
    }

    /** The latest time at which a solve evaluates a prior, as far as the settings tell: noise of the measurement may begin later. */
    default double latestTime(DiffusionPrior prior) {
        double sigma = largestSigma(prior.schedule());
        return prior.schedule().time(sigma == 0 ? prior.largestSigma() : Math.min(sigma, prior.largestSigma()));
    }

    /** Evaluations of the prior that stay recorded until one gradient is taken through all of them. */
    default int recorded() {
        return 1;
    }

    /**
     * The part of an image that a solve asks a local prior about; empty for all of it.
     *
     * @param noiseLevel of the measurement
     */
    default Optional<Region> asks(ParametricOperator a, double noiseLevel) {
        return Optional.empty();
    }

    /** Images that a solve of {@link Hqs}, and of those like it, holds with what it computes of them; measured. */
    int FEW_IMAGES = 10;

    /** Images that a solve holds with what it computes of them, beside {@link #buffers}; measured, see docs/sizes.md. */
    default int images() {
        if (cost().backward() > 0) {
            return 24;
        }
        return cost().forward() > 0 ? 22 : FEW_IMAGES;
    }

    /** Images that a solve keeps, beside the few that every method has. */
    default long buffers() {
        return 0;
    }

    /**
     * A second prior, of pictures of an unknown kernel, that a solve asks its run for: a file, or a name of the catalogue.
     *
     * @throws IllegalArgumentException if the method needs one and the settings name none
     */
    default Optional<String> priorOfKernels() {
        return Optional.empty();
    }

    /** Whether a solve begins at the largest noise that the prior was trained on where its settings ask for more. */
    default boolean keepsToRange() {
        return false;
    }
}
