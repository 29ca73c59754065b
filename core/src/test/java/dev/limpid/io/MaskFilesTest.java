package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.limpid.tensor.Scope;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Masks as other programs write them. */
class MaskFilesTest {
    private static final String NUMBERS =
            "a mask holds numbers from 0 (missing) to 1 (kept), or to 255 or 65535 where that is kept";

    private final Scope scope = Scope.open();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        scope.close();
    }

    /** NumPy wrote it, (64, 64, 1) of bool: rows 20 to 39 and columns 10 to 49 are missing. */
    @Test
    void readsAMaskWithItsChannelLast() throws Exception {
        Mask mask = MaskFiles.read(resource("hwc.npy"));

        assertThat(mask.observed().shape()).containsExactly(1, 1, 64, 64);
        float[] values = mask.observed().toFloats();
        for (int i = 0; i < values.length; i++) {
            boolean hole = i / 64 >= 20 && i / 64 < 40 && i % 64 >= 10 && i % 64 < 50;
            assertThat(values[i]).as("row %s, column %s", i / 64, i % 64).isEqualTo(hole ? 0 : 1);
        }
        assertThat(mask.notices()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "2,4; 0,1,1,1,1,1,1,1",
                "2,4,1; 0,1,1,1,1,1,1,1",
                "1,2,4,1; 0,1,1,1,1,1,1,1",
                "2,4,3; 0,0,0,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1",
                "1,2,4,3; 0,0,0,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1",
                "3,2,4; 0,1,1,1,1,1,1,1,0,1,1,1,1,1,1,1,0,1,1,1,1,1,1,1"
            })
    void findsThePixelInEveryOrderOfDimensions(String sizes, String stored) throws IOException {
        Path file = folder.resolve("m.npy");
        Npy.write(floats(stored), ints(sizes), file);

        Mask mask = MaskFiles.read(file);

        int channels =
                mask.observed().shape().length == 4 ? (int) mask.observed().size(1) : 0;
        assertThat(mask.observed().shape()).containsExactly(1, channels, 2, 4);
        assertThat(channels).isEqualTo(stored.length() > 16 ? 3 : 1);
        float[] values = mask.observed().toFloats();
        for (int i = 0; i < values.length; i++) {
            assertThat(values[i]).isEqualTo(i % 8 == 0 ? 0 : 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"64,64,4", "2,64,64", "2,64,64,1", "1,1,1,64,64", "64"})
    void namesTheShapesThatAMaskHas(String sizes) throws IOException {
        int[] shape = ints(sizes);
        Path file = folder.resolve("m.npy");
        Npy.write(new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)], shape, file);

        assertRefused(
                file,
                "has shape " + Arrays.toString(shape)
                        + "; a mask is (H, W), (C, H, W), (H, W, C) or one of these in a batch of one, with 1 or 3 channels");
    }

    @ParameterizedTest
    @CsvSource({"1", "255", "65535"})
    void takesFloatingPointTo1Or255Or65535(float white) throws IOException {
        Path array = folder.resolve("m.npy");
        Npy.write(new float[] {0, white, white, 0}, new int[] {2, 2}, array);
        byte[] samples = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(0)
                .putFloat(white)
                .putFloat(white)
                .putFloat(0)
                .array();
        byte[] tiff = TiffBuilder.littleEndian()
                .page(2, 2, 32, 1, 1, samples)
                .shorts(339, 3)
                .build();
        Path picture = Files.write(folder.resolve("m.tif"), tiff);

        for (Path file : new Path[] {array, picture}) {
            Mask mask = MaskFiles.read(file);
            assertThat(mask.observed().toFloats()).as("%s", file).containsExactly(0, 1, 1, 0);
            assertThat(mask.notices()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {254, 3.5f, -1, 70000, Float.NaN, Float.POSITIVE_INFINITY})
    void neverAnswersWithAnOptionThatMasksDoNotTake(float value) throws IOException {
        Path array = folder.resolve("m.npy");
        Npy.write(new float[] {0, value}, new int[] {1, 2}, array);
        byte[] samples = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(0)
                .putFloat(value)
                .array();
        byte[] tiff = TiffBuilder.littleEndian()
                .page(2, 1, 32, 1, 1, samples)
                .shorts(339, 3)
                .build();

        assertRefused(array, "holds " + (double) value + "; " + NUMBERS);
        assertRefused(Files.write(folder.resolve("m.tif"), tiff), "holds " + (double) value + "; " + NUMBERS);
    }

    /** Pillow wrote it: white all over, transparent where it was erased. */
    @Test
    void refusesAHoleThatIsInAlphaOnly() throws Exception {
        assertRefused(
                resource("hole-in-alpha.png"),
                "nothing is missing in its colours, only its alpha varies; a mask is white where the picture is kept and"
                        + " black where it is missing, without alpha");
    }

    @ParameterizedTest
    @CsvSource({"0x00000000, 0xff000000", "0x00ffffff, 0xffffffff", "0x7fffffff, 0x80ffffff"})
    void refusesAlphaThatSaysWhatTheColoursDoNot(String one, String other) throws IOException {
        Path file = picture(one, other);

        assertThatIOException()
                .isThrownBy(() -> MaskFiles.read(file))
                .withMessageStartingWith(file + ": ")
                .withMessageContaining(" is missing in its colours, only its alpha varies");
    }

    @ParameterizedTest
    @CsvSource({"0x00000000, 0xffffffff", "0xff000000, 0xffffffff", "0x80ffffff, 0x80ffffff"})
    void takesTheColoursWhereTheySayEnough(String one, String other) throws IOException {
        Mask mask = MaskFiles.read(picture(one, other));

        assertThat(mask.observed().toFloats()).containsExactly(one.endsWith("f") ? 1 : 0, 1);
        assertThat(mask.notices()).containsExactly("transparency of the mask ignored");
    }

    private Path picture(String... colours) throws IOException {
        var picture = new BufferedImage(colours.length, 1, BufferedImage.TYPE_INT_ARGB);
        for (int x = 0; x < colours.length; x++) {
            picture.setRGB(x, 0, (int) (long) Long.decode(colours[x]));
        }
        return Pictures.write(folder.resolve("m.png"), picture, "png");
    }

    private static void assertRefused(Path file, String reason) {
        assertThatIOException().isThrownBy(() -> MaskFiles.read(file)).withMessage(file + ": " + reason);
    }

    private static int[] ints(String text) {
        return Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
    }

    private static float[] floats(String text) {
        int[] values = ints(text);
        var floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values[i];
        }
        return floats;
    }

    private static Path resource(String name) throws URISyntaxException {
        URL found = Objects.requireNonNull(MaskFilesTest.class.getResource("masks/" + name), name);
        return Path.of(found.toURI());
    }
}
