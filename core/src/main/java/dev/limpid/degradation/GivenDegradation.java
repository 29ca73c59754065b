package dev.limpid.degradation;

import dev.limpid.io.KernelFiles;
import dev.limpid.io.Mask;
import dev.limpid.io.MaskFiles;
import dev.limpid.io.ReadLimits;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The degradation of a task as options and files give it. */
public final class GivenDegradation {
    private GivenDegradation() {}

    /**
     * The task's protocol with what is given in place of what it draws.
     *
     * @param imageSize side of the images that are sought
     * @param network that blurs in nonlinear deblurring, or null for the camera
     * @param limits what the mask and the kernel may claim
     * @param notices gets what was done to a file that the user may not expect
     */
    public static Degradation read(
            Task task,
            int imageSize,
            Given given,
            @Nullable BlurNetwork network,
            ReadLimits limits,
            List<String> notices)
            throws IOException {
        Degradation degradation = withoutFiles(task, imageSize, given);
        if (network != null) {
            degradation = degradation.withNonlinear(new NonlinearModel.Network(network, null));
        }
        Path mask = given.maskFile();
        if (mask != null) {
            Mask read = MaskFiles.read(mask, limits);
            notices.addAll(read.notices());
            degradation = degradation.withMask(oneChannel(read.observed(), mask));
        }
        Path psf = given.psf();
        if (psf != null) {
            BlurKernel kernel = kernel(psf, limits);
            kernel.notice().ifPresent(n -> notices.add(psf + ": " + n));
            if (isOneSided(kernel)) {
                notices.add(psf
                        + ": is used as the weights of each pixel's neighbours; the picture of a point source must be"
                        + " turned by 180 degrees first");
            }
            degradation = degradation.withKernel(task.isBlind() ? square(kernel, psf, imageSize) : kernel);
        }
        return degradation;
    }

    /** The task's protocol with what is given as numbers and names; masks and kernels are drawn. */
    static Degradation withoutFiles(Task task, int imageSize, Given given) {
        Degradation degradation = Degradation.protocol(task, imageSize);
        Double sigma = given.noise() == null ? null : given.noise().sigma();
        if (sigma != null) {
            degradation = degradation.withNoise(2 * sigma);
        }
        if (given.scale() != null) {
            degradation = degradation.withScale(given.scale());
        }
        if (given.boundary() != null) {
            degradation = degradation.withBoundary(given.boundary());
        }
        if (given.mask() != null && given.mask().rule() != null) {
            degradation = degradation.withMissing(given.mask().rule());
        }
        return degradation;
    }

    /** As kernels that are sought are: with as many rows as columns, and a tap in the middle. */
    private static BlurKernel square(BlurKernel kernel, Path psf, int imageSize) throws IOException {
        int size = Math.max(KernelSize.LEAST, Math.max(kernel.height(), kernel.width()) | 1);
        if (size > KernelSize.most(imageSize, imageSize)) {
            throw new IOException(psf + ": a kernel of " + kernel.width() + "x" + kernel.height()
                    + " is larger than the image of " + imageSize + "x" + imageSize);
        }
        return kernel.within(size, size);
    }

    private static Tensor oneChannel(Tensor mask, Path file) throws IOException {
        Tensor first = mask.narrow(1, 0, 1);
        if (mask.sub(first).abs().max().item() > 0) {
            throw new IOException(file + ": its channels differ; a pixel is observed in all colours or in none");
        }
        return first;
    }

    /** Whether it matters that the kernel is not turned by 180°, by more than a twentieth of its largest weight. */
    private static boolean isOneSided(BlurKernel kernel) {
        double[] values = kernel.values();
        double[] turned = kernel.turned().values();
        double largest = Arrays.stream(values).max().orElse(0);
        return IntStream.range(0, values.length).anyMatch(i -> Math.abs(values[i] - turned[i]) > largest / 20);
    }

    private static BlurKernel kernel(Path psf, ReadLimits limits) throws IOException {
        Tensor weights = KernelFiles.read(psf, limits);
        try {
            return BlurKernel.of(weights.toDoubles(), (int) weights.size(0), (int) weights.size(1));
        } catch (IllegalArgumentException e) {
            throw new IOException(psf + ": " + e.getMessage(), e);
        }
    }
}
