package dev.limpid.imagej;

import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.degradation.Values;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.job.JobRequest;
import dev.limpid.job.JobRunner;
import dev.limpid.job.Jobs;
import dev.limpid.job.Listener;
import dev.limpid.job.Reading;
import dev.limpid.job.ResultForm;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.Selection;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.restoration.Tiling;
import dev.limpid.solver.Preset;
import dev.limpid.tensor.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The engine on a file, with the choices that the command line makes, but for the number of steps. */
record Engine(String task, Map<String, String> options, RangeChoice range, long seed) {
    /** Fewer than the preset's: every step is the same, and takes its time. */
    static final String STEPS = "4";

    /** Restores a picture into a folder. Returns that of its result. */
    Path restore(Path picture, Path out) throws IOException {
        Task named = Tasks.named(task);
        Values values = Values.NONE;
        for (var option : named.options()) {
            String text = options.get(option.name());
            values = text == null ? values : values.parsed(option, text);
        }
        var compute = new Compute(Compute.PHOTOGRAPHS, seed, Device.CPU);
        var solver = SolverChoice.of(named.solver(true), Preset.BRIEF, named.tunedAs(), Map.of("steps", STEPS));
        var reading = new Reading(range, ReadLimits.DEFAULT);
        Listener listener = event -> {};
        var jobs = new Jobs(named, values, false, any -> solver, reading, listener);
        jobs.add(List.of(picture));
        var request = new JobRequest(
                jobs.inFoldersOfTheirOwn(out),
                out,
                null,
                false,
                false,
                null,
                JobRequest.Finished.KEEP,
                1,
                Selection.LAST,
                reading,
                compute,
                0,
                null,
                Tiling.ofFree(Tiling.AUTO),
                ResultForm.FULL);
        if (new JobRunner(request, listener, () -> false).run().failed() > 0) {
            throw new IOException("not restored: " + picture);
        }
        String name = String.valueOf(picture.getFileName());
        return out.resolve(name.substring(0, name.lastIndexOf('.')));
    }
}
