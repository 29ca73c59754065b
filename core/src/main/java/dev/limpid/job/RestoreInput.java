package dev.limpid.job;

import dev.limpid.degradation.Degradation;
import dev.limpid.degradation.Drawn;
import dev.limpid.degradation.MeasurementFolder;
import dev.limpid.degradation.NoiseSetting;
import dev.limpid.degradation.OptionFiles;
import dev.limpid.degradation.Sought;
import dev.limpid.degradation.Task;
import dev.limpid.io.Image;
import dev.limpid.io.MeasurementRecord;
import dev.limpid.io.PictureFile;
import dev.limpid.metric.NoiseLevel;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.PartialObservation;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.Problem;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The measurement of one image, and what is known of it.
 *
 * @param drawn its degradation
 * @param picture the form that the result takes
 * @param truth the clean image, or null where there is none
 * @param operator parameters of the degradation, for the record
 * @param notices whatever the user may not expect
 */
record RestoreInput(
        Measurement measurement,
        Drawn drawn,
        ResultPicture picture,
        @Nullable Tensor truth,
        Map<String, Object> operator,
        List<String> notices) {

    /** The image to be found, of side × side pixels, with whatever else is sought. */
    Problem problem(int side) {
        Sought sought = drawn.degradation().task().blind() ? drawn.sought() : measurement::a;
        return new Problem(measurement.y(), sought, measurement.noiseLevel(), side, side);
    }

    /** Reads a measurement; its tensors belong to the scope that is open. */
    static RestoreInput measured(Job job, DiffusionPrior prior, OptionFiles files) throws IOException {
        MeasurementRecord record = MeasurementRecord.read(job.file());
        int height = record.height();
        int width = record.width();
        if (height != prior.imageSize() || width != prior.imageSize()) {
            throw new IOException(job.file() + ": is a measurement of " + width + "x" + height
                    + " pixels, but the prior" + " takes " + prior.imageSize() + "x" + prior.imageSize());
        }
        MeasurementFolder folder = MeasurementFolder.read(job.file(), job.values(), files);
        return new RestoreInput(
                folder.measurement(),
                folder.drawn(),
                ResultPicture.ofMeasurement(height, width),
                null,
                record.operator(),
                List.of());
    }

    /**
     * Decodes a picture; its tensors belong to the scope that is open.
     *
     * @param opened the job's file
     */
    static RestoreInput picture(
            JobRequest request, Job job, PictureFile opened, DiffusionPrior prior, OptionFiles files)
            throws IOException {
        var notices = new ArrayList<String>();
        int size = prior.imageSize();
        Degradation given = job.task().make(new Task.Request(job.values(), size, request.simulate(), files, notices));
        Image image = request.reading().decode(opened, job.file(), job.page());
        notices.addAll(image.notices());
        var sizing = new Sizing(request.resize(), request.crop(), option -> request.command(job, option));
        sizing.notice(image.pixels()).ifPresent(notices::add);
        Tensor pixels = sizing.picture(image.pixels(), job.file(), wanted(request, given, size), given.scalable());
        Rng rng = Rng.of(request.compute().seed()).image(0);
        Drawn drawn = given.of(sizing.part(image.pixels(), size, size)).draw(size, size, rng);
        ForwardOperator a = drawn.a();
        ResultPicture result = ResultPicture.of(image, sizing, pixels);
        if (request.simulate()) {
            double level = job.task().noiseLevel(job.values());
            Measurement measurement = Measurement.simulate(pixels, a, Noise.gaussian(level), rng);
            return new RestoreInput(measurement, drawn, result, pixels, drawn.parameters(level), notices);
        }
        // A measured picture shows something where it was not observed; y does not.
        Tensor y = a instanceof PartialObservation ? a.apply(pixels) : pixels;
        double level = level(job, y, a, notices);
        return new RestoreInput(
                new Measurement(y, a, level),
                drawn,
                result.measuredBy(a, pixels),
                null,
                drawn.parameters(level),
                notices);
    }

    /** The size of a picture to be restored, or of a clean one to be degraded. */
    private static Sizing.Wanted wanted(JobRequest request, Degradation given, int size) {
        String prior = "prior " + request.compute().prior();
        String result = size + "x" + size;
        int width = given.measuredWidth(size);
        int height = given.measuredHeight(size);
        if (request.simulate() || (width == size && height == size)) {
            return new Sizing.Wanted(size, size, prior + " takes " + result);
        }
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(given.whySmaller(result, prior, "nothing"));
        }
        return new Sizing.Wanted(width, height, given.whySmaller(result, prior, width + "x" + height));
    }

    /** σ_y in the units of a [−1, 1] image; whatever was said of it or found out is noted. */
    private static double level(Job job, Tensor y, ForwardOperator a, List<String> notices) {
        Optional<NoiseSetting> noise = job.values().get(NoiseSetting.NOISE);
        boolean auto = noise.isPresent() && noise.get().auto();
        double level = auto
                ? NoiseLevel.estimate(y, a instanceof PartialObservation partial ? partial.observed() : null)
                : job.task().noiseLevel(job.values());
        if (noise.isPresent()) {
            notices.add((auto ? "noise, estimated: " : "noise: ") + NoiseSetting.describe(level / 2));
        }
        return level;
    }
}
