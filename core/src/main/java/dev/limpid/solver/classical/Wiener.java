package dev.limpid.solver.classical;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Border;
import dev.limpid.solver.Method;
import dev.limpid.solver.Run;
import dev.limpid.solver.Solution;
import dev.limpid.solver.Solver;
import dev.limpid.solver.Stage;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Fourier;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Wiener's deconvolution: X̂ = K̄ Y / (|K|² + N / P), per channel. N is the noise's power; P(f) = c (|f|² + f₀²)^(−3/2), with
 * f₀ one cycle per picture and c fitted so that the model has the measurement's variance: unlike a constant P, nothing is
 * left to tune. The often quoted |f|⁻² promises more detail than small or compressed pictures have, and lets noise
 * through. Results of deblurring are compared with it. It uses no prior.
 *
 * <p>Borders: the picture is mirrored beyond each border and the mirrored strips fade into each other, so that the transform
 * meets no jump; this fits reflecting boundaries, and nearly fits the others.
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

    /** Exponent of the pictures' power spectrum. */
    private static final double DECAY = 3;

    @Override
    public Solution solve(Measurement measurement, Run run) {
        METHOD.requireTakes(measurement.a());
        var blur = (Blur) measurement.a();
        Border border = blur.frame();
        Tensor y = blur.inPlace(measurement.y());
        Tensor x = deblur(y, blur.kernel(), border.top(), border.left(), measurement.noiseLevel())
                .clamp(-1, 1);
        run.shows(0, Stage.SAMPLING, x);
        return new Solution(x, true);
    }

    /**
     * Deblurs what a kernel centred on its tap (⌊h / 2⌋, ⌊w / 2⌋) has blurred.
     *
     * @see #deblur(Tensor, BlurKernel, int, int, double)
     */
    public static Tensor deblur(Tensor y, BlurKernel kernel, double noiseLevel) {
        return deblur(y, kernel, kernel.height() / 2, kernel.width() / 2, noiseLevel);
    }

    /**
     * Deblurs y[o] = Σ_j k[j] x[o + j − centre] + noise (a cross-correlation, as in all our blurs).
     *
     * @param y images (B, C, H, W) in the units of [−1, 1] images
     * @param kernel k
     * @param centreRow row of the tap that meets the output's own pixel
     * @param centreColumn its column
     * @param noiseLevel σ_y in the units of a [−1, 1] image; taken as {@link Measurement#assumedNoise} has it
     * @return (B, C, H, W), float32, on the CPU; values may leave [−1, 1] by ringing
     * @throws IllegalArgumentException if y has another shape or the noise level is negative
     */
    public static Tensor deblur(Tensor y, BlurKernel kernel, int centreRow, int centreColumn, double noiseLevel) {
        if (y.dim() != 4 || y.count() == 0) {
            throw new IllegalArgumentException("y must be images (B, C, H, W), got " + Arrays.toString(y.shape()));
        }
        if (!(noiseLevel >= 0) || Double.isInfinite(noiseLevel)) {
            throw new IllegalArgumentException("noise level must be finite and not negative, got " + noiseLevel);
        }
        try (var scope = Scope.open()) {
            var period = new Period(
                    smooth((int) y.size(2) + 2 * kernel.height()), smooth((int) y.size(3) + 2 * kernel.width()));
            Spectra spectra = Spectra.of(
                    Scope.tidy(() ->
                            Fourier.rfft2(period.embed(kernel, centreRow, centreColumn), period.height, period.width)),
                    period);
            double noise = Measurement.assumedNoise(noiseLevel);
            // One after another: the spectra of a channel take ten times its own memory.
            List<Tensor> channels = IntStream.range(0, (int) y.size(1))
                    .mapToObj(c -> Scope.tidy(() -> deblur(y.narrow(1, c, 1), spectra, period, noise)))
                    .toList();
            return scope.keep(Tensor.cat(channels, 1));
        }
    }

    /** One channel. */
    private static Tensor deblur(Tensor y, Spectra spectra, Period period, double noiseLevel) {
        Tensor padded = Scope.tidy(() ->
                extend(extend(y.detach().to(Device.CPU).to(DType.FLOAT64), 2, period.height), 3, period.width));
        Tensor mean = padded.mean(2, 3);
        Tensor detail = restore(padded.sub(mean), spectra, period, noiseLevel);
        Tensor x = detail.add(mean).narrow(2, 0, y.size(2)).narrow(3, 0, y.size(3));
        return x.to(DType.FLOAT32).contiguous();
    }

    /** X̂ for zero-mean y. A correlation has the conjugate spectrum, hence K instead of K̄ above the line. */
    private static Tensor restore(Tensor y, Spectra spectra, Period period, double noiseLevel) {
        double count = (double) period.height * period.width;
        double noisePower = noiseLevel * noiseLevel * count; // E|N(f)|²
        // Parseval: mean(y²) count² = Σ_f |K|² P + count · noisePower. At least a hundredth of it is signal.
        Tensor variance = Scope.tidy(() -> y.square().mean(2, 3));
        Tensor signal = variance.add(-noiseLevel * noiseLevel);
        Tensor least = variance.mul(0.01).add(1e-12);
        Tensor bounded = signal.sub(least).relu().add(least);
        Tensor c = bounded.mul(count * count / spectra.modelled);
        Tensor filter = Scope.tidy(() -> {
            Tensor noiseToSignal = c.onesLike().mul(noisePower).div(spectra.shape.mul(c));
            return spectra.kernel.div(spectra.power.add(noiseToSignal));
        });
        Tensor product =
                Scope.tidy(() -> Fourier.rfft2(y, period.height, period.width).mul(filter));
        return Fourier.irfft2(product, period.height, period.width);
    }

    /**
     * Half spectra that all channels share.
     *
     * @param kernel K
     * @param power |K|²
     * @param shape P / c
     * @param modelled Σ_f |K|² P / c over the whole spectrum
     */
    private record Spectra(Tensor kernel, Tensor power, Tensor shape, double modelled) {
        static Spectra of(Tensor k, Period period) {
            Tensor power = Scope.tidy(() -> Fourier.power(k));
            Tensor shape = Scope.tidy(period::naturalSpectrum);
            try (var scope = Scope.open()) {
                double modelled =
                        power.mul(shape).mul(period.multiplicity()).sum().item();
                return new Spectra(k, power, shape, modelled);
            }
        }
    }

    /** Continues a dimension beyond its end, up to a length, by a strip that leads back to its beginning. */
    private static Tensor extend(Tensor x, int dim, int length) {
        int size = (int) x.size(dim);
        int strip = length - size;
        var after = new long[strip];
        var before = new long[strip];
        var fade = new double[strip];
        for (int j = 0; j < strip; j++) {
            after[j] = mirror(size + j, size);
            before[j] = mirror(j - strip, size);
            fade[j] = 0.5 - 0.5 * Math.cos(Math.PI * (j + 0.5) / strip);
        }
        var shape = new long[] {1, 1, 1, 1};
        shape[dim] = strip;
        Tensor weight = Tensor.of(fade, shape);
        Tensor right =
                x.indexSelect(dim, Tensor.of(after, strip)).mul(weight.neg().add(1));
        Tensor left = x.indexSelect(dim, Tensor.of(before, strip)).mul(weight);
        return Tensor.cat(List.of(x, right.add(left)), dim);
    }

    /** Reflection with the edge pixel repeated. */
    private static long mirror(int i, int size) {
        int j = Math.floorMod(i, 2 * size);
        return j < size ? j : 2L * size - 1 - j;
    }

    /** The least even number from n on with no prime factor above 5: such lengths transform fast. */
    private static int smooth(int n) {
        for (int m = n + (n & 1); ; m += 2) {
            int rest = m;
            for (int prime : new int[] {2, 3, 5}) {
                while (rest % prime == 0) {
                    rest /= prime;
                }
            }
            if (rest == 1) {
                return m;
            }
        }
    }

    /** One period of the extended picture, even in width, and arrays over its half spectrum (height, width / 2 + 1). */
    private record Period(int height, int width) {
        /** The kernel with its centre at (0, 0), wrapped around. */
        Tensor embed(BlurKernel kernel, int centreRow, int centreColumn) {
            double[] taps = kernel.values();
            int columns = kernel.width();
            var grid = new double[height * width];
            for (int i = 0; i < taps.length; i++) {
                int row = Math.floorMod(i / columns - centreRow, height);
                int column = Math.floorMod(i % columns - centreColumn, width);
                grid[row * width + column] += taps[i];
            }
            return Tensor.of(grid, height, width);
        }

        Tensor naturalSpectrum() {
            double lowest = 1.0 / Math.max(height, width);
            double[] rows = IntStream.range(0, height)
                    .mapToDouble(row -> (double) Math.min(row, height - row) / height)
                    .map(fy -> fy * fy + lowest * lowest)
                    .toArray();
            double[] columns = IntStream.rangeClosed(0, width / 2)
                    .mapToDouble(column -> (double) column / width)
                    .map(fx -> fx * fx)
                    .toArray();
            Tensor squared = Tensor.of(rows, height, 1).add(Tensor.of(columns, 1, columns.length));
            return squared.log().mul(-DECAY / 2).exp();
        }

        /** How often a column of the half spectrum stands in the whole one. */
        Tensor multiplicity() {
            var count = new double[width / 2 + 1];
            Arrays.fill(count, 2);
            count[0] = 1;
            count[width / 2] = 1;
            return Tensor.of(count, 1, count.length);
        }
    }
}
