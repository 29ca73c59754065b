package dev.limpid.cli;

import dev.limpid.checkpoint.PriorCard;
import dev.limpid.checkpoint.PriorCatalog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Carries requests out with the library. */
final class LibraryRunner implements Runner {
    @Override
    public void demo(DemoRequest request, Console console) throws IOException {
        new DemoRun(request, console).run();
    }

    @Override
    public int restore(RestoreRequest request, Console console) throws IOException {
        return new RestoreRun(request, console).run();
    }

    @Override
    public int degrade(DegradeRequest request, Console console) throws IOException {
        return new DegradeRun(request, console).run();
    }

    @Override
    public boolean rerun(RerunRequest request, Console console) throws IOException {
        return new RerunRun(request, console).run();
    }

    @Override
    public boolean train(TrainRequest request, Console console) throws IOException {
        return new TrainRun(request, console).run();
    }

    @Override
    public void evaluate(PriorEvaluateRequest request, Console console) throws IOException {
        new PriorEvaluateRun(request, console).run();
    }

    @Override
    public void compare(PriorCompareRequest request, Console console) throws IOException {
        new PriorCompareRun(request, console).run();
    }

    @Override
    public void sample(SampleRequest request, Console console) throws IOException {
        new SampleRun(request, console).run();
    }

    @Override
    public boolean doctor(boolean selfTest, Console console) throws IOException {
        return new Doctor(System.getenv(), console).run(selfTest);
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
                    card.description() + ", UNet " + parameters(card),
                    location(card, catalog, present)));
        }
        return listings;
    }

    private static String parameters(PriorCard card) {
        return String.format(
                Locale.ROOT,
                "%d channels x %s, %.1f M parameters",
                card.architecture().numChannels(),
                card.architecture().channelMult().stream().map(Double::intValue).toList(),
                card.parameters() / 1e6);
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
