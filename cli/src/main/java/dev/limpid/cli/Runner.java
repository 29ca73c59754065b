package dev.limpid.cli;

import dev.limpid.job.DegradeRequest;
import dev.limpid.job.DemoRequest;
import dev.limpid.job.JobRequest;
import dev.limpid.job.RerunRequest;
import dev.limpid.job.SampleRequest;
import java.io.IOException;
import java.util.List;

/**
 * Carries out what the commands ask for. A request's own values have been checked; what needs the prior or an image to be
 * checked (an image or a mask of another size) is the runner's to check before it computes.
 *
 * <p>Every method may throw {@link dev.limpid.io.InvalidRequestException} where the request is wrong and anything else where the work failed.
 */
interface Runner {
    /** Degrades and restores the sample picture. */
    void demo(DemoRequest request, Console console) throws IOException;

    /** Restores images one by one, reports each that fails and goes on; returns how many failed. */
    int restore(JobRequest request, Console console) throws IOException;

    /** Writes measurements of images one by one, reports each that fails and goes on; returns how many failed. */
    int degrade(DegradeRequest request, Console console) throws IOException;

    /** Runs again what a record describes; returns whether the results are the same bytes. */
    boolean rerun(RerunRequest request, Console console) throws IOException;

    /** Trains a prior; returns false where the training diverged. */
    boolean train(TrainRequest request, Console console) throws IOException;

    /** Measures a prior on pictures that it has not seen. */
    void evaluate(PriorEvaluateRequest request, Console console) throws IOException;

    /** Compares two priors by what they restore. */
    void compare(PriorCompareRequest request, Console console) throws IOException;

    /** Draws pictures from the prior alone. */
    void sample(SampleRequest request, Console console) throws IOException;

    /**
     * Looks at the installation and prints what it finds; returns whether nothing is wrong.
     *
     * @param selfTest whether to restore the sample, too
     */
    boolean doctor(boolean selfTest, Console console) throws IOException;

    /** The priors that there are, without loading any. */
    List<PriorListing> priors() throws IOException;
}
