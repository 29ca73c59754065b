package dev.limpid.cli.train;

import dev.limpid.checkpoint.PriorLoader;
import dev.limpid.checkpoint.PriorWeights;
import dev.limpid.cli.console.Console;
import dev.limpid.cli.console.Display;
import dev.limpid.cli.console.LazyProgress;
import dev.limpid.cli.console.StopSignal;
import dev.limpid.io.AtomicFile;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.RangeChoice;
import dev.limpid.job.Reading;
import dev.limpid.prior.Architecture;
import dev.limpid.restoration.Compute;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import dev.limpid.training.ImageFolder;
import dev.limpid.training.ImageFolder.Skipped;
import dev.limpid.training.Objective;
import dev.limpid.training.TrainingDivergedException;
import dev.limpid.training.TrainingFiles;
import dev.limpid.training.TrainingPlan;
import dev.limpid.training.TrainingPlan.Origin;
import dev.limpid.training.TrainingRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code limpid train}: reads the folder, trains, shows how it goes. */
public record TrainRun(TrainRequest request, Console console) {
    private static final int SHOWN = 5;
    /** A folder without a sample above a third of white is suspicious: 14 bits in 16 end at a quarter. */
    private static final double DARK = 1.0 / 3;

    /** Returns whether the training came to its end or was stopped; it did not where it diverged. */
    public boolean run() throws IOException {
        try (var scope = Scope.open();
                StopSignal stop = StopSignal.install(console)) {
            PriorWeights refined =
                    request.from().isEmpty() ? null : refined(request.from().get());
            Architecture any = refined == null ? request.network().apply(1) : refined.architecture();
            // Refuses what cannot be trained before anything is read.
            int size = request.plan().apply(any).config().objective().size();
            requireExcluded();
            ImageFolder folder = index(size, stop);
            Architecture architecture =
                    refined == null ? request.network().apply(channels(folder)) : refined.architecture();
            TrainingPlan drawn = request.plan().apply(architecture);
            TrainingPlan plan = request.from().isEmpty()
                    ? drawn
                    : drawn.from(origin(request.from().get()));
            requirePictures(folder, plan, size);
            warnOfRange(folder);
            report(folder, plan);
            return train(plan, folder, refined, stop);
        }
    }

    private PriorWeights refined(String name) throws IOException {
        return PriorLoader.weights(name, request.config().orElse(null), console::note);
    }

    private static Origin origin(String prior) throws IOException {
        String name = String.valueOf(Path.of(prior).getFileName());
        return new Origin(name, new Compute(prior, 0, Device.CPU).checkpoint());
    }

    private ImageFolder index(int size, StopSignal stop) throws IOException {
        try (var bar = new LazyProgress(console, "reading the pictures")) {
            Reading reading = request.reading();
            BiConsumer<Integer, Integer> progress = (done, of) -> {
                if (stop.requested()) {
                    throw new CancellationException("stopped while the pictures were read; nothing was begun");
                }
                bar.at(done, of);
            };
            return ImageFolder.index(
                    request.data(), request.excluded(), size, reading.range(), reading.limits(), progress);
        }
    }

    /** A list of names that fits nothing would leave in what the user wants to be left out. */
    private void requireExcluded() {
        List<String> missing = request.excluded().stream()
                .filter(name -> !Files.exists(request.data().resolve(name)))
                .sorted()
                .toList();
        if (!missing.isEmpty() && Files.isDirectory(request.data())) {
            throw new InvalidRequestException(
                    "--exclude: " + missing.size() + " of " + request.excluded().size() + " names are not in "
                            + request.data() + ", such as " + missing.get(0));
        }
    }

    private int channels(ImageFolder folder) {
        int channels = request.channels().orElse(folder.hasColour() ? 3 : 1);
        if (channels == 3 && folder.hasGray()) {
            console.note("gray pictures are among them; each becomes three equal channels");
        } else if (channels == 1 && folder.hasColour()) {
            console.note("pictures in colour are among them; the mean of their channels is taken");
        }
        return channels;
    }

    private void requirePictures(ImageFolder folder, TrainingPlan plan, int size) throws IOException {
        if (folder.pictures().isEmpty()) {
            throw new IOException(request.data() + ": there is no picture of at least " + size + " x " + size
                    + " pixels to learn from" + first(folder));
        }
        if (plan.heldOut() > 0) {
            if (folder.trainedOn(plan.heldOut()).pictures().isEmpty()) {
                throw new IOException(
                        request.data() + ": of " + count(folder.pictures().size()) + ", --held-out " + plan.heldOut()
                                + " leaves none to learn from; add pictures or give --held-out 0");
            }
            if (folder.heldOut(plan.heldOut()).pictures().isEmpty()) {
                console.note("of " + count(folder.pictures().size()) + ", --held-out " + plan.heldOut()
                        + " holds out none: nothing will tell whether the prior learns more than these pictures");
            }
        }
    }

    /** Pictures of instruments often do not fill their depth; the prior would know next to nothing but black. */
    private void warnOfRange(ImageFolder folder) {
        double brightest = folder.pictures().stream()
                .mapToDouble(p -> (p.greatest() + 1) / 2)
                .max()
                .orElse(1);
        if (folder.range().equals(RangeChoice.NATURAL) && brightest < DARK) {
            console.note(String.format(
                    Locale.ROOT,
                    "no sample exceeds %.1f %% of white; if the pictures do not fill their depth, say what is black and"
                            + " white with --range, such as 0:4095",
                    100 * brightest));
        }
        long beyond = folder.pictures().stream()
                .filter(p -> p.least() < -1 || p.greatest() > 1)
                .count();
        if (beyond > 0) {
            console.note("of " + count(folder.pictures().size()) + ", " + beyond + " have samples outside --range "
                    + folder.range() + "; these are cut to it");
        }
    }

    private static String first(ImageFolder folder) {
        return folder.skipped().isEmpty()
                ? ""
                : "; " + folder.skipped().size() + " files were skipped, such as "
                        + line(folder.skipped().get(0));
    }

    private static String count(int pictures) {
        return pictures == 1 ? "1 picture" : pictures + " pictures";
    }

    private static String line(Skipped skipped) {
        return skipped.name() + ": " + skipped.reason();
    }

    private void report(ImageFolder folder, TrainingPlan plan) throws IOException {
        if (!folder.skipped().isEmpty()) {
            TrainingFiles files = request.files();
            Files.createDirectories(files.folder());
            Files.write(
                    files.lock(),
                    new byte[0],
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND); // ours, from now on
            String all = folder.skipped().stream().map(TrainRun::line).collect(Collectors.joining("\n", "", "\n"));
            AtomicFile.write(files.skipped(), all.getBytes(StandardCharsets.UTF_8));
            folder.skipped().stream().limit(SHOWN).forEach(s -> console.note("skipped " + line(s)));
            if (folder.skipped().size() > SHOWN) {
                console.note("skipped " + folder.skipped().size() + " files in all; see " + files.skipped());
            }
        }
        Objective objective = plan.config().objective();
        console.note(String.format(
                Locale.ROOT,
                "%s to learn from, %d held out; %s, %.1f M weights; %d steps of %d",
                count(folder.trainedOn(plan.heldOut()).pictures().size()),
                folder.heldOut(plan.heldOut()).pictures().size(),
                objective.shown(),
                objective.weights() / 1e6,
                plan.config().steps(),
                plan.config().batch() * plan.config().accumulation()));
    }

    private boolean train(TrainingPlan plan, ImageFolder folder, @Nullable PriorWeights refined, StopSignal stop)
            throws IOException {
        long from = request.resume() ? TrainingRun.savedStep(request.files()) : 0;
        try (Display progress = console.display("training", from, plan.config().steps())) {
            var watch = new TrainingWatch(plan, request.files(), stop, progress, console);
            var run = new TrainingRun(plan, request.files(), folder, request.saveEvery(), watch);
            if (request.resume()) {
                run.resume();
            } else {
                run.begin(refined == null ? null : refined.weights());
            }
            watch.summary();
            return true;
        } catch (TrainingDivergedException e) {
            console.fail(e.getMessage() + (Files.exists(request.files().state()) ? "; " + kept() : ""));
            return false;
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }

    private String kept() throws IOException {
        return "the state of step " + TrainingRun.savedStep(request.files()) + " is kept in "
                + request.files().state();
    }
}
