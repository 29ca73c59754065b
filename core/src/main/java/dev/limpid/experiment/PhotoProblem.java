package dev.limpid.experiment;

import dev.limpid.degradation.BlindDeblur;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.MaskRule;
import dev.limpid.operator.resize.SuperResolution;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A degradation of the photo protocol. Everything drawn of it depends on the picture's number alone.
 *
 * @param label such as {@code motion 0.01}: the kind, and the noise in the units of a [0, 1] image
 * @param task whose settings the solvers take
 * @param noiseLevel σ_y in the units of a [−1, 1] image
 * @param maker its A
 * @param blindTask whose settings the solvers take that are not told the kernel; empty where it is known to all
 */
public record PhotoProblem(String label, String task, double noiseLevel, Maker maker, Optional<String> blindTask)
        implements TestProblem {
    private static final long SEED = 14;

    /** Blind solvers seek a kernel among so many taps in each direction. */
    private static final int SOUGHT_TAPS = 31;

    /** A for pictures of a size. */
    @FunctionalInterface
    interface Maker {
        ForwardOperator of(int height, int width, int number);
    }

    /**
     * The whole protocol: super-resolution ×2 and ×4, Gaussian blur with standard deviations of 1.6 and 3 pixels and motion at σ =
     * 0.01 and 0.05 of [0, 1]; inpainting of 70 % random pixels and of strokes at σ = 0.01; denoising at σ = 15, 25 and 50 of 255.
     *
     * @param motion kernels of motion; picture i has the i-th of them, over and over
     */
    public static List<PhotoProblem> all(List<BlurKernel> motion) {
        var all = new ArrayList<PhotoProblem>();
        for (double sigma : new double[] {0.01, 0.05}) {
            all.add(of("sr x2", "super-resolution", sigma, (h, w, i) -> SuperResolution.bicubic(2, h, w)));
            all.add(of("sr x4", "super-resolution", sigma, (h, w, i) -> SuperResolution.bicubic(4, h, w)));
            all.add(of("gaussian 1.6", "gaussian-deblur", sigma, blur(BlurKernel.gaussian(13, 1.6))));
            all.add(of("gaussian 3", "gaussian-deblur", sigma, blur(BlurKernel.gaussian(25, 3))));
            all.add(of(
                    "motion",
                    "motion-deblur",
                    sigma,
                    (h, w, i) -> blur(motion.get(i % motion.size())).of(h, w, i)));
        }
        all.add(of("random 70 %", "inpainting", 0.01, mask("random:0.7")));
        all.add(of("strokes", "inpainting", 0.01, mask("strokes:0.15")));
        for (int sigma : new int[] {15, 25, 50}) {
            all.add(of("denoise", "denoise", sigma / 255.0, (h, w, i) -> ForwardOperator.identity()));
        }
        return List.copyOf(all);
    }

    /**
     * Motion at σ = 0.01 of [0, 1], each kernel with all pictures: for solvers that seek it among {@link #SOUGHT_TAPS} taps, beside those that
     * know it.
     *
     * @param kernels by name
     */
    public static List<PhotoProblem> blind(Map<String, BlurKernel> kernels) {
        var all = new ArrayList<PhotoProblem>();
        kernels.forEach((name, kernel) -> {
            PhotoProblem known = of("blind " + name, "motion-deblur", 0.01, blur(kernel.centred()));
            all.add(new PhotoProblem(
                    known.label, known.task, known.noiseLevel, known.maker, Optional.of(BlindDeblur.TASK.name())));
        });
        return List.copyOf(all);
    }

    private static PhotoProblem of(String kind, String task, double sigma, Maker maker) {
        return new PhotoProblem(
                String.format(Locale.ROOT, "%s %.2g", kind, sigma), task, 2 * sigma, maker, Optional.empty());
    }

    private static Maker blur(BlurKernel kernel) {
        return (h, w, i) -> Blur.of(kernel, Boundary.REFLECT, h, w);
    }

    private static Maker mask(String rule) {
        return (h, w, i) ->
                new Inpainting(MaskRule.parse(rule).observed(h, w, Rng.of(SEED).image(i)));
    }

    @Override
    public Optional<String> taskOf(NamedSolver solver) {
        if (solver.isSolver() && blindTask.isPresent() && solver.isFor(blindTask.get())) {
            return blindTask;
        }
        return solver.isFor(task) ? Optional.of(task) : Optional.empty();
    }

    @Override
    public Degraded degrade(Tensor truth, int number) {
        ForwardOperator a = maker.of((int) truth.size(2), (int) truth.size(3), number);
        Measurement measurement = Measurement.simulate(
                truth, a, Noise.gaussian(noiseLevel), Rng.of(SEED).image(number));
        return blindTask.isPresent()
                ? new Degraded(measurement, () -> sought(measurement.y()))
                : Degraded.known(measurement);
    }

    private static KernelBlur sought(Tensor y) {
        return KernelBlur.same(Boundary.REFLECT, SOUGHT_TAPS, (int) y.size(2), (int) y.size(3));
    }
}
