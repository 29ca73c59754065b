package dev.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that declare less than they unpack to, or more than they hold: each ends in a line, soon, and takes next to no memory. */
class BombsTest extends ServerFixture {
    private static final long SECONDS = 20;
    private static final long BYTES = 200_000_000;

    @Override
    ServeRequest.Limits limits() {
        return ServeRequest.Limits.DEFAULT;
    }

    static Stream<Arguments> bombs() throws IOException {
        return Stream.of(
                Arguments.of("png", Bombs.pngOfManyPixels(), "compressed bytes for 72 bytes of pixels"),
                Arguments.of("tiff", Bombs.tiffOfManyPixels(), "compressed bytes for 64 bytes of pixels"),
                Arguments.of("tiff", Bombs.tiffOfPages(3, true), "its chain of pages does not end"),
                Arguments.of(
                        "tiff", Bombs.tiffOfPages(20_000, false), "holds 20000 pages, more than the limit of 1000"),
                Arguments.of("tiff", Bombs.tiffOfPages(70_000, false), "its chain of pages does not end"),
                Arguments.of("webp", Bombs.webpThatClaims(), "16383 x 16383 pixels are more than the limit of"),
                Arguments.of("jpg", Bombs.jpegThatClaims(65_500), "65500 x 65500 pixels are more than the limit of"),
                Arguments.of("jpg", Bombs.jpegThatClaims(5_000), "declares 5000 x 5000 pixels in"),
                Arguments.of("bmp", Bombs.bmpThatClaims(), "60000 x 60000 pixels are more than the limit of"),
                Arguments.of("ppm", Bombs.pnmThatClaims(), "60000 x 60000 pixels are more than the limit of"),
                Arguments.of("npy", Bombs.npyThatClaims(), "bomb.npy: "),
                Arguments.of("gif", Bombs.gifThatClaims(), "is a GIF file"));
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void isRefusedInOneLine(String ending, byte[] bomb, String line) throws Exception {
        String error = Client.error(uploaded(ending, bomb));

        assertThat(error)
                .startsWith("400 bomb." + ending + ": ")
                .contains(line)
                .doesNotContain("\n", folder.toString());
        try (Stream<Path> left = Files.list(folder.resolve("pictures"))) {
            assertThat(left).isEmpty();
        }
    }

    /** The picture itself is sound, and is taken without the chunk. */
    @Test
    void metadataAreUnpackedToALimit() throws Exception {
        for (byte[] bomb : List.of(
                Bombs.pngWithChunk("zTXt", "Comment\0\0"),
                Bombs.pngWithChunk("zTXt", "Raw profile type iptc\0\0"),
                Bombs.pngWithChunk("iTXt", "XML:com.adobe.xmp\0\1\0\0\0"),
                Bombs.pngWithChunk("iCCP", "profile\0\0"))) {
            assertThat(uploaded("png", bomb).statusCode()).isEqualTo(201);
        }
    }

    private HttpResponse<byte[]> uploaded(String ending, byte[] bomb) throws Exception {
        System.gc();
        heap().forEach(MemoryPoolMXBean::resetPeakUsage);
        long before = peak();
        long start = System.nanoTime();
        HttpResponse<byte[]> answer = client.post("/api/pictures?name=bomb." + ending, bomb);

        assertThat((System.nanoTime() - start) / 1e9).as("seconds").isLessThan(SECONDS);
        assertThat(peak() - before).as("bytes of the heap").isLessThan(BYTES);
        return answer;
    }

    private static Stream<MemoryPoolMXBean> heap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP);
    }

    private static long peak() {
        return heap().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    }
}
