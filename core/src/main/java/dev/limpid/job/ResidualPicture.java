package dev.limpid.job;

import dev.limpid.io.Images;
import dev.limpid.restoration.Restoration;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Where a result disagrees with its measurement: black where A(x) is y, and white where it differs by four times the noise or more. Plain
 * noise is dark gray everywhere; shapes in it are what the model of the degradation does not explain.
 */
final class ResidualPicture {
    static final String FILE = "residual.png";

    private static final double WHITE = 4;

    private ResidualPicture() {}

    /** Writes it in the measurement's size, the root mean square of its channels as gray. */
    static void write(Restoration found, Path folder) throws IOException {
        double noise = found.measurement().assumedNoise();
        try (var scope = Scope.open()) {
            Tensor size = found.residual().square().mean(1).sqrt();
            Images.write(size.mul(2 / (WHITE * noise)).add(-1).clamp(-1, 1), folder.resolve(FILE));
        }
    }
}
