package dev.limpid.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeedsTest {
    private static final String HASH = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void areOfThePictureAndTheJob() {
        assertThat(Seeds.of(0, HASH)).isEqualTo(Seeds.of(0, HASH)).isNotEqualTo(Seeds.of(1, HASH));
        assertThat(Seeds.of(0, HASH)).isNotEqualTo(Seeds.of(0, HASH.replace('b', 'c')));
        // echo -n "0 $HASH" | sha256sum
        assertThat(Seeds.of(0, HASH)).isEqualTo(0x56e1cccf43ec7L);
    }

    @Test
    void areExactInEveryReaderOfJson() {
        assertThat(IntStream.range(0, 1000).mapToLong(i -> Seeds.of(i, HASH)))
                .doesNotHaveDuplicates()
                .allSatisfy(
                        seed -> assertThat((long) (double) seed).isEqualTo(seed).isNotNegative());
    }
}
