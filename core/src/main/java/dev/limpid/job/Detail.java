package dev.limpid.job;

import dev.limpid.io.Images;
import dev.limpid.io.Panels.Panel;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * A square part of a picture, to be looked at pixel by pixel.
 *
 * @param height of the picture; likewise {@code width}
 */
record Detail(int left, int top, int side, int height, int width) {
    /** Smaller pictures are shown magnified as a whole. */
    private static final int LEAST_PICTURE = 192;

    private static final int SIDE = 96;

    /** The part where two pictures of one size differ most; empty where they are small. */
    static Optional<Detail> between(Tensor a, Tensor b) {
        int height = (int) b.size(2);
        int width = (int) b.size(3);
        if (Math.min(height, width) < LEAST_PICTURE || a.size(2) != height || a.size(3) != width) {
            return Optional.empty();
        }
        float[] cells;
        try (var scope = Scope.open()) {
            Tensor difference = a.sub(b).abs().mean(1);
            cells = Functional.avgPool2d(difference, SIDE).toFloats();
        }
        int most = 0;
        for (int i = 0; i < cells.length; i++) {
            most = cells[i] > cells[most] ? i : most;
        }
        int columns = width / SIDE;
        return Optional.of(new Detail(most % columns * SIDE, most / columns * SIDE, SIDE, height, width));
    }

    /** The part of each panel that shows the whole picture, magnified; the others as they are. */
    List<Panel> of(List<Panel> panels) {
        return panels.stream()
                .map(panel -> panel.pixels().size(2) == height && panel.pixels().size(3) == width
                        ? new Panel(panel.label(), magnified(panel.pixels()))
                        : panel)
                .toList();
    }

    private Tensor magnified(Tensor pixels) {
        return Functional.upsampleNearest2x(Functional.upsampleNearest2x(Images.crop(pixels, left, top, side, side)));
    }
}
