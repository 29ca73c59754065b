package dev.limpid.degradation;

import dev.limpid.io.AdvisedException;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.turbulence.Tilt;
import dev.limpid.operator.turbulence.Turbulence;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Images are seen through hot air, which tilts and blurs them; both are sought together with them. Protocol: that of DMPlug in
 * proportion. Its tilts have a root mean square of 0.4 pixels in a picture of 256 pixels; that stays, and the patches of which a field
 * is made have a quarter of the picture's side. Its Gaussian has a standard deviation of 3 pixels; 1 in smaller pictures, as for deblurring.
 *
 * @param air makes the measurement, or null of a picture that was measured
 * @param size taps of the kernel that is sought, in each direction, or null for a quarter of the image's side
 */
public record TurbulentAir(@Nullable Air air, @Nullable Integer size) implements Degradation {
    public static final Option<Double> TILT = Option.of(
            "tilt",
            "PIXELS",
            text -> positive("tilt", text),
            "Turbulence: how far the air moves pixels, as a root mean square, for images to be degraded.",
            "Default: 0.4.");

    public static final Option<Double> KERNEL_STD = Option.of(
            "kernel-std",
            "PIXELS",
            text -> positive("kernel-std", text),
            "Turbulence: the standard deviation of the air's blur, for images to be degraded.",
            "Default: 3, or 1 in images of less than 256 pixels.");

    public static final Task TASK =
            new Task(
                    "turbulence",
                    "hot air tilted and blurred them, in an unknown way",
                    TILT,
                    KERNEL_STD,
                    BlindDeblur.KERNEL_SIZE) {
                @Override
                public String words() {
                    return "Undo the shimmer of hot air";
                }

                @Override
                public List<Option<?>> simulating() {
                    return List.of(TILT, KERNEL_STD);
                }

                @Override
                public Class<? extends ParametricOperator> operator() {
                    return Turbulence.class;
                }

                @Override
                public String classical() {
                    return "as-measured";
                }

                @Override
                public String localSolver() {
                    return solver();
                }

                @Override
                public String solver() {
                    return "dmplug-blind";
                }

                @Override
                public Degradation make(Request request) {
                    Values values = request.values();
                    Integer size = values.get(BlindDeblur.KERNEL_SIZE).orElse(null);
                    if (!request.simulated()) {
                        return new TurbulentAir(null, size);
                    }
                    double std = values.get(KERNEL_STD)
                            .orElseGet(() -> DrawnKernel.Gaussian.protocol(request.side())
                                    .std());
                    return new TurbulentAir(new Air(values.get(TILT).orElse(0.4), std), size);
                }

                @Override
                public Degradation read(MeasurementReader files) {
                    Integer size = files.values().get(BlindDeblur.KERNEL_SIZE).orElse(null);
                    return new TurbulentAir(new Air(files.number("tilt"), files.number("kernelStd")), size);
                }

                @Override
                public void requireEnough(Values values) {
                    if (values.has(TILT) || values.has(KERNEL_STD)) {
                        throw new AdvisedException(
                                "turbulence finds the tilts and the blur itself",
                                ": --tilt and --kernel-std say how clean images are degraded, with --simulate",
                                "");
                    }
                }
            };

    /**
     * The air of a measurement.
     *
     * @param tilt root mean square of the tilts, in pixels
     * @param kernelStd standard deviation of the Gaussian that blurs, in pixels
     */
    public record Air(double tilt, double kernelStd) {
        public Air {
            require("tilt", tilt);
            require("kernelStd", kernelStd);
        }

        /** Cut at four standard deviations, as the original's is. */
        private int taps() {
            return 2 * Math.max(1, (int) Math.round(4 * kernelStd)) + 1;
        }
    }

    private static void require(String name, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(name + " must be positive, got " + value);
        }
    }

    private static double positive(String name, String text) {
        double value = Double.parseDouble(text);
        require(name, value);
        return value;
    }

    @Override
    public Task task() {
        return TASK;
    }

    @Override
    public Map<String, Object> parameters() {
        var parameters = new LinkedHashMap<String, Object>();
        if (air != null) {
            parameters.put("tilt", air.tilt());
            parameters.put("kernelStd", air.kernelStd());
        }
        return parameters;
    }

    @Override
    public Drawn draw(int height, int width, Rng rng) {
        int taps = size == null ? KernelSize.first(height, width) : size;
        KernelSize.require("--kernel-size", taps, height, width);
        Turbulence sought = Turbulence.of(taps, height, width);
        if (air == null) {
            // Nobody knows how y was made, and nothing is made with this one.
            BlurKernel none = BlurKernel.delta(taps, taps);
            ForwardOperator still = sought.with(List.of(none.tensor(), Tensor.zeros(1, 2, height, width)));
            return new Drawn(this, still, files -> {}, () -> sought);
        }
        if (air.taps() > KernelSize.most(height, width)) {
            throw new IllegalArgumentException("--kernel-std " + air.kernelStd() + " needs " + air.taps()
                    + " taps, but images of " + width + "x" + height + " allow "
                    + KernelSize.most(height, width));
        }
        BlurKernel kernel = BlurKernel.gaussian(air.taps(), air.kernelStd());
        Tensor tilts = Tilt.inProportion(rng, air.tilt(), height, width);
        ForwardOperator a = Turbulence.of(air.taps(), height, width).with(List.of(kernel.tensor(), tilts));
        return new Drawn(
                this,
                a,
                files -> { // nothing reads them
                    files.kernel("trueKernel", "true-kernel.npy", kernel);
                    files.array("trueTilts", "true-tilts.npy", tilts, 1);
                },
                () -> sought);
    }
}
