package dev.limpid.cli;

import dev.limpid.cli.console.Console;
import dev.limpid.cli.experiment.EvaluateRequest;
import dev.limpid.cli.prior.PriorCompareRequest;
import dev.limpid.cli.prior.PriorEvaluateRequest;
import dev.limpid.cli.prior.PriorListing;
import dev.limpid.cli.train.TrainRequest;
import dev.limpid.job.DegradeRequest;
import dev.limpid.job.DemoRequest;
import dev.limpid.job.JobRequest;
import dev.limpid.job.KernelPicturesRequest;
import dev.limpid.job.RerunRequest;
import dev.limpid.job.SampleRequest;
import dev.limpid.job.TestSetRequest;
import dev.limpid.server.ServeRequest;
import java.io.IOException;
import java.util.List;

/** Carries out the requests of all commands; each method is the {@link dev.limpid.cli.console.Action} of one. */
interface Runner {
    /** Degrades and restores the sample picture. */
    boolean demo(DemoRequest request, Console console) throws IOException;

    /** Restores images one by one. An image that fails is reported, and the others go on. */
    boolean restore(JobRequest request, Console console) throws IOException;

    /** Writes measurements of images one by one. An image that fails is reported, and the others go on. */
    boolean degrade(DegradeRequest request, Console console) throws IOException;

    /** Carries out a record again. Returns whether the results are the same bytes. */
    boolean rerun(RerunRequest request, Console console) throws IOException;

    /** Trains a prior. Returns false where the training diverged. */
    boolean train(TrainRequest request, Console console) throws IOException;

    /** Makes pictures of blur kernels for a training. Returns false where it was told to stop. */
    boolean kernels(KernelPicturesRequest request, Console console) throws IOException;

    /** Makes a set of squares of a folder's pictures. Returns false where it was told to stop. */
    boolean prepare(TestSetRequest request, Console console) throws IOException;

    /** Measures a prior on pictures that it has not seen. */
    boolean evaluate(PriorEvaluateRequest request, Console console) throws IOException;

    /** Compares two priors by what they restore. */
    boolean compare(PriorCompareRequest request, Console console) throws IOException;

    /** Measures solvers on degraded pictures. */
    boolean experiments(EvaluateRequest request, Console console) throws IOException;

    /** Serves the web page until the process is told to end. */
    boolean serve(ServeRequest request, Console console) throws IOException;

    /** Draws pictures from the prior alone. */
    boolean sample(SampleRequest request, Console console) throws IOException;

    /**
     * Looks at the installation and prints each finding. Returns whether nothing is wrong.
     *
     * @param selfTest whether to restore the sample, too
     */
    boolean doctor(boolean selfTest, Console console) throws IOException;

    /** The priors that there are, without loading any. */
    List<PriorListing> priors() throws IOException;
}
