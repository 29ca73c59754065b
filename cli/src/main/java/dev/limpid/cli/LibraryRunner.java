package dev.limpid.cli;

import dev.limpid.checkpoint.PriorCard;
import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.cli.console.Console;
import dev.limpid.cli.console.EventPrinter;
import dev.limpid.cli.console.ScoreLines;
import dev.limpid.cli.console.StopSignal;
import dev.limpid.cli.experiment.EvaluateRequest;
import dev.limpid.cli.experiment.EvaluateRun;
import dev.limpid.cli.prior.PriorCompareRequest;
import dev.limpid.cli.prior.PriorCompareRun;
import dev.limpid.cli.prior.PriorEvaluateRequest;
import dev.limpid.cli.prior.PriorEvaluateRun;
import dev.limpid.cli.prior.PriorListing;
import dev.limpid.cli.train.TrainRequest;
import dev.limpid.cli.train.TrainRun;
import dev.limpid.experiment.SolverComparison;
import dev.limpid.job.Degrade;
import dev.limpid.job.DegradeRequest;
import dev.limpid.job.Demo;
import dev.limpid.job.DemoRequest;
import dev.limpid.job.Doctor;
import dev.limpid.job.JobRequest;
import dev.limpid.job.JobRunner;
import dev.limpid.job.JobSummary;
import dev.limpid.job.KernelPictures;
import dev.limpid.job.KernelPicturesRequest;
import dev.limpid.job.Rerun;
import dev.limpid.job.RerunRequest;
import dev.limpid.job.Sample;
import dev.limpid.job.SampleRequest;
import dev.limpid.job.TestSet;
import dev.limpid.job.TestSetRequest;
import dev.limpid.server.LimpidServer;
import dev.limpid.server.ServeRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Carries requests out with the library. */
final class LibraryRunner implements Runner {
    @Override
    public boolean demo(DemoRequest request, Console console) throws IOException {
        return new Demo(request, new EventPrinter(console), () -> false).run().isPresent();
    }

    @Override
    public boolean restore(JobRequest request, Console console) throws IOException {
        try (StopSignal stop = StopSignal.install(console)) {
            if (request.compares()) {
                SolverComparison.requireFree(request);
            }
            JobSummary summary = new JobRunner(request, new EventPrinter(console), stop::requested).run();
            int images = summary.results().size();
            if (request.compares()) {
                compared(request, summary, console);
            } else if (request.simulate() && images > 1) {
                console.say("mean of " + images + " images");
                ScoreLines.of(summary.meanMetrics()).forEach(console::say);
            }
            if (summary.stopped()) {
                console.note("stopped: " + images + " of " + request.jobs().size()
                        + (request.compares() ? " results" : " images")
                        + " are finished; the same command with --resume"
                        + (request.finished() == JobRequest.Finished.REDO ? " instead of --force" : "")
                        + " takes up the rest");
            }
            return summary.failed() == 0;
        }
    }

    private static void compared(JobRequest request, JobSummary summary, Console console) throws IOException {
        if (summary.results().isEmpty()) {
            return;
        }
        var table = new SolverComparison(request.out(), summary.results());
        table.write();
        table.markdown().forEach(console::say);
        List<String> sheets = summary.results().keySet().stream()
                .map(job -> request.comparison(job).toString())
                .distinct()
                .toList();
        console.event("table", Map.of("file", table.file().toString(), "pictures", sheets));
        console.say("Table in " + table.file() + ", side by side in " + String.join(", ", sheets));
    }

    @Override
    public boolean degrade(DegradeRequest request, Console console) throws IOException {
        return new Degrade(request, new EventPrinter(console)).run() == 0;
    }

    @Override
    public boolean rerun(RerunRequest request, Console console) throws IOException {
        try (StopSignal stop = StopSignal.install(console)) {
            return new Rerun(request, new EventPrinter(console), stop::requested).run();
        }
    }

    @Override
    public boolean train(TrainRequest request, Console console) throws IOException {
        return new TrainRun(request, console).run();
    }

    @Override
    public boolean kernels(KernelPicturesRequest request, Console console) throws IOException {
        try (StopSignal stop = StopSignal.install(console)) {
            return made(new KernelPictures(request, new EventPrinter(console), stop::requested).run(), console);
        }
    }

    @Override
    public boolean prepare(TestSetRequest request, Console console) throws IOException {
        try (StopSignal stop = StopSignal.install(console)) {
            return made(new TestSet(request, new EventPrinter(console), stop::requested).run(), console);
        }
    }

    private static boolean made(boolean all, Console console) {
        if (!all) {
            console.note("stopped: the same command goes on");
        }
        return all;
    }

    @Override
    public boolean evaluate(PriorEvaluateRequest request, Console console) throws IOException {
        new PriorEvaluateRun(request, console).run();
        return true;
    }

    @Override
    public boolean compare(PriorCompareRequest request, Console console) throws IOException {
        new PriorCompareRun(request, console).run();
        return true;
    }

    @Override
    public boolean experiments(EvaluateRequest request, Console console) throws IOException {
        return new EvaluateRun(request, console).run();
    }

    @Override
    public boolean sample(SampleRequest request, Console console) throws IOException {
        return new Sample(request, new EventPrinter(console), () -> false).run().isPresent();
    }

    @Override
    public boolean serve(ServeRequest request, Console console) throws IOException {
        try (StopSignal stop = StopSignal.install(console);
                LimpidServer server = LimpidServer.start(request)) {
            console.event("serving", Map.of("address", server.address().toString()));
            console.say("Limpid is at " + server.address());
            console.say("Ctrl-C ends it; what waits or runs goes on when it is started again");
            stop.await();
            return true;
        }
    }

    @Override
    public boolean doctor(boolean selfTest, Console console) throws IOException {
        return new Doctor(System.getenv(), finding -> console.say(finding.line()), new EventPrinter(console))
                .run(selfTest);
    }

    @Override
    public List<PriorListing> priors() {
        PriorCatalog catalog = PriorCatalog.ofUser();
        List<PriorListing> listings = new ArrayList<>();
        for (PriorCard card : PriorCatalog.cards()) {
            boolean present = catalog.present(card);
            listings.add(new PriorListing(
                    card.name(),
                    present,
                    String.format(Locale.ROOT, "%.0f MB", card.bytes() / 1e6),
                    card.description() + ", " + card.architecture().summary() + ", "
                            + String.format(Locale.ROOT, "%.1f M parameters", card.parameters() / 1e6),
                    location(card, catalog, present),
                    card.licence()));
        }
        return listings;
    }

    private static String location(PriorCard card, PriorCatalog catalog, boolean present) {
        if (card.embedded()) {
            return "part of this program";
        }
        return present
                ? catalog.path(card).toString()
                : "get " + card.file() + " from " + card.address() + " and put it at " + catalog.path(card);
    }
}
