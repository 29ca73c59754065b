package dev.limpid.io;

import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Several pictures in one PNG: labelled side by side, or as a grid. */
public final class Panels {
    /** Each panel is at least so many pixels wide and high. */
    public static final int MINIMUM = 256;

    private static final int SMALL = 128;
    private static final int LONGEST_SIDE = 2048;
    /** Pixels of all panels together beyond which they are scaled down: they and the sheet lie in Java's heap together. */
    private static final long MOST_PIXELS = 8_000_000;

    private static final int MARGIN = 8;
    private static final int LABEL_SCALE = 2;
    private static final int WHITE = 255;
    private static final int BLACK = 0;

    private Panels() {}

    /**
     * One picture with its label.
     *
     * @param label one line over the picture, such as "measurement 13.2 dB"; ASCII, other characters show as question
     *     marks
     * @param pixels (1, C, H, W) in [−1, 1], C = 1 or 3
     */
    public record Panel(String label, Tensor pixels) {
        public Panel {
            requirePicture(pixels, 1);
        }
    }

    /**
     * Writes the panels from left to right. Small pictures are enlarged by a whole factor, each pixel a square, until
     * both sides reach {@link #MINIMUM}; one that is too long for that, or whose label is wider, stands on a white
     * ground. Where all together have more than 8 megapixels, every large one is scaled down by the same whole factor, each cell to its mean.
     *
     * @throws IllegalArgumentException without a panel
     * @throws IOException naming the file and the reason if it cannot be written
     */
    public static void sideBySide(List<Panel> panels, Path file) throws IOException {
        rows(panels, Math.max(1, panels.size()), file);
    }

    /**
     * Writes the panels as {@link #sideBySide} does, in rows.
     *
     * @param columns panels in a row
     */
    public static void rows(List<Panel> panels, int columns, Path file) throws IOException {
        if (columns < 1) {
            throw new IllegalArgumentException("columns must be positive, got " + columns);
        }
        if (panels.isEmpty()) {
            throw new IllegalArgumentException("side by side needs at least one panel");
        }
        double pixels = panels.stream()
                .mapToDouble(p -> (double) p.pixels().size(2) * p.pixels().size(3))
                .sum();
        int factor = (int) Math.max(1, Math.ceil(Math.sqrt(pixels / MOST_PIXELS)));
        List<Placed> placed = panels.stream().map(p -> Placed.of(p, factor)).toList();
        var rows = new ArrayList<Row>();
        for (int i = 0; i < placed.size(); i += columns) {
            rows.add(new Row(placed.subList(i, Math.min(placed.size(), i + columns))));
        }
        int width = rows.stream().mapToInt(Row::width).max().orElse(0);
        int height = MARGIN + rows.stream().mapToInt(Row::height).sum();
        Pixels8 sheet = Pixels8.blank(height, width, WHITE);
        int top = MARGIN;
        for (Row row : rows) {
            row.draw(sheet, top);
            top += row.height();
        }
        Images.writePng(sheet, file);
    }

    /** Panels beside each other, with their labels over them and a margin below. */
    private record Row(List<Placed> panels) {
        private static final int LABEL = BitmapFont.LINE * LABEL_SCALE + MARGIN;

        int width() {
            return MARGIN + panels.stream().mapToInt(p -> p.width() + MARGIN).sum();
        }

        int height() {
            return LABEL + panels.stream().mapToInt(Placed::height).max().orElse(0) + MARGIN;
        }

        void draw(Pixels8 sheet, int top) {
            int x = MARGIN;
            for (Placed p : panels) {
                p.draw(sheet, x, top, top + LABEL);
                x += p.width() + MARGIN;
            }
        }
    }

    /** Writes a batch of pictures as a grid that is about square, each enlarged to at least 128 pixels. */
    public static void grid(Tensor pixels, Path file) throws IOException {
        grid(pixels, (int) Math.ceil(Math.sqrt((double) pixels.size(0))), file);
    }

    /** Writes a batch of pictures as a grid, each enlarged to at least 128 pixels. */
    public static void grid(Tensor pixels, int columns, Path file) throws IOException {
        int side = (int) Math.max(1, pixels.size(3));
        grid(pixels, columns, Math.max(1, (SMALL + side - 1) / side), file);
    }

    /**
     * Writes a batch of pictures as a grid, row by row, two white pixels apart.
     *
     * @param pixels (B, C, H, W) in [−1, 1], C = 1 or 3
     * @param columns pictures in a row
     * @param enlargement side of the square that shows one pixel
     * @throws IOException naming the file and the reason if it cannot be written
     */
    public static void grid(Tensor pixels, int columns, int enlargement, Path file) throws IOException {
        requirePicture(pixels, pixels.size(0));
        if (columns <= 0 || enlargement <= 0) {
            throw new IllegalArgumentException(
                    "columns and enlargement must be positive, got " + columns + " and " + enlargement);
        }
        int count = (int) pixels.size(0);
        int shown = Math.min(columns, count);
        int stepX = (int) pixels.size(3) * enlargement + 2;
        int stepY = (int) pixels.size(2) * enlargement + 2;
        Pixels8 sheet = Pixels8.blank((count + shown - 1) / shown * stepY + 2, shown * stepX + 2, WHITE);
        try (var scope = Scope.open()) {
            for (int b = 0; b < count; b++) {
                Pixels8 picture = Pixels8.of(pixels.narrow(0, b, 1));
                sheet.draw(picture, b % shown * stepX + 2, b / shown * stepY + 2, enlargement);
            }
        }
        Images.writePng(sheet, file);
    }

    private static void requirePicture(Tensor pixels, long batch) {
        boolean fits = pixels.dim() == 4 && pixels.size(0) == batch && pixels.count() > 0;
        if (!fits || (pixels.size(1) != 1 && pixels.size(1) != 3)) {
            throw new IllegalArgumentException("a panel shows a picture (1, 1 or 3, H, W), got " + pixels);
        }
    }

    /** A panel in its final size. */
    private record Placed(String label, Pixels8 picture, int enlargement, int width, int height) {
        static Placed of(Panel panel, int factor) {
            Pixels8 picture = reduced(panel.pixels(), factor);
            int shorter = Math.min(picture.width(), picture.height());
            int longer = Math.max(picture.width(), picture.height());
            int wanted = (MINIMUM + shorter - 1) / shorter;
            int enlargement = Math.max(1, Math.min(wanted, LONGEST_SIDE / longer));
            int label = panel.label().length() * BitmapFont.ADVANCE * LABEL_SCALE;
            int width = Math.max(Math.max(MINIMUM, label), picture.width() * enlargement);
            int height = Math.max(MINIMUM, picture.height() * enlargement);
            return new Placed(panel.label(), picture, enlargement, width, height);
        }

        /** Long strips keep a pixel of their width; kernels and other small pictures stay as they are. */
        private static Pixels8 reduced(Tensor pixels, int factor) {
            long shorter = Math.min(pixels.size(2), pixels.size(3));
            boolean small = Math.max(pixels.size(2), pixels.size(3)) < (long) factor * MINIMUM;
            int own = small ? 1 : (int) Math.min(shorter, factor);
            try (var scope = Scope.open()) {
                return Pixels8.of(own > 1 ? Functional.avgPool2d(pixels, own) : pixels);
            }
        }

        void draw(Pixels8 sheet, int x, int labelY, int pictureY) {
            BitmapFont.draw(sheet, label, x, labelY, LABEL_SCALE, BLACK);
            int left = x + (width - picture.width() * enlargement) / 2;
            sheet.draw(picture, left, pictureY, enlargement);
        }
    }
}
