package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The memory of decoding, from headers alone. */
class DecodingCostTest {
    private static final int WIDTH = 30;
    private static final int HEIGHT = 20;
    private static final long AREA = WIDTH * HEIGHT;

    private static void assertHeap(byte[] file, int bytesPerPixel) throws IOException {
        DecodingCost cost = PictureFile.of(file, "a", ReadLimits.DEFAULT).cost(0);

        assertThat(cost.heap()).isEqualTo(2L * file.length + AREA * (bytesPerPixel + 4));
        assertThat(cost.pixels()).isEqualTo(16 * AREA);
        assertThat(List.of(cost.width(), cost.height())).containsExactly(WIDTH, HEIGHT);
    }

    @Test
    void samplesTakeTheirBytes() throws IOException {
        var rgb = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        var deep = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_GRAY);

        assertHeap(Pictures.encode(rgb, "png"), 3);
        assertHeap(Pictures.encode(rgb, "bmp"), 3);
        assertHeap(Pictures.encode(deep, "png"), 2);
        assertHeap(WebPBuilder.lossless(rgb), 4);
    }

    @Test
    void floatingPointIsCopiedOnce() throws IOException {
        byte[] tiff = TiffBuilder.littleEndian()
                .page(WIDTH, HEIGHT, 32, 3, 2, new byte[WIDTH * HEIGHT * 12])
                .shorts(TiffDirectory.SAMPLE_FORMAT, 3, 3, 3)
                .build();

        assertHeap(tiff, 24);
    }

    @Test
    void aPageBeyondTheLimitsIsRefused() throws IOException {
        byte[] png = Pictures.encode(new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY), "png");
        PictureFile opened = PictureFile.of(png, "a", ReadLimits.ofPixels(100));

        assertThatIOException()
                .isThrownBy(() -> opened.cost(0))
                .withMessage("a: 30 x 20 pixels are more than the limit of 100");
    }
}
