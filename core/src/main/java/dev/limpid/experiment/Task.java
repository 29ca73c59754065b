package dev.limpid.experiment;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The restoration tasks, by the names that users give. */
public enum Task {
    INPAINTING,
    SUPER_RESOLUTION,
    GAUSSIAN_DEBLUR,
    MOTION_DEBLUR,
    DENOISE;

    /** The task of that name. */
    public static Task named(String name) {
        return Arrays.stream(values())
                .filter(task -> task.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown task '" + name + "': "
                        + Arrays.stream(values()).map(Task::label).collect(Collectors.joining(", "))));
    }

    /** The name: {@code super-resolution}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the measurement is a blurred image. */
    public boolean isDeblurring() {
        return this == GAUSSIAN_DEBLUR || this == MOTION_DEBLUR;
    }
}
