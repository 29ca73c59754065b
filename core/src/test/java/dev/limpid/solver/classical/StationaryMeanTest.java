package dev.limpid.solver.classical;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Fourier;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The mean of a stationary Gaussian picture under a blur with a border. */
class StationaryMeanTest {
    private static final int HEIGHT = 24;
    private static final int WIDTH = 30;

    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    /** The posterior mean x makes C⁻¹ x = Aᵀ (y − A x): for x = C Aᵀ u and y = A x + u that is so. */
    @ParameterizedTest
    @EnumSource(Boundary.class)
    void findsTheMeanForEveryBorder(Boundary boundary) {
        BlurKernel kernel = BlurKernel.motion(7, 0.5, Rng.of(3));
        Blur blur = Blur.of(kernel, boundary, HEIGHT, WIDTH);
        Plane plane = Plane.around(HEIGHT, WIDTH, kernel);
        Tensor noiseToSignal = noiseToSignal(plane);
        Tensor u = blur.apply(Rng.of(1).normal(1, 1, HEIGHT, WIDTH));
        Tensor x = correlated(blur.adjoint(u), plane, noiseToSignal);
        Tensor y = blur.apply(x).add(u);

        Tensor found = mean(blur, plane, noiseToSignal).of(y, Tensor.zeros(1, 1, plane.height(), plane.width()));

        assertThat(norm(found.sub(x))).isLessThan(0.02 * norm(x));
    }

    @Test
    void staysWhereItBeginsAtTheMean() {
        BlurKernel kernel = BlurKernel.motion(7, 0.5, Rng.of(3));
        Blur blur = Blur.of(kernel, Boundary.ZERO, HEIGHT, WIDTH);
        Plane plane = Plane.around(HEIGHT, WIDTH, kernel);
        Tensor nothing = Tensor.zeros(1, 1, HEIGHT, WIDTH);

        Tensor found = mean(blur, plane, noiseToSignal(plane))
                .of(blur.apply(nothing), Tensor.zeros(1, 1, plane.height(), plane.width()));

        assertThat(norm(found)).isZero();
    }

    private static StationaryMean mean(Blur blur, Plane plane, Tensor noiseToSignal) {
        var border = blur.frame();
        Tensor k = plane.spectrum(plane.embed(blur.kernel(), border.top(), border.left()));
        return new StationaryMean(blur, plane, noiseToSignal, Fourier.power(k).to(noiseToSignal.type()), HEIGHT, WIDTH);
    }

    private static Tensor noiseToSignal(Plane plane) {
        Tensor shape = plane.naturalSpectrum();
        return shape.onesLike().mul(0.01 * shape.max().item()).div(shape).to(DType.FLOAT32);
    }

    /** S C Sᵀ x, with C of the spectrum P / N. */
    private static Tensor correlated(Tensor x, Plane plane, Tensor noiseToSignal) {
        Tensor spectrum = plane.spectrum(x);
        return plane.inverse(spectrum.mul(noiseToSignal.onesLike().div(noiseToSignal)))
                .narrow(2, 0, HEIGHT)
                .narrow(3, 0, WIDTH)
                .contiguous();
    }

    private static double norm(Tensor x) {
        return Math.sqrt(x.square().sum().item());
    }
}
