package dev.limpid.imagej;

import static org.assertj.core.api.Assertions.assertThat;

import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Line;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.process.LUT;
import java.awt.Color;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Images, stacks, Escape and mistakes. */
class RestorePlugInTest {
    private static final String DENOISE = "task=denoise noise=0.02 ";

    @Test
    void aStackKeepsEverythingButItsPixels() throws Exception {
        ImagePlus image = hyperstack();

        ImagePlus result = Macros.run(image, DENOISE);

        assertThat(result.getDimensions()).containsExactly(Pictures.WIDTH, Pictures.HEIGHT, 2, 2, 1);
        assertThat(result.isHyperStack()).isTrue();
        assertThat(result.isComposite()).isTrue();
        assertThat(((CompositeImage) result).getMode()).isEqualTo(IJ.COLOR);
        assertThat(result.getLuts()[1].getRGB(200)).isEqualTo(image.getLuts()[1].getRGB(200));
        assertThat(result.getLuts()[1].max).isEqualTo(180);
        assertThat(result.getCalibration().pixelWidth).isEqualTo(0.25);
        assertThat(result.getCalibration().getUnit()).isEqualTo("µm");
        assertThat(result.getOverlay().get(0).getBounds())
                .isEqualTo(image.getOverlay().get(0).getBounds());
        assertThat(result.getStack().getSliceLabel(3)).isEqualTo("red 2");
        assertThat(result.getInfoProperty()).startsWith("from a microscope").contains("task=denoise", "\"solver\"");
        for (int slice = 1; slice <= 4; slice += 3) {
            var alone = new ImagePlus("one", image.getStack().getProcessor(slice));
            assertThat((byte[]) result.getStack().getPixels(slice)).isEqualTo((byte[])
                    Macros.run(alone, DENOISE).getProcessor().getPixels());
        }
    }

    /** Two channels, two slices. */
    private static ImagePlus hyperstack() {
        var stack = new ImageStack(Pictures.WIDTH, Pictures.HEIGHT);
        for (int slice = 1; slice <= 2; slice++) {
            stack.addSlice("red " + slice, Pictures.gray8(slice));
            stack.addSlice("green " + slice, Pictures.gray8(2 + slice));
        }
        var plain = new ImagePlus("cells.tif", stack);
        plain.setDimensions(2, 2, 1);
        plain.setOpenAsHyperStack(true);
        var image = new CompositeImage(plain, IJ.COLOR);
        LUT green = LUT.createLutFromColor(Color.GREEN);
        green.min = 10;
        green.max = 180;
        image.setLuts(new LUT[] {LUT.createLutFromColor(Color.RED), green});
        image.getCalibration().pixelWidth = 0.25;
        image.getCalibration().setUnit("um");
        image.setOverlay(new Overlay(new Roi(3, 4, 5, 6)));
        image.setProperty("Info", "from a microscope");
        return image;
    }

    @Test
    void superResolutionScalesTheCalibrationAndTheOverlay() throws Exception {
        var image = new ImagePlus("small", Pictures.gray8(0));
        image.getCalibration().pixelWidth = 0.5;
        image.getCalibration().pixelHeight = 0.5;
        image.setOverlay(new Overlay(new Roi(10, 8, 6, 4)));

        ImagePlus result = Macros.run(image, "task=super-resolution scale=2 noise=0.01 solver=bicubic");

        assertThat(result.getWidth()).isEqualTo(2 * Pictures.WIDTH);
        assertThat(result.getCalibration().pixelWidth).isEqualTo(0.25);
        assertThat(result.getOverlay().get(0).getFloatBounds().getWidth()).isEqualTo(12);
    }

    @Test
    void escapeKeepsWhatIsDone() throws Exception {
        var stack = new ImageStack(Pictures.WIDTH, Pictures.HEIGHT);
        for (int kind = 0; kind < 3; kind++) {
            stack.addSlice("slice " + kind, Pictures.gray8(kind));
        }
        var image = new ImagePlus("stack", stack);
        var source = Source.of(image);
        var done = new Restored[1];
        var settings = Settings.of(Map.of("task", "denoise", "noise", "0.02"));
        // As if Escape were pressed when the first slice is done.
        Restored restored = SliceRun.of(source, settings, () -> done[0] != null && done[0].isFinished(1))
                .run((files, messages, results) -> {
                    done[0] = results;
                    return new SliceListener(source, files, messages, results);
                });

        ImagePlus result = new ResultImage(source, restored).make("");

        assertThat(result.getStack().getSliceLabel(1)).isEqualTo("slice 0");
        assertThat(result.getStack().getPixels(1)).isNotEqualTo(stack.getPixels(1));
        assertThat(result.getStack().getSliceLabel(3)).isEqualTo("slice 2 (not restored)");
        assertThat(result.getStack().getPixels(3)).isEqualTo(stack.getPixels(3));
    }

    @Test
    void escapeLeavesTheEstimateSoFar() throws Exception {
        ImagePlus image = Pictures.selected("one", Pictures.gray8(0));
        var source = Source.of(image);
        var evaluated = new AtomicInteger();
        var settings = Settings.of(Map.of("task", "inpainting", "mask", "ROI", "noise", "0.01"));

        Restored restored = SliceRun.of(source, settings, () -> evaluated.get() > 4)
                .run((files, messages, results) -> new SliceListener(source, files, messages, results) {
                    @Override
                    void progress(double done, int slices) {
                        evaluated.incrementAndGet();
                    }
                });

        ImagePlus result = new ResultImage(source, restored).make("");
        assertThat(result.getInfoProperty()).contains("one: not finished").doesNotContain("so-far");
        assertThat((byte[]) result.getProcessor().getPixels())
                .isNotEqualTo(image.getProcessor().getPixels());
    }

    @Test
    void refusesInOneLine() throws Exception {
        var image = new ImagePlus("cells.tif", Pictures.gray8(0));
        image.setRoi(new Line(1, 1, 9, 9));

        assertThat(Macros.refusal(image, "task=sharpen")).startsWith("unknown task 'sharpen': inpainting, ");
        assertThat(Macros.refusal(image, "task=inpainting mask=ROI"))
                .isEqualTo("cells.tif has no selection of an area, which would say where its pixels are missing");
        assertThat(Macros.refusal(image, "task=inpainting")).startsWith("inpainting a measurement needs mask FILE");
        assertThat(Macros.refusal(image, "task=motion-deblur psf=none.tif")).isEqualTo("psf none.tif: no such file");
        assertThat(Macros.refusal(image, DENOISE + "seed=one")).isEqualTo("seed must be a whole number, got 'one'");
        assertThat(Macros.refusal(image, DENOISE + "solver=magic")).startsWith("unknown solver 'magic'");
        assertThat(Macros.refusal(image, DENOISE + "prior=none.safetensors")).contains("none.safetensors");
        var floats = new ImagePlus("float", Pictures.gray32(0).duplicate());
        floats.getProcessor().multiply(700);
        assertThat(Macros.refusal(floats, DENOISE))
                .startsWith("float: holds 32-bit floating point samples from ")
                .endsWith("say which are black and white with range min:max or range auto");
    }
}
