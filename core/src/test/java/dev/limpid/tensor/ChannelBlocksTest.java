package dev.limpid.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers of channels that fill the library's blocks, and others, whatever the memory held before. */
class ChannelBlocksTest {
    private static final int SIDE = 24;

    private interface Convolution {
        Tensor of(Tensor x, Tensor weight, Tensor bias);
    }

    static Stream<Arguments> channels() {
        return IntStream.of(1, 3, 16, 24, 48)
                .boxed()
                .flatMap(in -> IntStream.of(1, 3, 16, 24, 48).mapToObj(out -> Arguments.of(in, out)));
    }

    @ParameterizedTest
    @MethodSource("channels")
    void aConvolutionAndItsGradientsAreThoseOfDoublePrecision(int in, int out) {
        for (int kernel : new int[] {1, 2, 3, 7}) {
            for (int stride : new int[] {1, 2}) {
                isExact(
                        in,
                        out,
                        new long[] {out, in, kernel, kernel},
                        (x, weight, bias) -> Functional.conv2d(x, weight, bias, stride, kernel / 2, 1));
                isExact(
                        in,
                        out,
                        new long[] {in, out, kernel, kernel},
                        (x, weight, bias) -> Functional.convTranspose2d(x, weight, bias, stride, kernel / 2, 1));
            }
        }
    }

    private static void isExact(int in, int out, long[] shape, Convolution convolution) {
        try (var scope = Scope.open()) {
            Rng rng = Rng.of(5);
            Tensor x = rng.normal(2, in, SIDE, SIDE).variable();
            Tensor weight = rng.normal(shape).variable();
            Tensor bias = rng.normal(out).variable();
            Tensor[] exact = Stream.of(x, weight, bias)
                    .map(each -> each.detach().to(DType.FLOAT64).variable())
                    .toArray(Tensor[]::new);
            Tensor value = convolution.of(exact[0], exact[1], exact[2]);
            Tensor g = rng.normal(value.shape());
            Tensor[] gradients = Gradients.vjp(value, g.to(DType.FLOAT64), exact);
            leaveInfinities(2, 64, SIDE, SIDE);
            leaveInfinities(64, 64, 3, 3);

            Tensor actual = convolution.of(x, weight, bias);
            Tensor[] actualGradients = Gradients.vjp(actual, g, x, weight, bias);

            assertThat(actual.shape()).isEqualTo(value.shape());
            assertThat(far(actual.detach(), value.detach())).isLessThan(1e-4);
            for (int i = 0; i < gradients.length; i++) {
                assertThat(far(actualGradients[i], gradients[i])).isLessThan(1e-4);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("channels")
    void theHandWrittenGradientIsThatOfDoublePrecision(int in, int out) {
        try (var scope = Scope.open()) {
            Rng rng = Rng.of(6);
            Tensor g = rng.normal(2, out, SIDE, SIDE);
            Tensor weight = rng.normal(out, in, 3, 3);
            Tensor x = Tensor.zeros(2, in, SIDE, SIDE).to(DType.FLOAT64).variable();
            Tensor value = Functional.conv2d(x, weight.to(DType.FLOAT64), null, 1, 1, 1);
            Tensor exact = Gradients.vjp(value, g.to(DType.FLOAT64), x)[0];
            leaveInfinities(2, 64, SIDE, SIDE);
            leaveInfinities(64, 64, 3, 3);

            try (var off = Gradients.off()) {
                assertThat(far(Backward.conv2d(g, weight, 1, 1, 2, in, SIDE, SIDE), exact))
                        .isLessThan(1e-4);
            }
        }
    }

    /** Filled blocks are those of every processor's path, so that each of them tests it. */
    @ParameterizedTest
    @MethodSource("channels")
    void zerosForChannelsChangeNothing(int in, int out) {
        try (var scope = Scope.open();
                var off = Gradients.off()) {
            Rng rng = Rng.of(7);
            Tensor x = rng.normal(2, in, 9, 8).to(DType.FLOAT64).channelsLast();
            Tensor weight = rng.normal(out, in, 3, 3).to(DType.FLOAT64);
            Tensor value = Functional.conv2d(x, weight, null, 1, 1, 1);
            var sides = new ArrayList<Long>();

            Tensor own = ChannelBlocks.filled(x, weight, null, out, (xs, ws, bs, groups) -> {
                if (groups == 1) {
                    sides.add(ws.size(0));
                    sides.add(ws.size(1));
                } else {
                    assertThat(groups).isEqualTo(2);
                }
                return Functional.conv2d(xs, ws, bs, 1, 1, groups);
            });

            assertThat(sides).hasSize(in == 1 && out == 1 ? 0 : 2).allMatch(channels -> channels % 32 == 0);
            assertThat(own.shape()).isEqualTo(value.shape());
            assertThat(far(own, value)).isLessThan(1e-12);
        }
    }

    /** The other ways through filled channels, which other processors do not take by themselves. */
    @ParameterizedTest
    @MethodSource("channels")
    void zerosForChannelsChangeNoGradient(int in, int out) {
        try (var scope = Scope.open()) {
            Rng rng = Rng.of(8);
            Tensor x = rng.normal(2, in, 9, 8).to(DType.FLOAT64).variable();
            Tensor weight = rng.normal(in, out, 3, 3).to(DType.FLOAT64).variable();
            Tensor bias = rng.normal(out).to(DType.FLOAT64).variable();
            Tensor value = Functional.convTranspose2d(x, weight, bias, 2, 1, 1);
            Tensor g = rng.normal(value.shape()).to(DType.FLOAT64);
            Tensor[] gradients = Gradients.vjp(value, g, x, weight, bias);

            Tensor own = ChannelBlocks.filled(
                    x, weight, bias, out, (xs, ws, bs, n) -> Functional.convTranspose2d(xs, ws, bs, 2, 1, n));
            Tensor[] ownGradients = Gradients.vjp(own, g, x, weight, bias);

            assertThat(far(own.detach(), value.detach())).isLessThan(1e-12);
            for (int i = 0; i < gradients.length; i++) {
                assertThat(far(ownGradients[i], gradients[i])).isLessThan(1e-12);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("channels")
    void zerosForChannelsChangeNoHandWrittenGradient(int in, int out) {
        try (var scope = Scope.open()) {
            Tensor g = Rng.of(9).normal(2, out, 9, 8);
            Tensor weight = Rng.of(10).normal(out, in, 3, 3);
            Tensor x = Tensor.zeros(2, in, 9, 8).to(DType.FLOAT64).variable();
            Tensor value = Functional.conv2d(x, weight.to(DType.FLOAT64), null, 1, 1, 1);

            Tensor own = ChannelBlocks.filled(
                    g,
                    weight,
                    null,
                    in,
                    (gs, ws, none, n) -> Backward.unfilled(gs, ws, 1, 1, n, 2, n * ws.size(1), 9, 8));

            assertThat(far(own, Gradients.vjp(value, g.to(DType.FLOAT64), x)[0]))
                    .isLessThan(1e-4);
        }
    }

    private static void leaveInfinities(long... shape) {
        try (var gone = Scope.open()) {
            Tensor.ones(shape).div(0);
        }
    }

    private static double far(Tensor actual, Tensor exact) {
        return actual.to(DType.FLOAT64).sub(exact).abs().max().item()
                / exact.abs().max().item();
    }
}
