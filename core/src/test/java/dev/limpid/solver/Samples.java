package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.PseudoInvertible;
import dev.limpid.operator.Spectral;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.camera.CameraBlur;
import dev.limpid.operator.camera.CameraResponse;
import dev.limpid.operator.camera.CameraShake;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.Masks;
import dev.limpid.operator.resize.SuperResolution;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small measurements for every kind of operator that a method may need. */
final class Samples {
    static final int TAPS = 3;
    static final double NOISE_LEVEL = 0.01;

    private Samples() {}

    /** An operator of a kind for a batch; those that can have one mask for each image do. */
    @FunctionalInterface
    private interface Sample {
        ParametricOperator of(int first, int count);
    }

    private static final Map<Class<? extends ParametricOperator>, Sample> BY_TYPE = Map.of(
            ForwardOperator.class,
            Samples::masks,
            LinearOperator.class,
            Samples::masks,
            Inpainting.class,
            Samples::masks,
            PseudoInvertible.class,
            (first, count) -> new Diagonal(scales(first, count)),
            Spectral.class,
            (first, count) -> new Diagonal(scales(first, count)),
            SuperResolution.class,
            (first, count) -> SuperResolution.bicubic(2, Cases.SIDE, Cases.SIDE),
            Blur.class,
            (first, count) -> Blur.of(BlurKernel.gaussian(TAPS, 0.8), Boundary.REFLECT, Cases.SIDE, Cases.SIDE),
            CameraBlur.class,
            (first, count) ->
                    CameraBlur.of(CameraShake.random(Rng.of(1)), new CameraResponse(0.8), Cases.SIDE, Cases.SIDE),
            KernelBlur.class,
            (first, count) -> kernelBlur(),
            ParametricOperator.class,
            (first, count) -> kernelBlur());

    private static Inpainting masks(int first, int count) {
        return new Inpainting(Cases.each(first, count, rng -> Masks.random(rng, 0.6, Cases.SIDE, Cases.SIDE)));
    }

    /** Singular values of 0, 1 / 2 and 1. */
    private static Tensor scales(int first, int count) {
        return Cases.each(
                first,
                count,
                rng -> Masks.random(rng, 0.4, Cases.SIDE, Cases.SIDE)
                        .add(Masks.random(rng.purpose("more"), 0.4, Cases.SIDE, Cases.SIDE))
                        .div(2));
    }

    static KernelBlur kernelBlur() {
        return KernelBlur.same(Boundary.REFLECT, TAPS, Cases.SIDE, Cases.SIDE);
    }

    /** Images {@code first} … {@code first + count − 1} of an endless series, every one measured with its own noise. */
    static Measurement measurement(Method<?> method, int first, int count) {
        Sample sample = BY_TYPE.get(method.needs().type());
        if (sample == null) {
            throw new AssertionError(
                    method.name() + " needs " + method.needs().type() + ": give that kind of operator a sample here");
        }
        return measurement(sample.of(first, count), first, count);
    }

    /** The images measured with A; its unknowns are drawn, positive with sum 1 as a kernel is. */
    static Measurement measurement(ParametricOperator a, int first, int count) {
        List<Tensor> theta = a.unknowns().stream().map(Samples::drawn).toList();
        Tensor truth = Cases.each(
                first,
                count,
                rng -> rng.purpose("truth")
                        .normal(1, 3, Cases.SIDE, Cases.SIDE)
                        .mul(0.4)
                        .clamp(-1, 1));
        Measurement known = Measurement.simulate(truth, a.with(theta), Noise.gaussian(NOISE_LEVEL), Rng.of(2), first);
        return new Measurement(known.y(), a, NOISE_LEVEL);
    }

    static Tensor drawn(ParametricOperator.Unknown unknown) {
        long[] shape = unknown.shape().stream().mapToLong(Long::longValue).toArray();
        Tensor values = Rng.of(6).purpose(unknown.name()).normal(shape).abs();
        return values.div(values.sum());
    }

    /** A measurement whose operator is of another kind than a method takes; empty if it takes any. */
    static Optional<Measurement> ofAnotherKind(Method<?> method) {
        return Arrays.asList(masks(0, 1), kernelBlur()).stream()
                .filter(a -> !method.needs().type().isInstance(a))
                .findFirst()
                .map(a -> measurement(a, 0, 1));
    }
}
