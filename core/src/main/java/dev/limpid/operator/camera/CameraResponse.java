package dev.limpid.operator.camera;

import dev.limpid.tensor.Tensor;

/**
 * How a camera turns light into a picture's values: a sensor whose wells are full at some light, and the tone curve of displays.
 *
 * <p>With u = (x + 1) / 2 in [0, 1] for a picture x in [−1, 1], its light is f(u) = ((u + a)^γ − a^γ) / ((1 + a)^γ − a^γ), a =
 * 0.055, γ = 2.4, which is sRGB's curve without its straight piece, continued by its tangent below 0. From light E the sensor gives
 * s(E) = E up to nearly the full well c, and nearly c from there on: s(E) = c − p(c − E), up to a constant that makes s(0) = 0,
 * with the soft plus p(z) = log(1 + exp(10 z)) / 10. Both are smooth and strictly increasing, so that gradients vanish nowhere;
 * but ten times the noise comes back with light at 1.25 c.
 *
 * <p>A model, not any camera's measured curve; for those see Grossberg and Nayar, "Modeling the space of camera response
 * functions", TPAMI 2004.
 *
 * @param fullWell c, the light that the sensor cannot exceed, where 1 is that of white; above 1 next to nothing is lost
 */
public record CameraResponse(double fullWell) {
    private static final double OFFSET = 0.055;
    private static final double GAMMA = 2.4;
    private static final double TOE = Math.pow(OFFSET, GAMMA);
    private static final double SPAN = Math.pow(1 + OFFSET, GAMMA) - TOE;
    /** Slope of the curve at 0. */
    private static final double SLOPE = GAMMA * Math.pow(OFFSET, GAMMA - 1) / SPAN;

    /** How sudden the sensor's limit is. */
    private static final double SHARPNESS = 10;

    private static final double LEAST_WELL = 0.1;
    private static final double LARGEST_WELL = 4;

    public CameraResponse {
        if (!(fullWell >= LEAST_WELL && fullWell <= LARGEST_WELL)) {
            throw new IllegalArgumentException(
                    "full well must be between " + LEAST_WELL + " and " + LARGEST_WELL + ", got " + fullWell);
        }
    }

    /** The light of a picture's values: f((x + 1) / 2). */
    static Tensor light(Tensor x) {
        Tensor u = x.add(1).div(2);
        Tensor positive = u.relu();
        Tensor curve = positive.add(OFFSET).log().mul(GAMMA).exp().add(-TOE).div(SPAN);
        return curve.add(u.sub(positive).mul(SLOPE));
    }

    /** The values of light: 2 f⁻¹(l) − 1. */
    static Tensor values(Tensor light) {
        Tensor positive = light.relu();
        Tensor curve = positive.mul(SPAN).add(TOE).log().div(GAMMA).exp().add(-OFFSET);
        return curve.add(light.sub(positive).div(SLOPE)).mul(2).add(-1);
    }

    /** The sensor's answer to light: s(E). */
    Tensor expose(Tensor light) {
        Tensor rest =
                light.neg().add(fullWell).mul(SHARPNESS).exp().add(1).log().div(SHARPNESS);
        return rest.neg().add(softPlus(fullWell));
    }

    /** The light that has become what the sensor gave: s⁻¹, where that is beyond black or white, theirs. */
    Tensor unexpose(Tensor exposed) {
        double white = softPlus(fullWell) - softPlus(fullWell - 1);
        Tensor rest = exposed.clamp(0, white).neg().add(softPlus(fullWell));
        return rest.mul(SHARPNESS).exp().add(-1).log().div(-SHARPNESS).add(fullWell);
    }

    private static double softPlus(double z) {
        return Math.log1p(Math.exp(SHARPNESS * z)) / SHARPNESS;
    }
}
