package dev.limpid.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.prior.UNetConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class MacCountTest {
    /** 1 channel, widths 32 and 64, one residual block per level, attention at the coarser one. */
    static final UNetConfig TINY =
            new UNetConfig(16, 1, 32, 1, List.of(1.0, 2.0), List.of(8), 1, 32, -1, true, true, false, 0, false);

    private static final long FINE = 16 * 16;
    private static final long COARSE = 8 * 8;

    @Test
    void equalsACountByHand() {
        long attention = 64 * 3 * 64 * COARSE + 64 * 64 * COARSE + 2 * COARSE * COARSE * 64;
        long time = 32 * 128 + 128 * 128;
        long input = conv(1, 32, FINE)
                + block(32, 32, FINE, false)
                + block(32, 32, COARSE, false)
                + block(32, 64, COARSE, true)
                + attention;
        long middle = 2 * block(64, 64, COARSE, false) + attention;
        long output = block(64 + 64, 64, COARSE, true)
                + attention
                + block(64 + 32, 64, COARSE, true)
                + attention
                + block(64, 64, FINE, false)
                + block(64 + 32, 32, FINE, true)
                + block(32 + 32, 32, FINE, true)
                + conv(32, 1, FINE);
        assertThat(MacCount.of(TINY, 16, 16)).isEqualTo(time + input + middle + output);
    }

    @Test
    void growsWithThePixelsButForTheTimeStepAndTheMapsOfAttention() {
        long once = MacCount.of(TINY, 16, 16);
        long twice = MacCount.of(TINY, 16, 32);
        assertThat(twice).isGreaterThan(2 * once - 300_000).isNotEqualTo(2 * once);
    }

    @Test
    void agreesWithThePublishedCountOfTheCelebaNetwork() {
        assertThat(Subject.of("celeba").macs() / 1e9).isCloseTo(194, within(0.5));
    }

    /** 69.6 kMAC a pixel, as the training script counts for these widths. */
    @Test
    void agreesWithTheScriptsCountOfTheLocalNetwork() {
        assertThat(MacCount.of(NetworkCase.config("photo"), 64, 128) / (64.0 * 128))
                .isCloseTo(69_600, within(50.0));
    }

    private static long conv(long in, long out, long pixels) {
        return 9 * in * out * pixels;
    }

    /** Two convolutions, the time step's linear map to a scale and a shift, and a skip of width 1 where the width changes. */
    private static long block(long in, long out, long pixels, boolean skip) {
        return conv(in, out, pixels) + conv(out, out, pixels) + 128 * 2 * out + (skip ? in * out * pixels : 0);
    }
}
