package dev.limpid.operator.camera;

import static java.util.Objects.requireNonNull;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Sizes;
import dev.limpid.operator.camera.CameraShake.Pose;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Tensor;
import org.jspecify.annotations.Nullable;

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
 * {@link dev.limpid.operator.network.NonlinearBlur}. The light is averaged, not the values: that is what a sensor does, and why a bright point leaves a
 * trace that no linear blur of the values has.
 */
public final class CameraBlur implements ForwardOperator {
    /** Pixels that are read at once: small pictures are read from many poses together, large ones from one after the other. */
    private static final int AT_ONCE = 1 << 16;

    private final CameraShake shake;
    private final CameraResponse response;
    private final int height;
    private final int width;
    /** Column and row of every pixel from the pivot on, in halves of the picture's sides, (1, H W, 2). */
    private final Tensor places;
    /** The effect of each pose on a place, as a row vector: its turn, (N, 2, 2), and the movement of the pivot, (N, 1, 2). */
    private final Tensor turns;

    private final Tensor moves;

    private CameraBlur(
            CameraShake shake,
            CameraResponse response,
            int height,
            int width,
            Tensor places,
            Tensor turns,
            Tensor moves) {
        this.shake = shake;
        this.response = response;
        this.height = height;
        this.width = width;
        this.places = places;
        this.turns = turns;
        this.moves = moves;
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
        var turns = new float[4 * poses.length];
        var moves = new float[2 * poses.length];
        double halfWidth = (width - 1) / 2.0;
        double halfHeight = (height - 1) / 2.0;
        for (int i = 0; i < poses.length; i++) {
            double cos = Math.cos(poses[i].turned());
            double sin = Math.sin(poses[i].turned());
            turns[4 * i] = (float) cos;
            turns[4 * i + 1] = (float) (sin * halfWidth / halfHeight);
            turns[4 * i + 2] = (float) (-sin * halfHeight / halfWidth);
            turns[4 * i + 3] = (float) cos;
            moves[2 * i] = (float) (2 * shake.pivotColumn() - 1 + poses[i].columns() / halfWidth);
            moves[2 * i + 1] = (float) (2 * shake.pivotRow() - 1 + poses[i].rows() / halfHeight);
        }
        return new CameraBlur(
                shake,
                response,
                height,
                width,
                places(shake, height, width),
                Tensor.of(turns, poses.length, 2, 2),
                Tensor.of(moves, poses.length, 1, 2));
    }

    private static Tensor places(CameraShake shake, int height, int width) {
        int pixels = height * width;
        var places = new float[2 * pixels];
        for (int i = 0; i < pixels; i++) {
            int row = i / width;
            int column = i % width;
            places[2 * i] = (float) (2.0 * column / (width - 1) - 2 * shake.pivotColumn());
            places[2 * i + 1] = (float) (2.0 * row / (height - 1) - 2 * shake.pivotRow());
        }
        return Tensor.of(places, 1, pixels, 2);
    }

    public CameraShake shake() {
        return shake;
    }

    public CameraResponse response() {
        return response;
    }

    @Override
    public CameraBlur to(Device device) {
        return new CameraBlur(shake, response, height, width, places.to(device), turns.to(device), moves.to(device));
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
        Tensor scene = light.reshape(1, planes, height, width);
        long poses = turns.size(0);
        long atOnce = Math.max(1, AT_ONCE / ((long) height * width));
        @Nullable Tensor sum = null;
        for (long i = 0; i < poses; i += atOnce) {
            long n = Math.min(atOnce, poses - i);
            Tensor seen = Functional.gridSample(
                            scene.expand(n, planes, height, width), grids(i, n).to(light.type()))
                    .sum(0);
            sum = sum == null ? seen : sum.add(seen);
        }
        return requireNonNull(sum).div((double) poses).reshape(light.shape());
    }

    /** Where some poses read, (n, H, W, 2); places are cut to the picture, which repeats the border's pixels. */
    private Tensor grids(long from, long n) {
        return places.matmul(turns.narrow(0, from, n))
                .add(moves.narrow(0, from, n))
                .clamp(-1, 1)
                .reshape(n, height, width, 2);
    }

    /**
     * The picture that a steady camera without a shoulder would have taken of what was measured, (B, C, H, W) in [−1, 1]: what is
     * left is the blur. Nonlinear deblurring is compared with it.
     */
    public Tensor invertResponse(Tensor y) {
        return CameraResponse.values(response.unexpose(CameraResponse.light(y))).clamp(-1, 1);
    }

    @Override
    public String toString() {
        return "camera blur of " + height + " x " + width + ", " + shake + ", " + response;
    }
}
