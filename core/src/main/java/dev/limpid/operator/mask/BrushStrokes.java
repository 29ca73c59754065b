package dev.limpid.operator.mask;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;

/**
 * The pixels that a brush wipes out: lines of 4 to 18 vertices with round ends, whose directions change by a normal angle of standard
 * deviation 0.6; segments 16 to 64 pixels long and 12 to 40 wide in an image of 256, in proportion in others. The brush is
 * lifted as soon as the share is reached, so that it is exceeded by one segment at most.
 */
final class BrushStrokes {
    private static final double REFERENCE_SIZE = 256;
    private static final int LEAST_VERTICES = 4;
    private static final int MOST_VERTICES = 18;
    private static final double TURN = 0.6;

    private final int height;
    private final int width;
    private final double scale;
    private final boolean[] removed;
    private int count;

    private BrushStrokes(int height, int width) {
        this.height = height;
        this.width = width;
        scale = Math.min(height, width) / REFERENCE_SIZE;
        removed = new boolean[height * width];
    }

    /** A mask (1, 1, H, W) with at least the share removed. */
    static Tensor draw(Rng rng, double share, int height, int width) {
        var image = new BrushStrokes(height, width);
        Rng draw = rng.purpose("mask");
        while (image.count < share * height * width) {
            image.stroke(draw, share * height * width);
        }
        var values = new float[height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = image.removed[i] ? 0 : 1;
        }
        return Masks.of(values, height, width);
    }

    private void stroke(Rng draw, double enough) {
        int vertices = LEAST_VERTICES + draw.nextInt(MOST_VERTICES - LEAST_VERTICES + 1);
        double radius = between(draw, 12, 40) / 2;
        double x = draw.nextDouble() * width;
        double y = draw.nextDouble() * height;
        double heading = draw.nextDouble() * 2 * Math.PI;
        for (int i = 1; i < vertices && count < enough; i++) {
            double length = between(draw, 16, 64);
            double toX = Math.min(width, Math.max(0, x + length * Math.cos(heading)));
            double toY = Math.min(height, Math.max(0, y + length * Math.sin(heading)));
            segment(x, y, toX, toY, Math.max(0.5, radius));
            x = toX;
            y = toY;
            heading += TURN * gaussian(draw);
        }
    }

    private double between(Rng draw, double least, double most) {
        return scale * (least + (most - least) * draw.nextDouble());
    }

    /** By the method of Box and Muller. */
    private static double gaussian(Rng draw) {
        double radius = Math.sqrt(-2 * Math.log(1 - draw.nextDouble()));
        return radius * Math.cos(2 * Math.PI * draw.nextDouble());
    }

    /** Removes every pixel whose centre is no further than the radius from the line between two points. */
    private void segment(double x0, double y0, double x1, double y1, double radius) {
        double dx = x1 - x0;
        double dy = y1 - y0;
        double squared = Math.max(dx * dx + dy * dy, Double.MIN_NORMAL);
        int bottom = (int) Math.min(height - 1, Math.max(y0, y1) + radius);
        int right = (int) Math.min(width - 1, Math.max(x0, x1) + radius);
        for (int row = (int) Math.max(0, Math.min(y0, y1) - radius - 1); row <= bottom; row++) {
            for (int column = (int) Math.max(0, Math.min(x0, x1) - radius - 1); column <= right; column++) {
                double px = column + 0.5 - x0;
                double py = row + 0.5 - y0;
                double along = Math.min(1, Math.max(0, (px * dx + py * dy) / squared));
                int at = row * width + column;
                if (!removed[at] && Math.hypot(px - along * dx, py - along * dy) <= radius) {
                    removed[at] = true;
                    count++;
                }
            }
        }
    }
}
