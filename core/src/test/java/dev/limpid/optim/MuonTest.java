package dev.limpid.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.optim.Muon.Part;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MuonTest {
    private static final AdamW.Constants CONSTANTS = new AdamW.Constants(0.9, 0.99, 1e-8, 0.1);
    private static final List<Part> PARTS =
            List.of(new Part(false, 3, 1), new Part(true, 4, 18), new Part(false, 1, 5));
    private static final int COUNT = 3 + 72 + 5;

    /** σ(orth(U)) are near 1: then ‖orth(U) e‖ is for every direction e of the shorter side. */
    @ParameterizedTest
    @CsvSource({"6, 20, false", "20, 6, false", "6, 6, false", "6, 20, true"})
    void aDirectionHasSingularValuesNearOne(int rows, int columns, boolean bfloat16) {
        try (var scope = Scope.open()) {
            Tensor u = Rng.of(2).image(1).normal(rows, columns).mul(1e-3);

            Tensor x = Muon.orthogonal(u, bfloat16);

            Tensor wide = rows > columns ? x.transpose(0, 1) : x;
            int side = Math.min(rows, columns);
            for (int i = 0; i < 20; i++) {
                Tensor e = Rng.of(3).image(i).normal(1, side);
                double gain = Math.sqrt(
                        e.matmul(wide).square().sum().item() / e.square().sum().item());
                assertThat(gain).isBetween(0.6, 1.25);
            }
            // The polynomial is odd, so that U Xᵀ is symmetric and positive.
            Tensor product = u.matmul(x.transpose(0, 1));
            double asymmetry = product.sub(product.transpose(0, 1)).abs().max().item();
            assertThat(asymmetry)
                    .isLessThan((bfloat16 ? 3e-2 : 1e-5) * product.abs().max().item());
        }
    }

    @Test
    void aMatrixMovesByItsRateAndTheOthersAsAdamW() {
        try (var scope = Scope.open()) {
            Tensor theta = Rng.of(5).image(0).normal(COUNT);
            Tensor before = theta.copy();
            Muon muon = begun(CONSTANTS, theta);
            Tensor g = Rng.of(5).image(1).normal(COUNT);

            muon.step(g, 0.01);

            Tensor outer = before.narrow(0, 0, 3).copy();
            AdamW.of(CONSTANTS, outer).step(g.narrow(0, 0, 3), 0.01);
            assertThat(theta.narrow(0, 0, 3).toFloats()).isEqualTo(outer.toFloats());
            Tensor moved = theta.narrow(0, 3, 72).sub(before.narrow(0, 3, 72).mul(1 - 0.01 * 0.1));
            Tensor expected = Muon.orthogonal(g.narrow(0, 3, 72).reshape(4, 18).mul(1.95), false);
            double change = -0.01 * 0.2 * Math.sqrt(18);
            assertThat(moved.sub(expected.mul(change).reshape(72)).abs().max().item())
                    .isCloseTo(0, within(1e-6));
            double size = Math.sqrt(moved.square().mean().item());
            assertThat(size).isBetween(0.6 * 0.2 * 0.01, 1.3 * 0.2 * 0.01);
        }
    }

    @Test
    void continuesFromItsMomenta() {
        try (var scope = Scope.open()) {
            Tensor straight = Rng.of(5).image(0).normal(COUNT);
            Tensor theta = straight.copy();
            Tensor m = theta.zerosLike();
            Tensor v = theta.zerosLike();
            Muon one = begun(CONSTANTS, straight);
            Muon first = Muon.resume(CONSTANTS, theta, m, v, 0, PARTS, false);
            for (int k = 1; k <= 3; k++) {
                one.step(Rng.of(1).image(k).normal(COUNT), 0.01);
                first.step(Rng.of(1).image(k).normal(COUNT), 0.01);
            }
            Muon second = Muon.resume(CONSTANTS, theta, m.copy(), v.copy(), 3, PARTS, false);
            one.step(Rng.of(1).image(4).normal(COUNT), 0.01);
            second.step(Rng.of(1).image(4).normal(COUNT), 0.01);

            assertThat(theta.toFloats()).isEqualTo(straight.toFloats());
        }
    }

    @Test
    void aGradientOfZeroMovesNothing() {
        try (var scope = Scope.open()) {
            Tensor theta = Tensor.ones(COUNT);

            begun(new AdamW.Constants(0.9, 0.99, 1e-8, 0), theta).step(Tensor.zeros(COUNT), 0.01);

            assertThat(theta.toFloats()).containsOnly(1);
        }
    }

    @Test
    void refusesPartsOfOtherWeights() {
        try (var scope = Scope.open()) {
            assertThatThrownBy(() -> begun(CONSTANTS, Tensor.ones(7)))
                    .hasMessage("the parts have 80 numbers, the weights 7");
            assertThatThrownBy(() -> new Part(true, 4, 0)).hasMessage("weights are at least 1 x 1, got 4 x 0");
        }
    }

    private static Muon begun(AdamW.Constants constants, Tensor theta) {
        return Muon.resume(constants, theta, theta.zerosLike(), theta.zerosLike(), 0, PARTS, false);
    }
}
