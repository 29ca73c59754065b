package dev.limpid.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RngTest {
    /** The known answers that Random123 publishes for philox4x32-10, words in the order of the counter. */
    @Test
    void philoxGivesItsKnownAnswers() {
        assertThat(Rng.philox(0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertThat(Rng.philox(-1, -1, -1)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertThat(Rng.philox(0x85a308d3243f6a88L, 0x0370734413198a2eL, 0x299f31d0a4093822L))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    @Test
    void aStreamIsNamedBySeedImageAndPurposeAlone() {
        try (var scope = Scope.open()) {
            Rng root = Rng.of(11);
            root.normal(100);
            Rng other = root.image(3).purpose("mask");
            other.nextInt();

            float[] drawn = root.image(3).purpose("noise").normal(2, 5).toFloats();

            assertThat(Rng.of(11).image(3).purpose("noise").normal(2, 5).toFloats())
                    .isEqualTo(drawn);
            assertThat(Rng.of(11).purpose("noise").image(3).normal(10).toFloats())
                    .isEqualTo(drawn);
        }
    }

    @Test
    void seedsImagesAndPurposesGiveOtherStreams() {
        try (var scope = Scope.open()) {
            var first = new HashSet<Integer>();
            for (long seed = 0; seed < 10; seed++) {
                for (long image = 0; image < 10; image++) {
                    for (String purpose : new String[] {"", "a", "b", "ab", "a/b"}) {
                        Rng rng = Rng.of(seed).image(image);
                        first.add((purpose.isEmpty() ? rng : rng.purpose(purpose)).nextInt());
                    }
                }
            }
            assertThat(first).hasSize(500);
        }
    }

    @Test
    void aLongerDrawBeginsLikeAShorterOne() {
        try (var scope = Scope.open()) {
            float[] longer = Rng.of(1).normal(64).toFloats();

            assertThat(Rng.of(1).normal(16).toFloats()).isEqualTo(Arrays.copyOf(longer, 16));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -7, Long.MAX_VALUE})
    void normalDeviatesHaveTheMomentsOfTheNormalLaw(long seed) {
        try (var scope = Scope.open()) {
            int n = 40_000;
            double[] x = Rng.of(seed).normal(n).toDoubles();

            // four standard errors of each moment's estimate
            assertThat(moment(x, 1)).isCloseTo(0, within(4 / Math.sqrt(n)));
            assertThat(moment(x, 2)).isCloseTo(1, within(4 * Math.sqrt(2.0 / n)));
            assertThat(moment(x, 3)).isCloseTo(0, within(4 * Math.sqrt(15.0 / n)));
            assertThat(moment(x, 4)).isCloseTo(3, within(4 * Math.sqrt(96.0 / n)));
            double neighbours = IntStream.range(1, n)
                    .mapToDouble(i -> x[i] * x[i - 1])
                    .average()
                    .orElseThrow();
            assertThat(neighbours).isCloseTo(0, within(4 / Math.sqrt(n)));
        }
    }

    private static double moment(double[] x, int k) {
        return Arrays.stream(x).map(v -> Math.pow(v, k)).average().orElseThrow();
    }

    @Test
    void uniformDrawsFillTheOpenUnitInterval() {
        Rng rng = Rng.of(3);
        var bins = new int[10];
        int n = 50_000;
        for (int i = 0; i < n; i++) {
            double u = rng.nextDouble();
            assertThat(u).isGreaterThan(0).isLessThan(1);
            bins[(int) (10 * u)]++;
        }
        for (int count : bins) {
            assertThat((double) count).isCloseTo(n / 10.0, within(4 * Math.sqrt(n * 0.09)));
        }
    }

    @Test
    void aPermutationHoldsEveryNumberOnceAndIsRarelyTheIdentity() {
        int[] p = Rng.of(4).permutation(1000);

        assertThat(Arrays.stream(p).sorted().toArray())
                .isEqualTo(IntStream.range(0, 1000).toArray());
        assertThat(IntStream.range(0, 1000).filter(i -> p[i] == i).count()).isLessThan(10);
        assertThat(Rng.of(4).permutation(0)).isEmpty();
    }

    @Test
    void allPermutationsOfThreeAreEquallyLikely() {
        var counts = new java.util.TreeMap<String, Integer>();
        Rng rng = Rng.of(5);
        int n = 12_000;
        for (int i = 0; i < n; i++) {
            counts.merge(Arrays.toString(rng.permutation(3)), 1, Integer::sum);
        }

        assertThat(counts).hasSize(6);
        assertThat(counts.values())
                .allSatisfy(c -> assertThat((double) c).isCloseTo(n / 6.0, within(4 * Math.sqrt(n * 5 / 36.0))));
    }

    @Test
    void fastDeviatesAreNormalAndFollowFromTheStream() {
        try (var scope = Scope.open()) {
            Tensor x = Rng.of(1).purpose("noise").image(4).fastNormal(100, 1001);

            assertThat(x.toFloats())
                    .isEqualTo(Rng.of(1)
                            .purpose("noise")
                            .image(4)
                            .fastNormal(100, 1001)
                            .toFloats());
            assertThat(x.mean().item()).isCloseTo(0, within(0.01));
            assertThat(x.square().mean().item()).isCloseTo(1, within(0.02));
            assertThat(x.square().square().mean().item()).isCloseTo(3, within(0.2));
            assertThat(x.greater(2).to(DType.FLOAT32).mean().item()).isCloseTo(0.02275, within(0.002));
            assertThat(x.narrow(0, 0, 50).mul(x.narrow(0, 50, 50)).mean().item())
                    .isCloseTo(0, within(0.02));
        }
    }
}
