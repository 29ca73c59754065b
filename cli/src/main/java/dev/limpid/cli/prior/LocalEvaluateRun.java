package dev.limpid.cli.prior;

import dev.limpid.cli.console.Console;
import dev.limpid.cli.console.Display;
import dev.limpid.cli.console.LazyProgress;
import dev.limpid.io.AtomicFile;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.priorcheck.LocalProperties;
import dev.limpid.priorcheck.PatchMemorisation;
import dev.limpid.priorcheck.PublishedDenoising;
import dev.limpid.priorcheck.WholeDenoising;
import dev.limpid.priorcheck.WholePictures;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.Tiling;
import dev.limpid.solver.Cost;
import dev.limpid.training.Preparation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code limpid prior evaluate} of a local network: on whole pictures, and what its use for any size rests on. */
record LocalEvaluateRun(PriorEvaluateRequest request, DiffusionPrior prior, Console console) {

    void run() throws IOException {
        Preparation preparation =
                request.pictures().preparation(List.of(request.compute().prior()));
        WholePictures pictures = request.pictures().whole(prior, preparation);
        Files.createDirectories(request.out());
        denoise(pictures);
        Compute compute = request.compute();
        LocalProperties.of(prior, pictures, compute.device(), compute.seed())
                .map(LocalProperties::lines)
                .ifPresent(lines -> lines.forEach(console::say));
        if (request.train().isPresent()) {
            remembered(pictures, request.pictures().whole(request.train().get(), prior, preparation));
        }
        console.say("Scores in " + request.out());
    }

    private void denoise(WholePictures pictures) throws IOException {
        List<WholeDenoising> scores;
        try (Display progress = console.display("denoising", 0, pictures.names().size())) {
            Compute compute = request.compute();
            scores = WholeDenoising.of(
                    prior,
                    this::tile,
                    pictures,
                    compute.device(),
                    compute.seed(),
                    done -> progress.at(done, ""),
                    reason -> console.note("passed over: " + reason));
        }
        Optional<PublishedDenoising> published =
                prior.channels() == 3 ? PublishedDenoising.of(pictures.names()) : Optional.empty();
        List<String> methods = published.isEmpty() ? List.of() : PublishedDenoising.METHODS;
        console.say("Denoising " + scores.get(0).pictures() + " whole pictures, PSNR in dB (sigma of 255)"
                + published
                        .map(p -> ", beside the published means on " + p.set() + ":")
                        .orElse(":"));
        console.say("sigma  noisy  prior" + cells(methods, "%8s"));
        var csv = new StringBuilder("sigma,noisy,prior" + cells(methods, ",%s") + "\n");
        for (WholeDenoising s : scores) {
            List<String> others = methods.stream()
                    .map(method -> published
                            .flatMap(p -> p.of(method, s.level()))
                            .map(value -> String.format(Locale.ROOT, "%.2f", value))
                            .orElse(""))
                    .toList();
            String beyond = s.isKnownTo(prior) ? "" : "  more than it was trained on";
            console.say(String.format(Locale.ROOT, "%5d  %5.2f  %5.2f", s.level(), s.noisy(), s.prior())
                    + (cells(others, "%8s") + beyond).stripTrailing());
            csv.append(String.format(Locale.ROOT, "%d,%.4f,%.4f", s.level(), s.noisy(), s.prior()))
                    .append(cells(others, ",%s"))
                    .append('\n');
            console.event("denoising", event(s));
        }
        AtomicFile.write(request.out().resolve("denoising.csv"), csv.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** As large as half of the free memory allows, as it is for restorations. */
    private int tile(int height, int width) {
        return Tiling.ofFree(Tiling.AUTO)
                .plan(prior, () -> Cost.evaluations(1, 0), ForwardOperator.identity(), height, width)
                .tile();
    }

    private static Map<String, Object> event(WholeDenoising s) {
        var event = new LinkedHashMap<String, Object>();
        event.put("sigma", s.level());
        event.put("noisy", s.noisy());
        event.put("prior", s.prior());
        return event;
    }

    private static String cells(List<String> values, String format) {
        var text = new StringBuilder();
        values.forEach(value -> text.append(String.format(Locale.ROOT, format, value)));
        return text.toString();
    }

    private void remembered(WholePictures unseen, WholePictures train) throws IOException {
        Compute compute = request.compute();
        PatchMemorisation memorisation;
        try (var bar = new LazyProgress(console, "reading the training pictures")) {
            memorisation = PatchMemorisation.of(prior, unseen, train, compute.device(), compute.seed(), bar::at);
        }
        memorisation.lines().forEach(console::say);
        console.event(
                "remembering",
                Map.of(
                        "samples",
                        memorisation.results().distance().length,
                        "copies",
                        memorisation.copies(),
                        "known",
                        0,
                        "distance",
                        memorisation.results().median()));
    }
}
