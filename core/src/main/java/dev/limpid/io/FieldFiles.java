package dev.limpid.io;

import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;

/** Fields of displacements in files, such as the tilts of turbulent air. */
public final class FieldFiles {
    private static final double SIXTH = Math.PI / 3;

    private FieldFiles() {}

    /**
     * Writes a field: {@code NAME.npy} with its pixels, (2, H, W) in float32, and {@code NAME.png}, its {@link #picture}.
     *
     * @param field (1, 2, H, W), channel 0 along the columns and channel 1 along the rows
     */
    public static void write(Tensor field, Path folder, String name) throws IOException {
        int[] shape = {2, (int) field.size(2), (int) field.size(3)};
        Npy.write(field.toFloats(), shape, folder.resolve(name + ".npy"));
        Images.write(picture(field), folder.resolve(name + ".png"));
    }

    /** The longest displacement. */
    public static double longest(Tensor field) {
        return Math.sqrt(field.square().mean(1).max().item() * 2);
    }

    /**
     * A field to look at, (1, 3, H, W) in [−1, 1]: white where nothing moves, and the longest displacement in full colour. To the right
     * is red, down yellow-green, to the left cyan, up violet.
     */
    public static Tensor picture(Tensor field) {
        double longest = longest(field);
        float[] u = field.toFloats();
        int n = u.length / 2;
        var rgb = new float[3 * n];
        for (int i = 0; i < n; i++) {
            double share = longest == 0 ? 0 : Math.hypot(u[i], u[n + i]) / longest;
            double angle = Math.atan2(u[n + i], u[i]);
            for (int c = 0; c < 3; c++) {
                rgb[c * n + i] = (float) (1 - 2 * share * (1 - pure(angle - 2 * c * SIXTH)));
            }
        }
        return Tensor.of(rgb, 1, 3, field.size(2), field.size(3));
    }

    /** A primary colour's part of the pure colour that lies at an angle from it on the circle of hues, 0 … 1. */
    private static double pure(double angle) {
        double distance = Math.abs(Math.IEEEremainder(angle, 2 * Math.PI));
        return Math.max(0, Math.min(1, 2 - distance / SIXTH));
    }
}
