package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Descriptions of a whole stack do not reach the result of a page, and a stack behind one directory is not taken for a
 * page. src/test/python/tiff_results.py opens the results with tifffile.
 */
class TiffStructureTest {
    @TempDir
    Path folder;

    private static TiffBuilder page(int planes) {
        return TiffBuilder.littleEndian().page(8, 8, 8, 1, 1, new byte[64 * planes]);
    }

    /** The tags of the result of a file's only page, in another size. */
    private TiffDirectory result(TiffBuilder tiff) throws IOException {
        try (var scope = Scope.open()) {
            Encoding encoding = Images.decode(tiff.build(), "x.tif").encoding().scaled(0.5, 0.5);
            Path result = folder.resolve("y.tiff");
            Images.write(Tensor.zeros(1, 1, 4, 4), null, encoding, result);
            return TiffDirectory.all(Files.readAllBytes(result)).get(0);
        }
    }

    private static String description(TiffDirectory page) {
        byte[] bytes = page.bytes(TiffDirectory.DESCRIPTION);
        return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1).replace("\0", "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"shape\": [8, 8]}|''",
                "{\"shape\": [8, 8], \"axes\": \"YX\", \"unit\": \"um\"}|{\"unit\":\"um\"}",
                "shape=(8, 8)|''",
                "<?xml version=\"1.0\"?><OME><Image><Pixels SizeX=\"8\"/></Image></OME>|''",
                "<ome:OME><ome:Image/></ome:OME>|''",
                "<scn><collection/></scn>|''",
                "Aperio Image Library v1 8x8|''",
                "state.acq.frames=3|''",
                "a cell, 8 um wide|a cell, 8 um wide",
                "{\"exposure\": 3}|{\"exposure\": 3}",
                "{not JSON|{not JSON",
            })
    void keepsOfADescriptionWhatIsTrueOfAPage(String before, String after) throws IOException {
        assertThat(description(result(page(1).ascii(270, before)))).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(ints = {33628, 33629, 33630, 33631, 34361, 34362, 34412, 33471, 33560, 43314, 51123, 65420, 32998})
    void dropsTheTagsOfStacks(int tag) throws IOException {
        TiffDirectory result = result(page(1).longs(tag, 1).longs(65000, 7).ascii(305, "a microscope"));

        assertThat(result.bytes(tag)).isNull();
        assertThat(result.bytes(65000)).isNotNull();
        assertThat(result.bytes(305)).isNotNull();
    }

    @Test
    void refusesTheLayoutOfLargeStacksOfImageJ() {
        byte[] stack = page(3).ascii(270, "ImageJ=1.54p\nimages=3\nslices=3\n").build();

        assertThatThrownBy(() -> TiffPage.all(stack, "x.tif"))
                .hasMessage("x.tif: holds 3 planes behind one directory, and would lose all but the first; store each"
                        + " plane as a page");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"shape\": [3, 8, 8], \"truncated\": true}", "shape=(3, 1, 8, 8)"})
    void refusesTheTruncatedSeriesOfTifffile(String description) {
        byte[] stack = page(3).ascii(270, description).build();

        assertThatThrownBy(() -> TiffPage.all(stack, "x.tif")).hasMessageContaining("holds 3 planes");
    }

    @Test
    void refusesTheStacksOfMetaMorphAndVolumes() {
        byte[] metaMorph = page(3).tag(33629, 5, new byte[24]).build();
        byte[] volume = page(3).longs(32997, 3).build();

        assertThatThrownBy(() -> TiffPage.all(metaMorph, "x.stk")).hasMessageContaining("holds 3 planes");
        assertThatThrownBy(() -> TiffPage.all(volume, "x.tif")).hasMessageContaining("holds 3 planes");
    }

    /** A page that was taken out of a stack, and an array of one page in RGB. */
    @Test
    void readsASinglePageThatStillTellsOfItsStack() throws IOException {
        byte[] alone = page(1).ascii(270, "ImageJ=1.54p\nimages=300\n").build();
        byte[] rgb = TiffBuilder.littleEndian()
                .page(8, 8, 8, 3, 2, new byte[192])
                .ascii(270, "{\"shape\": [8, 8, 3]}")
                .build();
        byte[] pages = page(1).ascii(270, "{\"shape\": [2, 8, 8]}")
                .page(8, 8, 8, 1, 1, new byte[64])
                .build();

        assertThat(TiffPage.all(alone, "x.tif")).hasSize(1);
        assertThat(TiffPage.all(rgb, "x.tif")).hasSize(1);
        assertThat(TiffPage.all(pages, "x.tif")).hasSize(2);
    }
}
