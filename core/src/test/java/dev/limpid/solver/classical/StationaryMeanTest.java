package dev.limpid.solver.classical;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.solver.Draws;
import dev.limpid.solver.Run;
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

    private static final Run GOES_ON = () -> {
        throw new AssertionError("nothing is drawn");
    };

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
        Tensor x = picture(correlated(blur.adjoint(u), plane, noiseToSignal));
        Tensor y = blur.apply(x).add(u);

        Tensor found =
                mean(blur, plane, noiseToSignal).of(y, Tensor.zeros(1, 1, plane.height(), plane.width()), GOES_ON);

        assertThat(norm(found.sub(x))).isLessThan(0.02 * norm(x));
    }

    @Test
    void staysWhereItBeginsAtTheMean() {
        BlurKernel kernel = BlurKernel.motion(7, 0.5, Rng.of(3));
        Blur blur = Blur.of(kernel, Boundary.ZERO, HEIGHT, WIDTH);
        Plane plane = Plane.around(HEIGHT, WIDTH, kernel);
        Tensor u = blur.apply(Rng.of(1).normal(1, 1, HEIGHT, WIDTH));
        Tensor z = correlated(blur.adjoint(u), plane, noiseToSignal(plane));
        Tensor x = picture(z);
        var asked = new int[1];
        var counting = new Run() {
            @Override
            public Draws draws() {
                return GOES_ON.draws();
            }

            @Override
            public boolean goesOn() {
                asked[0]++;
                return true;
            }
        };

        Tensor found = mean(blur, plane, noiseToSignal(plane)).of(blur.apply(x).add(u), z, counting);

        assertThat(norm(found.sub(x))).isLessThan(1e-3 * norm(x));
        // Before the first iteration, which is not done.
        assertThat(asked[0]).isEqualTo(1);
    }

    /** Nothing is divided by nothing. */
    @Test
    void findsNothingInNothing() {
        BlurKernel kernel = BlurKernel.motion(7, 0.5, Rng.of(3));
        Blur blur = Blur.of(kernel, Boundary.ZERO, HEIGHT, WIDTH);
        Plane plane = Plane.around(HEIGHT, WIDTH, kernel);

        Tensor found = mean(blur, plane, noiseToSignal(plane))
                .of(Tensor.zeros(1, 1, HEIGHT, WIDTH), Tensor.zeros(1, 1, plane.height(), plane.width()), GOES_ON);

        assertThat(norm(found)).isZero();
    }

    private static StationaryMean mean(Blur blur, Plane plane, Tensor noiseToSignal) {
        return new StationaryMean(blur, plane, noiseToSignal, power(blur, plane), new long[] {1, 1, HEIGHT, WIDTH});
    }

    private static Tensor power(Blur blur, Plane plane) {
        var border = blur.frame();
        Tensor k = plane.spectrum(plane.embed(blur.kernel(), border.top(), border.left()));
        return Fourier.power(k).to(DType.FLOAT32);
    }

    private static Tensor noiseToSignal(Plane plane) {
        Tensor shape = plane.naturalSpectrum();
        return shape.onesLike().mul(0.01 * shape.max().item()).div(shape).to(DType.FLOAT32);
    }

    /** C Sᵀ x, with C of the spectrum P / N. */
    private static Tensor correlated(Tensor x, Plane plane, Tensor noiseToSignal) {
        Tensor spectrum = plane.spectrum(x);
        return plane.inverse(spectrum.mul(noiseToSignal.onesLike().div(noiseToSignal)));
    }

    private static Tensor picture(Tensor z) {
        return z.narrow(2, 0, HEIGHT).narrow(3, 0, WIDTH).contiguous();
    }

    private static double norm(Tensor x) {
        return Math.sqrt(x.square().sum().item());
    }
}
