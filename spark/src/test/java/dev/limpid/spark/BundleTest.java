package dev.limpid.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BundleTest {
    private static final long MOST = 1_000_000;

    private static List<Picture> pictures(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Picture("/in/" + i + ".png", "p" + i, Map.of(), ""))
                .toList();
    }

    @Test
    void everyPictureIsInOneBundleWhichKeepsToItsPixels() {
        var random = new Random(3);
        for (int count : new int[] {1, 2, 7, 100, 2000}) {
            List<Picture> pictures = pictures(count);
            long[] pixels = random.longs(count, 0, 2 * MOST).toArray();

            List<Bundle> bundles = Bundle.of(pictures, pixels, MOST);

            assertThat(bundles.stream().flatMap(bundle -> bundle.pictures().stream()))
                    .containsExactlyInAnyOrderElementsOf(pictures);
            assertThat(bundles)
                    .allSatisfy(bundle -> assertThat(bundle.pictures().size() == 1
                                    || bundle.pictures().stream()
                                                    .mapToLong(one -> pixels[pictures.indexOf(one)])
                                                    .sum()
                                            <= MOST)
                            .isTrue());
        }
    }

    @Test
    void theLargestComeFirstWhateverTheOrder() {
        List<Picture> pictures = pictures(4);

        assertThat(Bundle.of(pictures, new long[] {5, MOST, 3 * MOST, 7}, MOST))
                .extracting(
                        bundle -> bundle.pictures().stream().map(Picture::name).toList())
                .containsExactly(List.of("p2"), List.of("p1"), List.of("p3", "p0"));
    }

    @Test
    void manyEmptyFilesAreSeveralTasks() {
        assertThat(Bundle.of(pictures(10_000), new long[10_000], MOST)).hasSizeGreaterThan(100);
        assertThat(Bundle.of(pictures(10_000), new long[10_000], Long.MAX_VALUE))
                .hasSize(20);
        assertThat(Bundle.of(List.of(), new long[0], MOST)).isEmpty();
    }
}
