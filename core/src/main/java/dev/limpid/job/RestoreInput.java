package dev.limpid.job;

import dev.limpid.degradation.Drawn;
import dev.limpid.degradation.MeasurementFolder;
import dev.limpid.degradation.NoiseSetting;
import dev.limpid.degradation.OptionFiles;
import dev.limpid.io.Image;
import dev.limpid.io.MeasurementRecord;
import dev.limpid.io.PictureFile;
import dev.limpid.metric.NoiseLevel;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.PartialObservation;
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
 * One image to be found, and what is known of it.
 *
 * @param problem its measurement, with whatever else is sought
 * @param drawn its degradation
 * @param picture the form that the result takes
 * @param truth the clean image, or null where there is none
 * @param shown the picture as it was given, in [−1, 1]: the clean one, or what was measured
 * @param operator parameters of the degradation, for the record
 * @param notices whatever the user may not expect
 */
record RestoreInput(
        Problem problem,
        Drawn drawn,
        ResultPicture picture,
        @Nullable Tensor truth,
        Tensor shown,
        Map<String, Object> operator,
        List<String> notices) {

    /**
     * Reads a measurement; its tensors belong to the scope that is open.
     *
     * @param rule of the images' size
     */
    static RestoreInput measured(JobRequest request, Job job, SizeRule rule, OptionFiles files) throws IOException {
        MeasurementRecord record = MeasurementRecord.read(job.file());
        int height = record.height();
        int width = record.width();
        if (!rule.allows(height, width)) {
            int side = rule.side().orElseThrow();
            throw new IOException(job.file() + ": is a measurement of " + width + "x" + height
                    + " pixels, but the prior takes " + side + "x" + side + " and larger ones");
        }
        var notices = new ArrayList<String>();
        MeasurementFolder folder = MeasurementFolder.read(job.file(), job.values(), files);
        Measurement measurement = folder.measurement();
        folder.drawn().notice().ifPresent(notices::add);
        return new RestoreInput(
                problem(measurement.y(), folder.drawn(), measurement.noiseLevel(), height, width),
                folder.drawn(),
                ResultPicture.ofMeasurement(height, width).in(request.form(), height, width, job.file(), notices),
                null,
                measurement.y(),
                record.operator(),
                notices);
    }

    /**
     * Decodes a picture; its tensors belong to the scope that is open.
     *
     * @param opened the job's file
     * @param rule of the images' size
     */
    static RestoreInput picture(JobRequest request, Job job, PictureFile opened, SizeRule rule, OptionFiles files)
            throws IOException {
        Image image = request.reading().decode(opened, job.file(), job.page());
        var notices = new ArrayList<>(image.notices());
        var asked = PictureDegradation.of(request, job, image.height(), image.width(), rule, files, notices);
        Sizing sizing = asked.sizing();
        Sizing.Wanted wanted = asked.wanted();
        Tensor pixels = wanted == null
                ? image.pixels()
                : sizing.picture(
                        image.pixels(), job.file(), wanted, asked.given().scalable());
        int height = asked.height();
        int width = asked.width();
        Rng rng = asked.rng();
        Drawn drawn = asked.drawn();
        drawn.notice().ifPresent(notices::add);
        ForwardOperator a = drawn.a();
        ResultPicture result = ResultPicture.of(image, sizing, pixels);
        if (request.simulate()) {
            result = result.in(request.form(), height, width, job.file(), notices);
            double level = job.task().noiseLevel(job.values());
            Measurement measurement = Measurement.simulate(pixels, a, Noise.gaussian(level), rng);
            Problem problem = problem(measurement.y(), drawn, level, height, width);
            return new RestoreInput(problem, drawn, result, pixels, pixels, drawn.parameters(level), notices);
        }
        // A measured picture shows something where it was not observed; y does not.
        Tensor y = a instanceof PartialObservation ? a.apply(pixels) : pixels;
        double level = level(job, y, a, notices);
        return new RestoreInput(
                problem(y, drawn, level, height, width),
                drawn,
                result.measuredBy(a, pixels).in(request.form(), height, width, job.file(), notices),
                null,
                pixels,
                drawn.parameters(level),
                notices);
    }

    /** The same with more notices. */
    RestoreInput and(List<String> more) {
        var all = new ArrayList<>(notices);
        all.addAll(more);
        return new RestoreInput(problem, drawn, picture, truth, shown, operator, all);
    }

    private static Problem problem(Tensor y, Drawn drawn, double level, int height, int width) {
        return new Problem(y, drawn.sought(), level, height, width);
    }

    /** σ_y in the units of a [−1, 1] image; whatever was said of it or found out is noted. */
    private static double level(Job job, Tensor y, ForwardOperator a, List<String> notices) {
        Optional<NoiseSetting> noise = job.values().get(NoiseSetting.NOISE);
        if (noise.isEmpty()) {
            return job.task().noiseLevel();
        }
        boolean auto = noise.get().auto();
        try {
            double level = auto
                    ? NoiseLevel.estimate(y, a instanceof PartialObservation partial ? partial.observed() : null)
                    : job.task().noiseLevel(job.values());
            notices.add((auto ? "noise, estimated: " : "noise: ") + NoiseSetting.describe(level / 2));
            return level;
        } catch (IllegalArgumentException e) {
            if (!noise.get().lenient()) {
                throw e;
            }
            double level = job.task().noiseLevel();
            notices.add(e.getMessage() + "; taken as " + NoiseSetting.describe(level / 2));
            return level;
        }
    }
}
