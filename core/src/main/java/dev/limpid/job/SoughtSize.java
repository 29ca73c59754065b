package dev.limpid.job;

import dev.limpid.degradation.Degradation;
import dev.limpid.degradation.OptionFiles;
import dev.limpid.degradation.Task;
import dev.limpid.io.MeasurementRecord;
import dev.limpid.io.PictureFile;
import java.io.IOException;
import java.util.ArrayList;

/**
 * The size of an image that keeps its own, from the headers of its files: nothing is decoded.
 *
 * @param coloured whether they say that it has three channels
 */
record SoughtSize(int height, int width, boolean coloured) {
    /**
     * The size of a job's image.
     *
     * @param rule of the images' size
     * @param files that options name
     * @throws IOException in one line, if a file cannot be used
     */
    static SoughtSize of(JobRequest request, Job job, SizeRule rule, OptionFiles files) throws IOException {
        if (job.isMeasurement()) {
            MeasurementRecord record = MeasurementRecord.read(job.file());
            return new SoughtSize(record.height(), record.width(), false);
        }
        int page = job.pageInFile();
        PictureFile picture = PictureFile.open(job.file(), request.reading().limits());
        int[] size = picture.uprightSize(page);
        boolean coloured = picture.saysColours(page);
        if (request.simulate()) {
            return new SoughtSize(size[0], size[1], coloured);
        }
        Degradation given = degradation(request, job, rule.guessed(size[0], size[1]), files);
        return new SoughtSize(given.imageHeight(size[0]), given.imageWidth(size[1]), coloured);
    }

    /** The degradation of a job for images of that side. */
    static Degradation degradation(JobRequest request, Job job, int side, OptionFiles files) throws IOException {
        return job.task().make(new Task.Request(job.values(), side, request.simulate(), files, new ArrayList<>()));
    }
}
