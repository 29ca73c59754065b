package dev.limpid.operator;

import static java.util.stream.Collectors.toCollection;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.resolvers.SelectedClassResolverFromClasspath;
import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.BlurPreset;
import dev.limpid.operator.blur.Border;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.camera.CameraBlur;
import dev.limpid.operator.camera.CameraResponse;
import dev.limpid.operator.camera.CameraShake;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.Masks;
import dev.limpid.operator.network.KernelWizard;
import dev.limpid.operator.network.KernelWizardOptions;
import dev.limpid.operator.network.NonlinearBlur;
import dev.limpid.operator.resize.Resampling;
import dev.limpid.operator.resize.SuperResolution;
import dev.limpid.operator.turbulence.Tilt;
import dev.limpid.operator.turbulence.Turbulence;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Operators of every class that the library has, for tests of what is true of all of them; {@link OperatorSamplesTest} guards it. */
public final class OperatorSamples {
    static final Rng RNG = Rng.of(1);

    private static final Boundary[] WITH_BORDER = {
        Boundary.REFLECT, Boundary.ZERO, Boundary.CIRCULAR, Boundary.REPLICATE
    };

    private OperatorSamples() {}

    /** An operator for images of height × width; made inside the test's scope. */
    public record Sample(String name, int height, int width, Supplier<ParametricOperator> maker) {
        public ParametricOperator make() {
            return maker.get();
        }

        /** Two images of three channels. */
        Tensor image(String purpose) {
            return RNG.purpose(purpose).normal(2, 3, height, width);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** The samples of that type. */
    static Stream<Sample> of(Class<?> type) {
        return all().filter(sample -> {
            try (var scope = Scope.open()) {
                return type.isInstance(sample.make());
            }
        });
    }

    public static Stream<Sample> all() {
        return Stream.of(
                        masks(),
                        resizings(),
                        blurs(),
                        decomposed(),
                        nonlinear(),
                        withUnknowns(),
                        channelMeans(),
                        parts())
                .flatMap(s -> s);
    }

    /** The names of all classes of the library that are operators and can be made. */
    static Set<String> implementations() {
        ArchConfiguration.get().setClassResolver(SelectedClassResolverFromClasspath.class);
        ArchConfiguration.get().setClassResolverArguments("java", "dev.limpid");
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.limpid.operator")
                        .stream()
                        .filter(c -> c.isAssignableTo(ParametricOperator.class))
                        .filter(c -> !c.isInterface() && !c.getModifiers().contains(JavaModifier.ABSTRACT))
                        .map(JavaClass::getName)
                        .collect(toCollection(TreeSet::new));
    }

    private static Stream<Sample> masks() {
        return Stream.of(
                new Sample("identity", 8, 9, ForwardOperator::identity),
                new Sample("random mask", 32, 24, () -> new Inpainting(Masks.random(RNG, 0.7, 32, 24))),
                new Sample(
                        "a mask for each image",
                        16,
                        16,
                        () -> new Inpainting(Tensor.cat(
                                List.of(Masks.random(RNG, 0.5, 16, 16), Masks.box(RNG.image(1), 4, 6, 2, 16, 16)),
                                0))));
    }

    private static Stream<Sample> resizings() {
        return Stream.of(
                bicubic(2, 32, 32),
                bicubic(3, 33, 48),
                bicubic(4, 64, 48),
                bicubic(4, 50, 33),
                bicubic(8, 64, 64),
                bicubic(3, 3, 5),
                new Sample("means of cells", 24, 16, () -> SuperResolution.of(Resampling.BOX, 4, 24, 16)),
                new Sample("Lanczos", 24, 16, () -> SuperResolution.of(Resampling.LANCZOS3, 2, 24, 16)),
                new Sample("a matrix that enlarges", 5, 4, () -> Separable.of(enlarging(9, 5), enlarging(7, 4), 1e-6)));
    }

    private static Sample bicubic(int scale, int height, int width) {
        return new Sample(
                "bicubic x" + scale + " of " + height + " x " + width,
                height,
                width,
                () -> SuperResolution.bicubic(scale, height, width));
    }

    private static Separable.Matrix enlarging(int to, int from) {
        return new Separable.Matrix(Resampling.LINEAR.matrix(from, to, (double) from / to), to, from);
    }

    private static Stream<Sample> blurs() {
        Stream.Builder<Sample> samples = Stream.builder();
        for (Boundary boundary : Boundary.values()) {
            for (int size : new int[] {5, 6, 17, 20}) {
                samples.add(blur("motion blur of " + size + " taps", boundary, 40, 36, () -> motion(size)));
            }
            samples.add(blur("Gaussian blur of 9 taps", boundary, 24, 31, () -> BlurKernel.gaussian(9, 1)));
        }
        for (BlurPreset preset : BlurPreset.values()) {
            samples.add(new Sample(
                    "Gaussian blur " + preset,
                    64,
                    70,
                    () -> Blur.of(BlurKernel.gaussian(preset.kernelSize(), 3), preset, 64, 70)));
        }
        for (Boundary boundary : WITH_BORDER) {
            var border = new Border(boundary, 5, 2, 0, 4);
            samples.add(new Sample(
                    "an oblong kernel and border, " + boundary,
                    12,
                    16,
                    () -> Blur.of(kernel(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), border, 12, 16)));
            samples.add(new Sample(
                    "an oblong kernel of rank one, " + boundary,
                    12,
                    16,
                    () -> Blur.of(kernel(1, 2, 3, 4, 2, 4, 6, 8, 1, 2, 3, 4), border, 12, 16)));
        }
        return samples.build();
    }

    private static Sample blur(String name, Boundary boundary, int height, int width, Supplier<BlurKernel> kernel) {
        return new Sample(name + ", " + boundary, height, width, () -> Blur.of(kernel.get(), boundary, height, width));
    }

    private static BlurKernel motion(int size) {
        return BlurKernel.motion(size, 0.5, RNG);
    }

    /** 3 × 4 taps. */
    private static BlurKernel kernel(double... weights) {
        return BlurKernel.of(weights, 3, 4);
    }

    private static Stream<Sample> decomposed() {
        return Stream.of(
                new Sample(
                        "decomposition of bicubic", 24, 18, () -> new Decomposed(SuperResolution.bicubic(3, 24, 18))),
                new Sample(
                        "decomposition of a mask",
                        9,
                        8,
                        () -> new Decomposed(new Inpainting(Masks.random(RNG, 0.5, 9, 8)))));
    }

    private static Stream<Sample> nonlinear() {
        return Stream.of(
                new Sample("a formula", 6, 7, () -> ForwardOperator.of(Tensor::tanh)),
                new Sample("camera", 12, 17, OperatorSamples::camera),
                new Sample("network", 128, 128, OperatorSamples::network),
                new Sample(
                        "a known tilt",
                        14,
                        11,
                        () -> Tilt.of(14, 11).with(List.of(RNG.purpose("tilt").normal(1, 2, 14, 11)))));
    }

    private static CameraBlur camera() {
        return CameraBlur.of(CameraShake.random(RNG), new CameraResponse(0.8), 12, 17);
    }

    private static NonlinearBlur network() {
        var options = new KernelWizardOptions(3, 2, 1, 1, 16, true, true, 1);
        var wizard = new KernelWizard(
                options,
                (name, shape) -> RNG.purpose(name)
                        .normal(shape)
                        .mul(0.5 / Math.sqrt((double) shape[shape.length - 1] * shape[0])));
        return NonlinearBlur.random(wizard, 128, 128, RNG);
    }

    /** Kernels are small enough to be applied tap by tap: a Fourier transform ends in float32, too coarse for differences. */
    private static Stream<Sample> withUnknowns() {
        Stream<Sample> kernels = Arrays.stream(Boundary.values())
                .filter(b -> b != Boundary.CIRCULAR)
                .map(b -> new Sample("kernel, " + b.label(), 14, 11, () -> KernelBlur.same(b, 5, 14, 11)));
        return Stream.concat(
                kernels,
                Stream.of(
                        new Sample("kernel, DMILO", 14, 11, () -> KernelBlur.of(BlurPreset.DMILO64, 6, 14, 11)),
                        new Sample("kernel, DMPlug", 14, 11, () -> KernelBlur.of(BlurPreset.DMPLUG64, 6, 14, 11)),
                        new Sample("tilt", 14, 11, () -> Tilt.of(14, 11)),
                        new Sample("turbulence", 14, 11, () -> Turbulence.of(6, 14, 11))));
    }

    private static Stream<Sample> channelMeans() {
        return Stream.of(
                mean("identity", 8, 9, ForwardOperator::identity),
                mean("mask", 32, 24, () -> new Inpainting(Masks.random(RNG, 0.7, 32, 24))),
                mean("bicubic", 33, 48, () -> SuperResolution.bicubic(3, 33, 48)),
                mean("circular blur", 20, 16, () -> Blur.of(motion(5), Boundary.CIRCULAR, 20, 16)),
                mean("Gaussian blur", 20, 16, () -> Blur.of(BlurKernel.gaussian(5, 1), Boundary.REFLECT, 20, 16)),
                mean("motion blur", 20, 16, () -> Blur.of(motion(5), Boundary.REFLECT, 20, 16)),
                mean("camera", 12, 17, OperatorSamples::camera),
                mean("linear alone", 8, 9, () -> new Linear(ForwardOperator.identity())),
                mean("invertible alone", 12, 12, () -> new Invertible(SuperResolution.bicubic(3, 12, 12))),
                mean("invertible and proximable", 12, 12, () -> new Both(SuperResolution.bicubic(3, 12, 12))));
    }

    private static Stream<Sample> parts() {
        return Stream.of(
                new Sample(
                        "part of a blur",
                        20,
                        16,
                        () -> Blur.of(motion(5), Boundary.REFLECT, 20, 16).observedAt(Masks.random(RNG, 0.3, 20, 16))),
                new Sample(
                        "part of a resizing",
                        12,
                        12,
                        () -> SuperResolution.bicubic(3, 12, 12).observedAt(Masks.random(RNG, 0.3, 4, 4))),
                new Sample(
                        "part of a formula",
                        6,
                        7,
                        () -> ForwardOperator.of(Tensor::tanh).observedAt(Masks.random(RNG, 0.3, 6, 7))),
                mean(
                        "part of a blur",
                        20,
                        16,
                        () -> Blur.of(motion(5), Boundary.REFLECT, 20, 16).observedAt(Masks.random(RNG, 0.3, 20, 16))));
    }

    private static Sample mean(String name, int height, int width, Supplier<ForwardOperator> a) {
        return new Sample("channel mean, then " + name, height, width, () -> ChannelMean.of(a.get(), 3));
    }

    /** Hides what else an operator can do. */
    private record Linear(LinearOperator a) implements Wrapped {
        @Override
        public Linear to(Device device) {
            return new Linear(a.to(device));
        }
    }

    private record Invertible(PseudoInvertible a) implements Wrapped, PseudoInvertible {
        @Override
        public Tensor pseudoInverse(Tensor y) {
            return a.pseudoInverse(y);
        }

        @Override
        public Invertible to(Device device) {
            return new Invertible(a.to(device));
        }
    }

    /** Nothing but its decomposition: the rest is what {@link Spectral} makes of it. */
    private record Decomposed(Spectral a) implements Spectral {
        @Override
        public Tensor apply(Tensor x) {
            return a.apply(x);
        }

        @Override
        public Tensor vt(Tensor x) {
            return a.vt(x);
        }

        @Override
        public Tensor v(Tensor coefficients) {
            return a.v(coefficients);
        }

        @Override
        public Tensor ut(Tensor y) {
            return a.ut(y);
        }

        @Override
        public Tensor singular() {
            return a.singular();
        }

        @Override
        public Decomposed to(Device device) {
            return new Decomposed(a.to(device));
        }
    }

    private record Both(Spectral a) implements Wrapped, Proximable, PseudoInvertible {
        @Override
        public Tensor pseudoInverse(Tensor y) {
            return a.pseudoInverse(y);
        }

        @Override
        public Tensor prox(Tensor v, Tensor y, double rho) {
            return a.prox(v, y, rho);
        }

        @Override
        public Both to(Device device) {
            return new Both(a.to(device));
        }
    }
}
