package dev.limpid.cli.prior;

import dev.limpid.cli.console.Console;
import dev.limpid.cli.console.Display;
import dev.limpid.cli.console.EventPrinter;
import dev.limpid.cli.console.LazyProgress;
import dev.limpid.io.AtomicFile;
import dev.limpid.io.Panels;
import dev.limpid.job.Sample;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.Sampler;
import dev.limpid.prior.TimeGrid;
import dev.limpid.priorcheck.DenoisingScore;
import dev.limpid.priorcheck.Memorisation;
import dev.limpid.priorcheck.PictureSet;
import dev.limpid.priorcheck.WienerBaseline;
import dev.limpid.restoration.Compute;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.Augmentation.Flips;
import dev.limpid.training.Preparation;
import dev.limpid.training.Validation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code limpid prior evaluate}. */
public record PriorEvaluateRun(PriorEvaluateRequest request, Console console) {
    private static final int STEPS = 50;
    private static final int SHOWN = 8;

    public void run() throws IOException {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            DiffusionPrior prior = request.compute().load(null, console::note);
            if (prior.halo().isPresent()) {
                new LocalEvaluateRun(request, prior, console).run();
                return;
            }
            Preparation preparation =
                    request.pictures().preparation(List.of(request.compute().prior()));
            PictureSet pictures = read(prior, preparation);
            Files.createDirectories(request.out());
            PictureSet learned = learned(prior, preparation);
            denoise(prior, pictures, learned == null ? WienerBaseline.ofHalves(pictures) : WienerBaseline.of(learned));
            Compute compute = request.compute();
            var sampler = new Sampler(prior, TimeGrid.consistent(STEPS), 0, compute.device(), compute.seed());
            Tensor samples = Sample.draw(sampler, request.samples(), new EventPrinter(console), () -> false)
                    .orElseThrow();
            Panels.grid(samples, file("samples.png"));
            if (learned != null) {
                remembered(
                        pictures, samples, learned, preparation.augmentation().flips());
            }
            console.say("Pictures and scores in " + request.out());
        }
    }

    private PictureSet read(DiffusionPrior prior, Preparation preparation) throws IOException {
        try (var bar = new LazyProgress(console, "reading the pictures")) {
            return request.pictures().read(prior, preparation, bar::at);
        }
    }

    private @Nullable PictureSet learned(DiffusionPrior prior, Preparation preparation) throws IOException {
        if (request.train().isEmpty()) {
            return null;
        }
        try (var bar = new LazyProgress(console, "reading the training pictures")) {
            return request.pictures().learned(request.train().get(), prior, preparation, bar::at);
        }
    }

    private void denoise(DiffusionPrior prior, PictureSet pictures, WienerBaseline wiener) throws IOException {
        List<DenoisingScore> scores;
        try (Display progress = console.display("denoising", 0, Validation.TIMES.size())) {
            scores = DenoisingScore.of(
                    prior,
                    pictures,
                    wiener,
                    request.compute().device(),
                    request.compute().seed(),
                    done -> progress.at(done, ""));
        }
        console.say("Denoising " + pictures.count() + " pictures, PSNR in dB (sigma in the units of a [0, 1] image):");
        console.say("   t   sigma     loss   noisy  Wiener  prior");
        var csv = new StringBuilder("t,sigma,loss,noisy,wiener,prior\n");
        for (DenoisingScore s : scores) {
            Object[] row = {s.t(), s.sigma(), s.loss(), s.identity(), s.wiener(), s.network()};
            console.say(String.format(Locale.ROOT, "%4d  %6.3f  %7.4f  %6.2f  %6.2f  %5.2f", row));
            csv.append(String.format(Locale.ROOT, "%d,%.6f,%.6f,%.4f,%.4f,%.4f\n", row));
            console.event(
                    "denoising", Map.of("t", s.t(), "loss", s.loss(), "wiener", s.wiener(), "prior", s.network()));
        }
        console.say(wiener.description());
        AtomicFile.write(file("denoising.csv"), csv.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void remembered(PictureSet unseen, Tensor samples, PictureSet learned, Flips flips) throws IOException {
        Memorisation memorisation = Memorisation.of(samples, unseen, learned, flips);
        memorisation.lines().forEach(console::say);
        console.event(
                "remembering",
                Map.of(
                        "samples", request.samples(),
                        "copies", memorisation.copies(),
                        "known", memorisation.known(),
                        "distance", memorisation.samples().median()));
        Panels.grid(memorisation.pairs(samples, learned, SHOWN), 2, file("nearest.png"));
    }

    private Path file(String name) {
        return request.out().resolve(name);
    }
}
