package dev.limpid.imagej;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.io.RangeChoice;
import ij.IJ;
import ij.ImagePlus;
import ij.io.FileSaver;
import ij.measure.Calibration;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The plugin gives an open picture the pixels that the engine gives the same picture in a file. */
class SameAsTheEngineTest {
    private static final String STEPS = " set=steps=" + Engine.STEPS;

    @TempDir
    private Path folder;

    static Stream<Arguments> pictures() {
        return Stream.of(
                Arguments.of("8-bit", Pictures.gray8(1)),
                Arguments.of("16-bit", Pictures.gray16(2)),
                Arguments.of("32-bit", Pictures.gray32(3)),
                Arguments.of("RGB", Pictures.rgb(4)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pictures")
    void fillsASelection(String type, ImageProcessor pixels) throws Exception {
        ImagePlus image = Pictures.selected("cells.tif", pixels);
        Path file = folder.resolve("cells.tif");
        assertThat(new FileSaver(image).saveAsTiff(file.toString())).isTrue();

        ImagePlus result = Macros.run(image, "task=inpainting mask=ROI noise=0.01 seed=3" + STEPS);

        var engine = new Engine("inpainting", Map.of("mask", "box:20,16,7,5", "noise", "0.01"), RangeChoice.NATURAL, 3);
        Path expected = engine.restore(file, folder.resolve("out")).resolve("restored.tiff");
        assertThat(result.getTitle()).isEqualTo("cells restored");
        assertThat(result.getType()).isEqualTo(image.getType());
        assertThat(result.getProcessor().getPixels())
                .isEqualTo(IJ.openImage(expected.toString()).getProcessor().getPixels())
                .isNotEqualTo(pixels.getPixels());
    }

    @Test
    void takesARangeAndTheKernelOfAnOpenImage() throws Exception {
        ImageProcessor pixels = Pictures.gray16(0).duplicate();
        pixels.multiply(4095.0 / 65535);
        var image = new ImagePlus("12 bits.tif", pixels);
        var kernel = new ImagePlus("kernel.tif", new FloatProcessor(3, 3, new float[] {1, 2, 1, 2, 4, 2, 1, 2, 1}));
        Path file = folder.resolve("twelve.tif");
        Path psf = folder.resolve("kernel.tif");
        new FileSaver(image).saveAsTiff(file.toString());
        new FileSaver(kernel).saveAsTiff(psf.toString());
        String options = "task=motion-deblur psf=" + psf + " boundary=replicate noise=0.02 range=0:4095 seed=1" + STEPS;

        ImagePlus result = Macros.run(image, options);

        var given = Map.of("psf", psf.toString(), "boundary", "replicate", "noise", "0.02");
        Path out = new Engine("motion-deblur", given, RangeChoice.of(0, 4095), 1).restore(file, folder.resolve("out"));
        assertThat(result.getProcessor().getPixels())
                .isEqualTo(IJ.openImage(out.resolve("restored.tiff").toString())
                        .getProcessor()
                        .getPixels());
    }

    @Test
    void signedPixelsKeepTheirValues() throws Exception {
        ImageProcessor pixels = Pictures.gray16(0).duplicate();
        pixels.multiply(0.01);
        pixels.add(32768 - 300);
        var image = new ImagePlus("scan.tif", pixels);
        image.getCalibration().setSigned16BitCalibration();

        ImagePlus result = Macros.run(image, "task=denoise noise=0.02 range=-300:356");

        Calibration calibration = result.getCalibration();
        assertThat(calibration.isSigned16Bit()).isTrue();
        assertThat(result.getStatistics().mean).isCloseTo(image.getStatistics().mean, within(8.0));
    }
}
