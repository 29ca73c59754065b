package dev.limpid.operator;

import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.CircularBlur;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.blur.SeparableBlur;
import dev.limpid.operator.camera.CameraBlur;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.network.NonlinearBlur;
import dev.limpid.operator.resize.SuperResolution;
import dev.limpid.operator.turbulence.Tilt;
import dev.limpid.operator.turbulence.Turbulence;
import java.util.List;

/** The operators of the library. */
public final class Operators {
    /** Every kind of operator, the linear ones first. */
    public static final List<Kind> ALL = List.of(
            new Kind("identity", "x: denoising", Identity.class),
            new Kind("inpainting", "the observed pixels; random, box or file mask", Inpainting.class),
            new Kind("super-resolution", "antialiased bicubic or block mean, x2 x3 x4 x8", SuperResolution.class),
            new Kind("separable", "a matrix for the rows and one for the columns", Separable.class),
            new Kind("blur", "correlation with a Gaussian, motion or file kernel, any border", Blur.class),
            new Kind("separable blur", "the same with a kernel of rank one, as a Gaussian's", SeparableBlur.class),
            new Kind("circular blur", "the same on a periodic picture", CircularBlur.class),
            new Kind(
                    "channel mean",
                    "another operator on the mean of the channels, with what it can do",
                    ChannelMean.class),
            new Kind("observed part", "another operator, some of whose values are hidden", ObservedPart.class),
            new Kind("camera blur", "a shaken camera's blur of light, then saturation", CameraBlur.class),
            new Kind("nonlinear blur", "a network's blur that follows the content", NonlinearBlur.class),
            new Kind("unknown blur", "correlation with a kernel that is sought", KernelBlur.class),
            new Kind("tilt", "pixels read beside their places, as through hot air", Tilt.class),
            new Kind("turbulence", "tilt, then blur", Turbulence.class));

    private Operators() {}

    /**
     * One kind of operator.
     *
     * @param name as users read it
     * @param formula A(x) in a few words
     * @param type the class, or the interface of several
     */
    public record Kind(String name, String formula, Class<? extends ParametricOperator> type) {
        /** Whether every operator of the kind has that capability. */
        public boolean can(Class<? extends ParametricOperator> capability) {
            return capability.isAssignableFrom(type);
        }
    }
}
