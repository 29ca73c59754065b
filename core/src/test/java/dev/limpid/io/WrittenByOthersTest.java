package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pictures that Pillow, ImageMagick, libtiff, netpbm, libwebp, tifffile and NumPy wrote: src/test/python/picture_files.py
 * makes them. Each shows what a formula gives, which files.json names.
 */
class WrittenByOthersTest {
    private static final int WIDTH = 19;
    private static final int HEIGHT = 13;
    private static final String DESCRIPTIONS = "files.json";

    /** The content of a file; see the script. */
    record Description(
            String formula,
            SampleType.Kind kind,
            int bits,
            int levels,
            int channels,
            boolean alpha,
            double tolerance,
            int pages,
            double @Nullable [] range,
            @Nullable String notice) {

        Description {
            channels = Math.max(1, channels);
            pages = Math.max(1, pages);
        }

        RangeChoice choice() {
            return range == null ? RangeChoice.NATURAL : RangeChoice.of(range[0], range[1]);
        }

        /** From 0 to 1. */
        double expected(int x, int y, int c) {
            return switch (formula) {
                case "steps" -> steps(x, y, c) % (levels + 1) / (double) levels;
                case "palette" -> steps((x + 3 * y) % 16, 0, c) % 256 / 255.0;
                case "smooth" -> (40 + 6 * x + 5 * y + 12 * c) / 255.0;
                default -> throw new AssertionError(formula);
            };
        }

        private static int steps(int x, int y, int c) {
            return x * 2411 + y * 4099 + c * 7919 + x * y * 331;
        }
    }

    private static Path folder() throws URISyntaxException {
        return Path.of(WrittenByOthersTest.class.getResource("written").toURI());
    }

    private static Map<String, Description> descriptions() throws Exception {
        var mapper = new ObjectMapper();
        return mapper.readValue(
                folder().resolve(DESCRIPTIONS).toFile(),
                mapper.getTypeFactory().constructMapType(TreeMap.class, String.class, Description.class));
    }

    static List<Path> files() throws Exception {
        try (Stream<Path> all = Files.list(folder())) {
            return all.filter(file -> !file.endsWith(DESCRIPTIONS)).sorted().toList();
        }
    }

    @Test
    void areAllDescribed() throws Exception {
        assertThat(files())
                .extracting(file -> file.getFileName().toString())
                .containsExactlyInAnyOrderElementsOf(descriptions().keySet());
        assertThat(files())
                .hasSizeGreaterThan(100)
                .allSatisfy(file -> assertThat(Files.size(file)).isLessThan(5000));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void theirBeginningsDeclareTheirSizesOrNothing(Path path) throws Exception {
        byte[] file = Files.readAllBytes(path);
        PictureFile opened = PictureFile.open(path, ReadLimits.DEFAULT);
        boolean tiff = path.toString().endsWith(".tif");

        assertThat(PictureFile.declared(file).isPresent()).isEqualTo(!tiff);
        for (int bytes = 0; bytes <= file.length; bytes += Math.max(1, file.length / 23)) {
            PictureFile.declared(Arrays.copyOf(file, bytes))
                    .ifPresent(size -> assertThat(size).isEqualTo(sizeOf(opened)));
        }
    }

    private static int[] sizeOf(PictureFile opened) {
        try {
            return opened.size(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void showWhatTheirFormulaGives(Path path) throws Exception {
        Description said =
                Objects.requireNonNull(descriptions().get(path.getFileName().toString()));
        PictureFile file = PictureFile.open(path, ReadLimits.DEFAULT);
        assertThat(file.pages()).isEqualTo(said.pages());
        for (int page = 0; page < said.pages(); page++) {
            try (var scope = Scope.open()) {
                Image image = file.read(page, said.choice());
                assertThat(image.encoding().type()).isEqualTo(new SampleType(said.kind(), said.bits()));
                assertThat(image.pixels().shape()).containsExactly(1, said.channels(), HEIGHT, WIDTH);
                requireSame(image.pixels().add(1).div(2), said, page);
                assertThat(image.alpha() != null).isEqualTo(said.alpha());
                if (image.alpha() != null) {
                    requireSame(image.alpha(), said, said.channels());
                }
                requireNotices(image, said);
            }
        }
    }

    private static void requireSame(Tensor plane, Description said, int channel) {
        float[] values = plane.toFloats();
        for (int i = 0; i < values.length; i++) {
            int x = i % WIDTH;
            int y = i / WIDTH % HEIGHT;
            int c = channel + i / (WIDTH * HEIGHT);
            assertThat((double) values[i])
                    .as("channel %d at %d, %d", c, x, y)
                    .isCloseTo(said.expected(x, y, c), within(said.tolerance() / said.levels() + 1e-6));
        }
    }

    private static void requireNotices(Image image, Description said) {
        String notice = said.notice();
        if (notice == null) {
            assertThat(image.notices()).isEmpty();
        } else {
            assertThat(image.notices()).last().asString().contains(notice);
        }
    }
}
