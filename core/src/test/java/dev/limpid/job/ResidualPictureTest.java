package dev.limpid.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Images;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.restoration.Restoration;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidualPictureTest {
    private static final double NOISE = 0.1;

    @TempDir
    private Path folder;

    @Test
    void isBlackWhereTheResultAgreesAndWhiteFromFourTimesTheNoise() throws IOException {
        try (var scope = Scope.open()) {
            // One channel of three is off: the root mean square over them is so many times the noise.
            Tensor off = Tensor.of(new float[] {0, 1, -2, 4, 8}, 1, 1, 1, 5).mul(NOISE * Math.sqrt(3));
            Tensor x = off.zerosLike().expand(1, 3, 1, 5).contiguous();
            Tensor y = Tensor.cat(List.of(off, off.zerosLike(), off.zerosLike()), 1);

            ResidualPicture.write(found(x, new Measurement(y, ForwardOperator.identity(), NOISE)), folder);

            assertThat(gray()).containsExactly(0, 64, 128, 255, 255);
        }
    }

    @Test
    void isBlackWhereNothingWasObserved() throws IOException {
        try (var scope = Scope.open()) {
            Tensor observed = Tensor.of(new float[] {1, 0, 1}, 1, 1, 1, 3);
            Tensor x = observed.onesLike();
            var a = new Inpainting(observed);

            ResidualPicture.write(found(x, new Measurement(x.zerosLike(), a, NOISE)), folder);

            assertThat(gray()).containsExactly(255, 0, 255);
        }
    }

    private static Restoration found(Tensor x, Measurement measurement) {
        return new Restoration(
                x, measurement, List.of(), x, Map.of(), new int[] {0}, new double[] {0}, true, 0, 0, 0, List.of());
    }

    private int[] gray() throws IOException {
        float[] read =
                Images.read(folder.resolve(ResidualPicture.FILE)).pixels().toFloats();
        int[] gray = new int[read.length];
        for (int i = 0; i < gray.length; i++) {
            gray[i] = Math.round((read[i] + 1) * 255 / 2);
        }
        return gray;
    }
}
