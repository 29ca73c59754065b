package dev.limpid.degradation;

/** The restoration tasks, by the names that users give. */
public enum Task {
    INPAINTING,
    SUPER_RESOLUTION,
    GAUSSIAN_DEBLUR,
    MOTION_DEBLUR,
    BLIND_DEBLUR,
    NONLINEAR_DEBLUR,
    DENOISE;

    /** The task of that name. */
    public static Task named(String name) {
        return Labels.named("task", values(), name);
    }

    /** The name: {@code super-resolution}. */
    public String label() {
        return Labels.of(this);
    }

    /** Whether the measurement is the image blurred by a kernel that is known, beyond a boundary that can be chosen. */
    public boolean isDeblurring() {
        return this == GAUSSIAN_DEBLUR || this == MOTION_DEBLUR;
    }

    /** Whether the measurement is the image blurred by a kernel that is sought together with it. */
    public boolean isBlind() {
        return this == BLIND_DEBLUR;
    }

    /** Whether there is a blur kernel, known or not, and so a boundary. */
    public boolean hasKernel() {
        return isDeblurring() || isBlind();
    }
}
