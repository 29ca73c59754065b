package dev.limpid.bench;

import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.job.Job;
import dev.limpid.job.JobRequest;
import dev.limpid.job.Reading;
import dev.limpid.job.ResultForm;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.Selection;
import dev.limpid.restoration.Tiling;
import dev.limpid.tensor.Device;
import java.nio.file.Path;
import java.util.List;

/** Pictures restored as the command line does by default. */
final class Restoring {
    /** Seconds between two snapshots, the default of the command line. */
    private static final double SNAPSHOTS = 1;

    private Restoring() {}

    /** @param folder of the pictures, where the results go as well */
    static JobRequest request(List<Job> jobs, Path folder, String prior, Tiling tiling) {
        return new JobRequest(
                jobs,
                folder.resolve("out"),
                null,
                false,
                false,
                null,
                JobRequest.Finished.REDO,
                SNAPSHOTS,
                Selection.LAST,
                new Reading(RangeChoice.NATURAL, ReadLimits.DEFAULT),
                new Compute(prior, 0, Device.CPU),
                0,
                null,
                tiling,
                ResultForm.FULL);
    }
}
