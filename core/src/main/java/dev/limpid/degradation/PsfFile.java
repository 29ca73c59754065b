package dev.limpid.degradation;

import dev.limpid.io.KernelFiles;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The blur kernel of a user's file. */
final class PsfFile {
    private PsfFile() {}

    /** Reads it; what a user may not expect of it is noted. */
    static BlurKernel read(Path file, OptionFiles files, List<String> notices) throws IOException {
        BlurKernel kernel = kernel(file, files);
        kernel.notice().ifPresent(n -> notices.add(file + ": " + n));
        if (isOneSided(kernel)) {
            notices.add(file
                    + ": is used as the weights of each pixel's neighbours; the picture of a point source must be"
                    + " turned by 180 degrees first");
        }
        return kernel;
    }

    private static BlurKernel kernel(Path file, OptionFiles files) throws IOException {
        Tensor weights = KernelFiles.read(file, files.limits());
        try {
            return BlurKernel.of(weights.toDoubles(), (int) weights.size(0), (int) weights.size(1));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** Whether it matters that the kernel is not turned by 180°, by more than a twentieth of its largest weight. */
    private static boolean isOneSided(BlurKernel kernel) {
        double[] values = kernel.values();
        double[] turned = kernel.turned().values();
        double largest = Arrays.stream(values).max().orElse(0);
        return IntStream.range(0, values.length).anyMatch(i -> Math.abs(values[i] - turned[i]) > largest / 20);
    }
}
