package dev.limpid.job;

import dev.limpid.degradation.BlurNetwork;
import dev.limpid.degradation.Degradation;
import dev.limpid.degradation.GivenDegradation;
import dev.limpid.degradation.MeasurementFolder;
import dev.limpid.degradation.NoiseOption;
import dev.limpid.degradation.Task;
import dev.limpid.io.Image;
import dev.limpid.io.MeasurementRecord;
import dev.limpid.io.Sha256;
import dev.limpid.metric.NoiseLevel;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.PartialObservation;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.SoughtKernel;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is restored: one image's measurement.
 *
 * @param a the measurement's operator
 * @param sought the kernel to find in blind deblurring, where {@code a} is the blur of any kernel, or in a simulation of the true one;
 *     null where A is known
 * @param picture the form that the result takes
 * @param truth the clean image, or null where there is none
 * @param operator parameters of the degradation, for the record
 * @param notices what the user may not expect
 */
record RestoreInput(
        Measurement measurement,
        ForwardOperator a,
        @Nullable SoughtKernel sought,
        ResultPicture picture,
        @Nullable Tensor truth,
        Map<String, Object> operator,
        List<String> notices) {

    /** Hashes of the files that a job reads. */
    static Map<String, String> hashes(Job job) throws IOException {
        var hashes = new LinkedHashMap<String, String>();
        hashes.put("input", Sha256.of(job.file()));
        Path mask = job.given().maskFile();
        if (mask != null) {
            hashes.put("mask", Sha256.of(mask));
        }
        Path psf = job.given().psf();
        if (psf != null) {
            hashes.put("kernel", Sha256.of(psf));
        }
        return hashes;
    }

    /** Reads a job's files, where the network is the one that its blur is of; the tensors belong to the scope that is open. */
    static RestoreInput read(JobRequest request, Job job, DiffusionPrior prior, @Nullable BlurNetwork network)
            throws IOException {
        return job.isMeasurement() ? measured(job, prior, network) : picture(request, job, prior, network);
    }

    private static RestoreInput measured(Job job, DiffusionPrior prior, @Nullable BlurNetwork network)
            throws IOException {
        MeasurementRecord record = MeasurementRecord.read(job.file());
        int height = record.height();
        int width = record.width();
        if (height != prior.imageSize() || width != prior.imageSize()) {
            throw new IOException(job.file() + ": is a measurement of " + width + "x" + height
                    + " pixels, but the prior" + " takes " + prior.imageSize() + "x" + prior.imageSize());
        }
        MeasurementFolder folder = MeasurementFolder.read(job.file(), network);
        Measurement measurement = folder.measurement();
        return new RestoreInput(
                measurement,
                measurement.known(),
                sought(job, measurement, height),
                ResultPicture.ofMeasurement(height, width),
                null,
                folder.parameters(),
                List.of());
    }

    private static @Nullable SoughtKernel sought(Job job, Measurement measurement, int side) {
        return job.task().isBlind() && measurement.a() instanceof Blur blur
                ? SoughtKernel.of(job.given().kernelSize(), blur, side)
                : null;
    }

    private static RestoreInput picture(
            JobRequest request, Job job, DiffusionPrior prior, @Nullable BlurNetwork network) throws IOException {
        var notices = new ArrayList<String>();
        Degradation given = GivenDegradation.read(
                job.task(),
                prior.imageSize(),
                job.given(),
                network,
                request.reading().limits(),
                notices);
        int size = prior.imageSize();
        SoughtKernel sought = null;
        if (job.task().isBlind() && !request.simulate()) {
            sought = SoughtKernel.of(job.given().kernelSize(), given.blur().boundary(), size);
            given = given.withKernel(BlurKernel.delta(sought.size(), sought.size()));
        }
        Image image = request.reading().read(job.file(), job.page());
        notices.addAll(image.notices());
        var fit = new Fit(request.resize(), request.crop(), option -> request.command(job, option));
        fit.notice(image.pixels()).ifPresent(notices::add);
        Fit.Wanted wanted = wanted(request, given, size);
        Tensor pixels = fit.picture(image.pixels(), job.file(), wanted, given.mask() == null);
        Degradation own = fit.maskOf(given, job.given().maskFile(), image.pixels(), size, size);
        Rng rng = Rng.of(request.compute().seed()).image(0);
        ForwardOperator a = own.operator(size, size, rng);
        ResultPicture result = ResultPicture.of(image, fit, pixels);
        if (request.simulate()) {
            Measurement measurement = Measurement.simulate(pixels, a, Noise.gaussian(own.noiseLevel()), rng);
            return new RestoreInput(
                    measurement, a, sought(job, measurement, size), result, pixels, own.parameters(a), notices);
        }
        if (job.task().hasKernel() && job.given().boundary() == null) {
            notices.add("taken as mirrored beyond its border; a photograph's scene goes on there: --boundary valid");
        }
        // A measured picture shows something where it was not observed; y does not.
        Tensor y = job.task() == Task.INPAINTING ? a.apply(pixels) : pixels;
        Degradation known = own.withNoise(level(job, own, y, a, notices));
        return new RestoreInput(
                new Measurement(y, a, known.noiseLevel()),
                a,
                sought,
                result.measuredBy(a, pixels),
                null,
                known.parameters(),
                notices);
    }

    /** The size of a picture to be restored, or of a clean one to be degraded. */
    private static Fit.Wanted wanted(JobRequest request, Degradation given, int size) {
        String prior = "prior " + request.compute().prior();
        String result = size + "x" + size;
        int width = given.measuredWidth(size);
        int height = given.measuredHeight(size);
        if (request.simulate() || (width == size && height == size)) {
            return new Fit.Wanted(size, size, prior + " takes " + result);
        }
        String measured = width + "x" + height;
        if (given.task() == Task.SUPER_RESOLUTION) {
            return new Fit.Wanted(
                    width,
                    height,
                    "super-resolution by " + given.scale() + " makes the " + result + " pixels of " + prior + " out of "
                            + measured);
        }
        String kernel = (size - width + 1) + "x" + (size - height + 1);
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("--boundary valid and a kernel of " + kernel
                    + " pixels leave nothing of the " + result + " of " + prior);
        }
        return new Fit.Wanted(
                width,
                height,
                "with --boundary valid and a kernel of " + kernel + " pixels the " + result + " of " + prior
                        + " are seen as " + measured);
    }

    /** σ_y in the units of a [−1, 1] image; what was said of it or found out is noted. */
    private static double level(Job job, Degradation degradation, Tensor y, ForwardOperator a, List<String> notices) {
        NoiseOption noise = job.given().noise();
        if (noise == null) {
            return degradation.noiseLevel();
        }
        if (!noise.auto()) {
            notices.add("noise: " + NoiseOption.describe(degradation.noiseLevel() / 2));
            return degradation.noiseLevel();
        }
        double level = NoiseLevel.estimate(y, a instanceof PartialObservation partial ? partial.observed() : null);
        notices.add("noise, estimated: " + NoiseOption.describe(level / 2));
        return level;
    }
}
