package dev.limpid.imagej;

import static org.assertj.core.api.Assertions.assertThat;

import ij.gui.Overlay;
import ij.gui.Roi;
import ij.measure.Calibration;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import org.junit.jupiter.api.Test;

class FrameTest {
    private final ImageProcessor picture = new ByteProcessor(6, 4, new byte[24], null);

    @Test
    void anEnlargedResultHasSmallerPixels() {
        Frame frame = Frame.of(picture, new ByteProcessor(18, 12));
        var calibration = new Calibration();
        calibration.pixelWidth = 0.3;
        calibration.xOrigin = 2;

        assertThat(frame.of(calibration).pixelWidth).isEqualTo(0.3 / 3);
        assertThat(frame.of(calibration).xOrigin).isEqualTo(6);
        assertThat(calibration.pixelWidth).isEqualTo(0.3);
        assertThat(frame.of(new Overlay(new Roi(1, 1, 2, 2)))
                        .get(0)
                        .getFloatBounds()
                        .getWidth())
                .isEqualTo(6);
    }

    @Test
    void theSceneBeyondTheBorderMovesTheOrigin() {
        Frame frame = Frame.of(picture, new ByteProcessor(10, 6));

        assertThat(frame.of(new Calibration()).xOrigin).isEqualTo(2);
        assertThat(frame.of(new Calibration()).pixelWidth).isEqualTo(1);
        assertThat(frame.of(new Overlay(new Roi(1, 1, 2, 2))).get(0).getBounds())
                .isEqualTo(new Rectangle(3, 2, 2, 2));
    }

    @Test
    void whatWasNotRestoredTakesTheSizeOfTheOthers() {
        picture.set(5, 3, 9);

        ImageProcessor enlarged = Frame.of(picture, new ByteProcessor(12, 8)).of(picture);
        ImageProcessor framed = Frame.of(picture, new ByteProcessor(10, 6)).of(picture);

        assertThat(enlarged.get(11, 7)).isEqualTo(9);
        assertThat(enlarged.get(9, 7)).isZero();
        assertThat(framed.get(7, 4)).isEqualTo(9);
    }
}
