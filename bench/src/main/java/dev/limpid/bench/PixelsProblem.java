package dev.limpid.bench;

import dev.limpid.degradation.Deblur;
import dev.limpid.degradation.Inpaint;
import dev.limpid.degradation.NoiseSetting;
import dev.limpid.degradation.SuperResolve;
import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.degradation.Values;
import dev.limpid.io.Images;
import dev.limpid.io.KernelFiles;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Problems that are drawn in any size, from a smooth picture of random colours. */
enum PixelsProblem {
    /** A hole and a little noise, so that all of the picture is denoised. */
    INPAINTING("inpainting", "0.005"),

    /** Scratches all over the picture without noise, so that their surroundings are denoised. */
    SCRATCHES("inpainting", "0"),

    /** A kernel of 61 taps in each direction, and noise. */
    MOTION_DEBLUR("motion-deblur", "0.01"),

    SUPER_RESOLUTION("super-resolution", "0.01"),

    DENOISE("denoise", "0.1");

    private static final int SCALE = 4;
    private static final int KERNEL = 61;

    private static final Scratches ALL_OVER = new Scratches(12, 6, 8);

    /** Pixels between two values that are drawn. */
    private static final int GRAIN = 8;

    private final String task;
    private final String noise;

    PixelsProblem(String task, String noise) {
        this.task = task;
        this.noise = noise;
    }

    /** @throws IllegalArgumentException for another name, with all that there are */
    static PixelsProblem named(String label) {
        return Arrays.stream(values())
                .filter(problem -> problem.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown problem '" + label + "': "
                        + String.join(
                                ", ",
                                Arrays.stream(values())
                                        .map(PixelsProblem::label)
                                        .toList())));
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Task task() {
        return Tasks.named(task);
    }

    Path picture(Path folder) {
        return folder.resolve("picture.png");
    }

    private static Path mask(Path folder) {
        return folder.resolve("mask.png");
    }

    /** As a user gives them. */
    Values values(Path folder) {
        Values values = Values.NONE.parsed(NoiseSetting.NOISE, noise);
        return switch (this) {
            case INPAINTING -> values.parsed(Inpaint.MASK, "centre:48");
            case SCRATCHES -> values.parsed(Inpaint.MASK, mask(folder).toString());
            case MOTION_DEBLUR ->
                values.parsed(Deblur.PSF, folder.resolve("kernel.npy").toString());
            case SUPER_RESOLUTION -> values.parsed(SuperResolve.SCALE, Integer.toString(SCALE));
            case DENOISE -> values;
        };
    }

    /**
     * Draws the files of a problem.
     *
     * @param height of the image that is sought
     */
    void draw(int height, int width, Path folder) throws IOException {
        int factor = this == SUPER_RESOLUTION ? SCALE : 1;
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            Tensor coarse =
                    Rng.of(1).normal(1, 3, height / GRAIN, width / GRAIN).mul(0.3);
            Tensor image = Functional.resizeBilinear(coarse, height / factor, width / factor);
            if (this == SCRATCHES) {
                Images.write(ALL_OVER.observed(height, width, Rng.of(2)).mul(2).add(-1), mask(folder));
            } else if (this == MOTION_DEBLUR) {
                BlurKernel kernel = BlurKernel.motion(KERNEL, 0.5, Rng.of(3));
                KernelFiles.write(kernel.values(), KERNEL, folder, "kernel");
                image = Blur.of(kernel, Boundary.REFLECT, height, width).apply(image);
            }
            double sigma = 2 * Double.parseDouble(noise);
            Images.write(
                    image.add(Rng.of(4).fastNormal(image.shape()).mul(sigma)).clamp(-1, 1), picture(folder));
        }
    }
}
