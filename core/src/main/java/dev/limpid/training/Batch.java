package dev.limpid.training;

import dev.limpid.prior.NoiseSchedule;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;

/**
 * The images, noise and times of one evaluation in training.
 *
 * @param clean x_0, (B, C, H, W) in row-major order, in [−1, 1]
 * @param noise ε, of the same shape, standard normal
 * @param times t of each picture
 * @param channels C
 * @param size H and W, in pixels
 */
public record Batch(float[] clean, float[] noise, double[] times, int channels, int size) {
    public Batch {
        int count = times.length * channels * size * size;
        if (times.length == 0 || clean.length != count || noise.length != count) {
            throw new IllegalArgumentException(times.length + " pictures of " + channels + " x " + size + " x " + size
                    + " are " + count + " values, got " + clean.length + " and " + noise.length + " of noise");
        }
    }

    /** x_0 on a device. */
    Tensor x0(Device device) {
        return image(clean, device);
    }

    /** ε on a device. */
    Tensor epsilon(Device device) {
        return image(noise, device);
    }

    /** x_t = a_t x_0 + s_t ε, each picture at its own time. */
    Tensor noisy(NoiseSchedule schedule, Device device) {
        Tensor a = perPicture(
                Arrays.stream(times).map(t -> schedule.alpha((int) t)).toArray(), device);
        Tensor s = perPicture(
                Arrays.stream(times).map(t -> schedule.sigma((int) t)).toArray(), device);
        return x0(device).mul(a).add(epsilon(device).mul(s));
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
        return Tensor.of(values, times.length, channels, size, size).to(device);
    }
}
