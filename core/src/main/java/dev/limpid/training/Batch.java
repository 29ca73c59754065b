package dev.limpid.training;

import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;

/**
 * The images, noise and noise levels of one evaluation in training.
 *
 * @param clean x_0, (B, C, H, W) in row-major order, in [−1, 1]
 * @param noise ε, of the same shape, standard normal
 * @param levels of each picture's noise, in the units of the {@link Objective}: its time t, or its σ
 * @param channels C
 * @param size H and W, in pixels
 */
public record Batch(float[] clean, float[] noise, double[] levels, int channels, int size) {
    public Batch {
        int count = levels.length * channels * size * size;
        if (levels.length == 0 || clean.length != count || noise.length != count) {
            throw new IllegalArgumentException(levels.length + " pictures of " + channels + " x " + size + " x " + size
                    + " are " + count + " values, got " + clean.length + " and " + noise.length + " of noise");
        }
    }

    /** x_0 on a device. */
    Tensor x0(Device device) {
        return image(clean, device);
    }

    /** ε on a device. */
    Tensor noise(Device device) {
        return image(noise, device);
    }

    /** One number a picture, (B, 1, 1, 1). */
    static Tensor perPicture(double[] values, Device device) {
        var floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return Tensor.of(floats, floats.length, 1, 1, 1).to(device);
    }

    private Tensor image(float[] values, Device device) {
        return Tensor.of(values, levels.length, channels, size, size).to(device);
    }
}
