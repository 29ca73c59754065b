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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notes what it is asked for and does nothing, or fails as it is told to. */
public final class RecordingRunner implements Runner {
    public final List<Object> requests = new ArrayList<>();
    public int failedImages;

    @Nullable
    IOException failure;

    @Nullable
    Error error;

    @Override
    public boolean demo(DemoRequest request, Console console) throws IOException {
        note(request);
        console.say("PSNR 30.0");
        return true;
    }

    @Override
    public boolean restore(JobRequest request, Console console) throws IOException {
        note(request);
        return failedImages + request.unreadable() == 0;
    }

    @Override
    public boolean serve(ServeRequest request, Console console) throws IOException {
        note(request);
        return true;
    }

    @Override
    public boolean degrade(DegradeRequest request, Console console) throws IOException {
        note(request);
        return failedImages == 0;
    }

    @Override
    public boolean rerun(RerunRequest request, Console console) throws IOException {
        note(request);
        return failedImages == 0;
    }

    @Override
    public boolean train(TrainRequest request, Console console) throws IOException {
        note(request);
        return failedImages == 0;
    }

    @Override
    public boolean kernels(KernelPicturesRequest request, Console console) throws IOException {
        note(request);
        return failedImages == 0;
    }

    @Override
    public boolean prepare(TestSetRequest request, Console console) throws IOException {
        note(request);
        return failedImages == 0;
    }

    @Override
    public boolean evaluate(PriorEvaluateRequest request, Console console) throws IOException {
        note(request);
        return true;
    }

    @Override
    public boolean compare(PriorCompareRequest request, Console console) throws IOException {
        note(request);
        return true;
    }

    @Override
    public boolean experiments(EvaluateRequest request, Console console) throws IOException {
        note(request);
        return failedImages == 0;
    }

    @Override
    public boolean sample(SampleRequest request, Console console) throws IOException {
        note(request);
        return true;
    }

    @Override
    public boolean doctor(boolean selfTest, Console console) throws IOException {
        note(selfTest ? "doctor with self-test" : "doctor");
        return failedImages == 0;
    }

    @Override
    public List<PriorListing> priors() {
        return List.of(
                new PriorListing("cats64", true, "9 MB", "64 x 64 cat faces", "embedded", "Apache-2.0"),
                new PriorListing(
                        "celeba", false, "357 MB", "256 x 256 faces", "https://example.org/celeba", "none stated"));
    }

    private void note(Object request) throws IOException {
        requests.add(request);
        if (failure != null) {
            throw failure;
        }
        if (error != null) {
            throw error;
        }
    }
}
