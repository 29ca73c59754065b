package dev.limpid.operator;

import dev.limpid.operator.CameraShake.Pose;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Tensor;

/**
 * A photograph with a shaken camera: the light of the scene, seen from all poses of the shutter's time, is averaged, saturates,
 * and becomes a picture's values: A(x) = r(1/N Σ_i W_i l(x)).
 *
 * <p>Shapes: x (B, C, H, W) of the size that this was made for; y the same. Values: x in [−1, 1]; y stays below 1 where x does.
 * Differentiable and not linear; l and r are {@link CameraResponse}'s, the warps W_i are those of {@link CameraShake}'s poses, read
 * bilinearly, the border's pixels being repeated beyond it. Needs no weights, and takes pictures of any size from 2 × 2 on: the
 * shake is in shares of their shorter side.
 *
 * <p>A model of ours for the task of nonlinear deblurring, where the published one needs a network's weights, see
 * {@link NonlinearBlur}. The light is averaged, not the values: that is what a sensor does, and why a bright point leaves a
 * trace that no linear blur of the values has.
 */
public final class CameraBlur implements ForwardOperator {
    private final CameraShake shake;
    private final CameraResponse response;
    private final int height;
    private final int width;
    /** Where each pose reads, (N, H, W, 2), as {@link Functional#gridSample} takes it. */
    private final Tensor grids;

    private CameraBlur(CameraShake shake, CameraResponse response, int height, int width, Tensor grids) {
        this.shake = shake;
        this.response = response;
        this.height = height;
        this.width = width;
        this.grids = grids;
    }

    /**
     * For images of one size.
     *
     * @throws IllegalArgumentException if a side has less than 2 pixels
     */
    public static CameraBlur of(CameraShake shake, CameraResponse response, int height, int width) {
        if (height < 2 || width < 2) {
            throw new IllegalArgumentException(
                    "a camera's blur needs image sides of at least 2 pixels, got " + height + " x " + width);
        }
        Pose[] poses = shake.poses(height, width);
        int plane = 2 * height * width;
        var grids = new float[poses.length * plane];
        for (int i = 0; i < poses.length; i++) {
            fill(grids, i * plane, shake, poses[i], height, width);
        }
        return new CameraBlur(shake, response, height, width, Tensor.of(grids, poses.length, height, width, 2));
    }

    /** Places are cut to the picture, which repeats the border's pixels. */
    private static void fill(float[] grids, int from, CameraShake shake, Pose pose, int height, int width) {
        double centreColumn = shake.pivotColumn() * (width - 1);
        double centreRow = shake.pivotRow() * (height - 1);
        double cos = Math.cos(pose.turned());
        double sin = Math.sin(pose.turned());
        for (int i = 0; i < height * width; i++) {
            double dx = i % width - centreColumn;
            double dy = i / width - centreRow;
            double column = centreColumn + cos * dx - sin * dy + pose.columns();
            double row = centreRow + sin * dx + cos * dy + pose.rows();
            grids[from + 2 * i] = place(column, width);
            grids[from + 2 * i + 1] = place(row, height);
        }
    }

    private static float place(double pixel, int side) {
        return (float) Math.max(-1, Math.min(1, 2 * pixel / (side - 1) - 1));
    }

    public CameraShake shake() {
        return shake;
    }

    public CameraResponse response() {
        return response;
    }

    /** The same operator for images on another device. */
    public CameraBlur to(Device device) {
        return new CameraBlur(shake, response, height, width, grids.to(device));
    }

    @Override
    public Tensor apply(Tensor x) {
        Sizes.require("image", x, height, width);
        Tensor light = CameraResponse.light(x);
        return CameraResponse.values(response.expose(average(light)));
    }

    /** Σ_i W_i / N of every channel of every image; all of them are read at the same places, as one image of many channels. */
    private Tensor average(Tensor light) {
        long planes = light.size(0) * light.size(1);
        Tensor seen = light.reshape(1, planes, height, width).expand(grids.size(0), planes, height, width);
        return Functional.gridSample(seen, grids.to(light.type())).mean(0).reshape(light.shape());
    }

    /**
     * The picture that a steady camera without a shoulder would have taken of what was measured, (B, C, H, W) in [−1, 1]: what is
     * left is the blur. What nonlinear deblurring is compared with.
     */
    public Tensor invertResponse(Tensor y) {
        return CameraResponse.values(response.unexpose(CameraResponse.light(y))).clamp(-1, 1);
    }

    @Override
    public String toString() {
        return "camera blur of " + height + " x " + width + ", " + shake + ", " + response;
    }
}
