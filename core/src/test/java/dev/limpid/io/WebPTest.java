package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebP against libwebp's own program dwebp: src/test/python/webp_files.py makes the files and their hashes. */
class WebPTest {
    private static final byte[] NO_BYTES = {};

    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    /** The picture that dwebp makes of a file. */
    record Expected(int width, int height, boolean alpha, String sha256) {}

    private static Path folder() throws URISyntaxException {
        return Path.of(WebPTest.class.getResource("webp").toURI());
    }

    private static Map<String, Expected> all() throws Exception {
        var mapper = new ObjectMapper();
        return mapper.readValue(
                folder().resolve("expected.json").toFile(),
                mapper.getTypeFactory().constructMapType(TreeMap.class, String.class, Expected.class));
    }

    static List<String> names() throws Exception {
        return List.copyOf(all().keySet());
    }

    @ParameterizedTest
    @MethodSource("names")
    void hasThePixelsThatLibwebpHas(String name) throws Exception {
        Expected expected = Objects.requireNonNull(all().get(name));

        Image image = Images.read(folder().resolve(name));

        assertThat(List.of(image.width(), image.height())).containsExactly(expected.width(), expected.height());
        assertThat(image.alpha() != null).isEqualTo(expected.alpha());
        assertThat(Sha256.of(samples(image))).isEqualTo(expected.sha256());
        assertThat(image.notices()).isEmpty();
    }

    /** Rows of R, G, B and, where there is alpha, A. */
    private static byte[] samples(Image image) {
        Tensor alpha = image.alpha();
        int bands = alpha == null ? 3 : 4;
        int plane = image.width() * image.height();
        float[] colours = image.pixels().toFloats();
        float[] opacity = alpha == null ? new float[0] : alpha.toFloats();
        var bytes = new byte[bands * plane];
        for (int i = 0; i < bytes.length; i++) {
            int band = i % bands;
            float unit = band == 3 ? opacity[i / bands] : (colours[band * plane + i / bands] + 1) / 2;
            bytes[i] = (byte) Math.round(unit * 255);
        }
        return bytes;
    }

    /** Hashes of Pillow's {@code Image.open(file).convert("RGB").tobytes()}, which calls libwebp and libpng. */
    @ParameterizedTest
    @ValueSource(strings = {"animated.webp", "animated.png"})
    void readsTheFirstFrameOfAnAnimationAndSaysSo(String name) throws Exception {
        Image image = Images.read(cases().resolve(name));

        assertThat(Sha256.of(samples(image)))
                .isEqualTo("134e57b2904505821aea8ea348311000aa2d2fd8ae171df1814515458f0407e3");
        assertThat(image.notices()).containsExactly("holds more than one picture; the first is read");
    }

    private static Path cases() throws URISyntaxException {
        return Path.of(WebPTest.class.getResource("cases").toURI());
    }

    @Test
    void predictsAtTheBordersAsLibwebpDoes() throws Exception {
        Image image = Images.read(cases().resolve("tm-pred.webp"));

        // dwebp tm-pred.webp -ppm, the samples alone.
        assertThat(Sha256.of(samples(image)))
                .isEqualTo("6400f26b56c676602fc75ea3937e2a6a25228d23dfc48ecf8f6e2c85b387b7e5");
    }

    @Test
    void placesAFrameWhereItBelongs() throws IOException {
        var picture = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(1, 1, 0xff0000);
        byte[] still = WebPBuilder.lossless(picture);
        byte[] animated = WebPBuilder.riff(
                WebPBuilder.chunk("VP8X", new byte[] {2, 0, 0, 0, 7, 0, 0, 5, 0, 0}),
                WebPBuilder.chunk("ANIM", new byte[6]),
                frame(2, 1, 2, 2, still),
                frame(0, 0, 2, 2, still));

        Image image = Images.decode(animated, "x");

        assertThat(image.pixels().shape()).containsExactly(1, 3, 6, 8);
        float[] alpha = Objects.requireNonNull(image.alpha()).toFloats();
        float[] red = image.pixels().toFloats();
        // Offsets are stored as halves: the frame begins at column 4 and row 2.
        for (int i = 0; i < 48; i++) {
            int x = i % 8;
            int y = i / 8;
            boolean inside = (x == 4 || x == 5) && (y == 2 || y == 3);
            assertThat(alpha[i]).as("%d, %d", x, y).isEqualTo(inside ? 1 : 0);
            assertThat(red[i]).as("%d, %d", x, y).isEqualTo(x == 5 && y == 3 ? 1 : -1);
        }
        byte[] outside = WebPBuilder.riff(
                WebPBuilder.chunk("VP8X", new byte[] {2, 0, 0, 0, 7, 0, 0, 5, 0, 0}), frame(4, 1, 2, 2, still));
        assertThatIOException()
                .isThrownBy(() -> Images.decode(outside, "x"))
                .withMessage("x: is damaged: its first frame lies outside of the picture");
    }

    private static byte[] frame(int x, int y, int width, int height, byte[] still) {
        var header = new byte[] {
            (byte) x, 0, 0, (byte) y, 0, 0, (byte) (width - 1), 0, 0, (byte) (height - 1), 0, 0, 100, 0, 0, 0
        };
        return WebPBuilder.chunk("ANMF", Containers.join("", header, Arrays.copyOfRange(still, 12, still.length)));
    }

    @Test
    void takesNoMemoryForAMillionChunks() throws IOException {
        byte[] still = WebPBuilder.lossless(Pictures.noise(4, 4, BufferedImage.TYPE_INT_RGB));
        var chunks = new ByteArrayOutputStream();
        for (int i = 0; i < 1_000_000; i++) {
            chunks.writeBytes(WebPBuilder.chunk("JUNK", NO_BYTES));
        }
        byte[] file = WebPBuilder.riff(Arrays.copyOfRange(still, 12, still.length), chunks.toByteArray());

        assertThat(Images.decode(file, "x").width()).isEqualTo(4);
        assertThatIOException()
                .isThrownBy(() -> Images.decode(WebPBuilder.riff(chunks.toByteArray()), "x"))
                .withMessageStartingWith("x: cannot be decoded");
    }
}
