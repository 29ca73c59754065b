package dev.limpid.operator.camera;

import dev.limpid.tensor.Rng;

/**
 * How a camera moves while its shutter is open: along an arc, and turning about the line of sight, so that the blur differs from
 * place to place: short near the pivot, long and in other directions away from it.
 *
 * <p>At time t ∈ [0, 1], with τ = t − 1/2 and everything in shares of the picture's shorter side: moved by length · τ along
 * {@code angle} and by bend · (τ² − 1/12) across it, turned by {@code turn} · τ about the pivot. On average the picture stays
 * where it is.
 *
 * <p>Source of the idea: Whyte, Sivic, Zisserman, Ponce, "Non-uniform deblurring for shaken images", IJCV 2012, of whose three
 * rotations these are the small ones for a distant scene.
 *
 * @param length of the movement in the image, in shares of its shorter side
 * @param angle direction of the movement in radians, from the columns' direction towards the rows'
 * @param bend how far the path departs from a straight line, in shares of the shorter side
 * @param turn in radians, from the shutter's opening to its closing
 * @param pivotColumn the place that a turn leaves where it is, in shares of the width; likewise {@code pivotRow}
 */
public record CameraShake(double length, double angle, double bend, double turn, double pivotColumn, double pivotRow) {
    /** More than a picture's side is no shake. */
    private static final double MOST = 1;

    public CameraShake {
        require("length", length, 0, MOST);
        require("angle", angle, -2 * Math.PI, 2 * Math.PI);
        require("bend", bend, -MOST, MOST);
        require("turn", turn, -Math.PI, Math.PI);
        require("pivotColumn", pivotColumn, 0, 1);
        require("pivotRow", pivotRow, 0, 1);
    }

    private static void require(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    "shake " + name + " must be between " + least + " and " + most + ", got " + value);
        }
    }

    /** A shake from the generator's stream "shake". */
    public static CameraShake random(Rng rng) {
        Rng own = rng.purpose("shake");
        double length = between(own, 0.15, 0.19);
        double angle = between(own, 0, Math.PI);
        double bend = between(own, -0.1, 0.1);
        double turn = between(own, 0.15, 0.25);
        double sign = own.nextDouble() < 0.5 ? -1 : 1;
        return new CameraShake(length, angle, bend, sign * turn, between(own, 0.25, 0.75), between(own, 0.25, 0.75));
    }

    private static double between(Rng rng, double least, double most) {
        return least + (most - least) * rng.nextDouble();
    }

    /** Where the camera is at one moment: moved by pixels, turned by radians. */
    record Pose(double columns, double rows, double turned) {}

    /** Poses at equal times, so many that from one to the next no pixel of a picture of that size moves by much more than one. */
    Pose[] poses(int height, int width) {
        double side = Math.min(height, width);
        double farthest =
                Math.hypot(width * Math.max(pivotColumn, 1 - pivotColumn), height * Math.max(pivotRow, 1 - pivotRow));
        double path = side * Math.hypot(length, bend) + farthest * Math.abs(turn);
        var poses = new Pose[Math.max(1, (int) Math.ceil(path))];
        for (int i = 0; i < poses.length; i++) {
            double tau = (i + 0.5) / poses.length - 0.5;
            double along = side * length * tau;
            double across = side * bend * (tau * tau - 1 / 12.0);
            poses[i] = new Pose(
                    along * Math.cos(angle) - across * Math.sin(angle),
                    along * Math.sin(angle) + across * Math.cos(angle),
                    turn * tau);
        }
        return poses;
    }
}
