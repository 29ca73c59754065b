package dev.limpid.imagej;

import dev.limpid.degradation.Values;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.ReadLimits;
import dev.limpid.job.FailureText;
import dev.limpid.job.JobRequest;
import dev.limpid.job.JobRunner;
import dev.limpid.job.Jobs;
import dev.limpid.job.Listener;
import dev.limpid.job.Reading;
import dev.limpid.job.Requirements;
import dev.limpid.job.ResultForm;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.restoration.Tiling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * Restores the slices of an image, one after the other, with one prior.
 *
 * @param first number of the first slice, from 1; likewise {@code last}
 * @param stop asked often; true ends the run
 */
record SliceRun(Source source, int first, int last, Settings settings, BooleanSupplier stop) {
    /** Nothing goes on from a snapshot here. */
    private static final double NO_SNAPSHOTS = 1e9;

    private static final long PIXELS = 64_000_000;

    /** How a run is listened to. */
    @FunctionalInterface
    interface Listening {
        SliceListener to(List<Path> files, Messages messages, Restored restored);
    }

    /** All slices. */
    static SliceRun of(Source source, Settings settings, BooleanSupplier stop) {
        return new SliceRun(source, 1, source.slices(), settings, stop);
    }

    /**
     * Runs. The temporary files are gone when it returns.
     *
     * @throws InvalidRequestException in one line, for settings that do not fit together or the image, or a file that cannot be used
     */
    Restored run(Listening listening) {
        var messages = new Messages();
        var restored = new Restored();
        try (var folder = TemporaryFolder.make()) {
            SolverChoice solver = settings.choice();
            Values values = new GivenValues(source, folder.path(), messages).of(settings.options());
            Requirements.readable("", values);
            List<Path> files = write(folder.path(), messages);
            Listener listener = listening.to(files, messages, restored);
            new JobRunner(request(files, values, solver, folder.path().resolve("out"), listener), listener, stop).run();
        } catch (IOException | IllegalArgumentException | InvalidRequestException e) {
            throw new InvalidRequestException(messages.plain(FailureText.of(e)), e);
        }
        return restored;
    }

    private List<Path> write(Path folder, Messages messages) throws IOException {
        var files = new ArrayList<Path>();
        for (int slice = first; slice <= last; slice++) {
            Path file = folder.resolve(String.format(Locale.ROOT, "slice-%06d.npy", slice));
            PixelFile.write(source.pixels(slice), source.signed(), file);
            messages.name(file.toString(), source.name(slice));
            files.add(file);
        }
        return files;
    }

    private JobRequest request(List<Path> files, Values values, SolverChoice solver, Path out, Listener listener)
            throws IOException {
        long pixels = (long) source.part().width * source.part().height;
        var reading = new Reading(settings.range(), ReadLimits.ofPixels(Math.max(PIXELS, pixels)));
        var jobs = new Jobs(settings.task(), values, false, task -> solver, reading, listener);
        jobs.add(files);
        return JobRequest.ofPictures(
                jobs,
                out,
                JobRequest.Finished.KEEP,
                NO_SNAPSHOTS,
                reading,
                settings.compute(),
                Tiling.ofFree(Tiling.AUTO),
                // Its records name temporary files by their names alone.
                new ResultForm(null, true, false, 1, false, false));
    }
}
