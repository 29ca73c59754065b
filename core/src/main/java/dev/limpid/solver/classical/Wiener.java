package dev.limpid.solver.classical;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.Border;
import dev.limpid.solver.Method;
import dev.limpid.solver.Run;
import dev.limpid.solver.Solution;
import dev.limpid.solver.Solver;
import dev.limpid.solver.Stage;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Fourier;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Functional.Padding;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Wiener's deconvolution: the mean of x given y where pictures are Gaussian and stationary with the power spectrum P and N is the noise's
 * power, per channel. P(f) = c (|f|² + f₀²)^(−3/2), with f₀ one cycle per picture and c fitted so that the model has the measurement's
 * variance: unlike a constant P, nothing is left to tune. The often quoted |f|⁻² promises more detail than small or compressed pictures
 * have, and lets noise through. Results of deblurring are compared with it. It uses no prior.
 *
 * <p>Borders: X̂ = K̄ Y / (|K|² + N / P) on a periodic plane, on which the picture is continued by its mirror images, is the first answer. The blur's own
 * border enters by conjugate gradients from there, see {@link StationaryMean}.
 *
 * <p>Source: Wiener, "Extrapolation, Interpolation, and Smoothing of Stationary Time Series", 1949.
 */
public final class Wiener implements Solver {
    /** As users meet it. */
    public static final Method<NoSettings> METHOD = Method.withoutPrior(
            "wiener",
            "Wiener",
            new Method.Need(Blur.class, "a blur with a known kernel"),
            NoSettings.class,
            settings -> new Wiener(),
            NoSettings.forTasks("gaussian-deblur", "motion-deblur"));

    @Override
    public Solution solve(Measurement measurement, Run run) {
        METHOD.requireTakes(measurement.a());
        try (var off = Gradients.off();
                var solve = Scope.open()) {
            var blur = ((Blur) measurement.a()).to(Device.CPU);
            Tensor y = measurement.y().detach().to(Device.CPU);
            Spectra spectra = Spectra.of(blur, sizeOf(blur, y));
            // One after another: the spectra of a channel take ten times its own memory.
            List<Tensor> images = IntStream.range(0, (int) y.size(0))
                    .mapToObj(b -> Scope.tidy(() -> Tensor.cat(
                            IntStream.range(0, (int) y.size(1))
                                    .mapToObj(c -> Scope.tidy(() -> channel(
                                            y.narrow(0, b, 1).narrow(1, c, 1).contiguous(),
                                            blur,
                                            spectra,
                                            measurement.assumedNoise(),
                                            run)))
                                    .toList(),
                            1)))
                    .toList();
            Tensor x = Tensor.cat(images, 0).clamp(-1, 1);
            run.shows(0, Stage.SAMPLING, x);
            return new Solution(solve.keep(x), true);
        }
    }

    /** The picture behind one channel of one image, (1, 1, H, W). */
    private static Tensor channel(Tensor y, Blur blur, Spectra spectra, double noiseLevel, Run run) {
        Filtered start = filtered(y, blur, spectra, noiseLevel);
        return new StationaryMean(blur, spectra.plane, start.ratio, spectra.power32, start.mean.shape())
                .of(y.sub(Scope.tidy(() -> blur.apply(start.mean))), start.first, run)
                .add(start.mean);
    }

    /** The first answer, on the plane. */
    private static Filtered filtered(Tensor y, Blur blur, Spectra spectra, double noiseLevel) {
        Plane plane = spectra.plane;
        try (var scope = Scope.open()) {
            Tensor place = placed(blur.inPlace(y), spectra.size);
            Tensor continued = Scope.tidy(() -> plane.continued(place.to(DType.FLOAT64)));
            Tensor mean = continued.mean(2, 3);
            Tensor detail = continued.sub(mean);
            Tensor ratio = Scope.tidy(() -> noiseToSignal(detail, spectra, noiseLevel));
            // A correlation has the conjugate spectrum, hence K instead of K̄.
            Tensor periodic = Scope.tidy(
                    () -> plane.inverse(plane.spectrum(detail).mul(spectra.kernel.div(spectra.power.add(ratio)))));
            return new Filtered(
                    scope.keep(mean.to(DType.FLOAT32).expand(place.shape()).contiguous()),
                    scope.keep(ratio.to(DType.FLOAT32)),
                    scope.keep(periodic.to(DType.FLOAT32)));
        }
    }

    /** @param mean in every pixel of the picture */
    private record Filtered(Tensor mean, Tensor ratio, Tensor first) {}

    /** (1, 1, H, W) of the images that a blur takes. */
    private static long[] sizeOf(Blur blur, Tensor y) {
        try (var scope = Scope.open()) {
            return blur.adjoint(y.narrow(0, 0, 1).narrow(1, 0, 1).contiguous()).shape();
        }
    }

    /** y with the picture's size: some borders make it larger or smaller at its end. */
    private static Tensor placed(Tensor y, long[] size) {
        Tensor cut = y.narrow(2, 0, Math.min(y.size(2), size[2])).narrow(3, 0, Math.min(y.size(3), size[3]));
        int right = (int) (size[3] - cut.size(3));
        int below = (int) (size[2] - cut.size(2));
        return right == 0 && below == 0 ? cut : Functional.pad(cut, 0, right, 0, below, Padding.REPLICATE);
    }

    /** N / P for zero-mean y on the plane, (1, 1, height, width / 2 + 1). */
    private static Tensor noiseToSignal(Tensor y, Spectra spectra, double noiseLevel) {
        Plane plane = spectra.plane;
        double count = (double) plane.height() * plane.width();
        double noisePower = noiseLevel * noiseLevel * count; // E|N(f)|²
        // Parseval: mean(y²) count² = Σ_f |K|² P + count · noisePower. At least a hundredth of it is signal.
        Tensor variance = Scope.tidy(() -> y.square().mean(2, 3));
        Tensor signal = variance.add(-noiseLevel * noiseLevel);
        Tensor least = variance.mul(0.01).add(1e-12);
        Tensor bounded = signal.sub(least).relu().add(least);
        Tensor c = bounded.mul(count * count / spectra.modelled);
        return c.onesLike().mul(noisePower).div(spectra.shape.mul(c));
    }

    /**
     * Half spectra that all channels share.
     *
     * @param size (1, 1, H, W) of the picture
     * @param plane on which they are
     * @param kernel K
     * @param power |K|²
     * @param power32 the same in float32
     * @param shape P / c
     * @param modelled Σ_f |K|² P / c over the whole spectrum
     */
    private record Spectra(
            long[] size, Plane plane, Tensor kernel, Tensor power, Tensor power32, Tensor shape, double modelled) {
        static Spectra of(Blur blur, long[] size) {
            Plane plane = Plane.around(size[2], size[3], blur.kernel());
            Border border = blur.frame();
            Tensor k = Scope.tidy(() -> plane.spectrum(plane.embed(blur.kernel(), border.top(), border.left())));
            Tensor power = Scope.tidy(() -> Fourier.power(k));
            Tensor shape = Scope.tidy(plane::naturalSpectrum);
            try (var scope = Scope.open()) {
                double modelled =
                        power.mul(shape).mul(plane.multiplicity()).sum().item();
                return new Spectra(size, plane, k, power, scope.keep(power.to(DType.FLOAT32)), shape, modelled);
            }
        }
    }
}
