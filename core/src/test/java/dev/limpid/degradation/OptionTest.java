package dev.limpid.degradation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.limpid.io.ReadLimits;
import dev.limpid.io.Sha256;
import dev.limpid.operator.blur.Boundary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionTest {
    private static final Path HERE = Path.of("").toAbsolutePath();

    @TempDir
    private Path folder;

    @Test
    void hasAKeyInRecords() {
        assertThat(BlindDeblur.KERNEL_SIZE.key()).isEqualTo("kernelSize");
        assertThat(NonlinearDeblur.BLUR_NETWORK.key()).isEqualTo("blurNetwork");
        assertThat(NoiseSetting.NOISE.key()).isEqualTo("noise");
        assertThatIllegalArgumentException().isThrownBy(() -> Option.of("Noise", "N", String::valueOf));
    }

    /** As version 0.2 of the program wrote them. */
    @Test
    void recordsAreWhatTheyWere() {
        Values values = Values.NONE
                .parsed(Deblur.PSF, "psf.npy")
                .parsed(NoiseSetting.NOISE, "0.050")
                .parsed(SuperResolve.SCALE, "8")
                .parsed(Deblur.BOUNDARY, "valid")
                .parsed(BlindDeblur.KERNEL_SIZE, "17")
                .parsed(NonlinearDeblur.BLUR_NETWORK, "../net.pth");

        assertThat(values.request())
                .isEqualTo(Map.of(
                        "psf",
                        HERE.resolve("psf.npy").toString(),
                        "noise",
                        "0.05",
                        "scale",
                        8,
                        "boundary",
                        "valid",
                        "kernelSize",
                        17,
                        "blurNetwork",
                        HERE.resolveSibling("net.pth").toString()));
        assertThat(Values.NONE.parsed(Inpaint.MASK, "centre:8").request()).isEqualTo(Map.of("maskRule", "centre:8"));
        assertThat(Values.NONE.parsed(Inpaint.MASK, "mask.png").request())
                .isEqualTo(Map.of("mask", HERE.resolve("mask.png").toString()));
        assertThat(Values.NONE.parsed(NoiseSetting.NOISE, "auto").request()).isEqualTo(Map.of("noise", "auto"));
    }

    @ParameterizedTest
    @CsvSource({
        "mask, /a/mask.png",
        "mask, 'box:1,2,3,4'",
        "psf, /a/psf.npy",
        "noise, auto",
        "noise, 0.02",
        "scale, 3",
        "boundary, circular",
        "kernel-size, 9",
        "blur-network, /a/net.pth",
    })
    void recordsAreReadAgain(String name, String text) {
        Values given = Values.NONE.parsed(named(name), text);
        // JSON's numbers come back as Long.
        Map<String, Object> request = new HashMap<>(given.request());
        request.replaceAll((key, value) -> value instanceof Integer number ? (Object) number.longValue() : value);

        assertThat(Values.recorded(request, Tasks.options())).isEqualTo(given);
        assertThat(request).hasSize(1);
    }

    private static Option<?> named(String name) {
        return Tasks.options().stream()
                .filter(option -> option.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRecordThatIsNotAllowedIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Values.recorded(Map.of("kernelSize", 8L), Tasks.options()))
                .withMessage(
                        "request.kernelSize: kernel-size must be odd, so that a kernel has a middle, and 3 or more,"
                                + " got 8");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            scale       | x          | scale must be a whole number, got 'x'
            scale       | 5          | scale is one of 2, 3, 4, 8, got 5
            kernel-size | 1          | kernel-size must be odd, so that a kernel has a middle, and 3 or more, got 1
            boundary    | mirror     | unknown boundary 'mirror': reflect, zero, circular, replicate, valid
            noise       | 5.1        | the noise is auto or a number from 0 to below 1, the standard deviation where black is 0 and white 1, got 5.1
            noise       | high       | the noise is auto or a number from 0 to below 1, got 'high'
            """)
    void refusesWhatIsNotAllowed(String name, String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> named(name).parse(text))
                .withMessage(message);
    }

    @Test
    void pathsOfAManifestAreRelativeToItsFolder() {
        Path manifest = Path.of("/data/list.csv");

        Values values = Values.NONE
                .parsed(Deblur.PSF, "psf.npy", manifest)
                .parsed(Inpaint.MASK, "masks/a.png", manifest)
                .parsed(NonlinearDeblur.BLUR_NETWORK, "bkse", manifest);

        assertThat(values.get(Deblur.PSF)).contains(Path.of("/data/psf.npy"));
        assertThat(values.get(Inpaint.MASK)).contains(MaskSource.of(Path.of("/data/masks/a.png")));
        assertThat(values.get(NonlinearDeblur.BLUR_NETWORK).orElseThrow())
                .isAbsolute()
                .hasFileName("GOPRO_wVAE.pth");
        assertThat(Values.NONE.parsed(Inpaint.MASK, "half:left", manifest).files())
                .isEmpty();
    }

    @Test
    void ownValuesGoBeforeOthers() {
        Values common = Values.NONE.with(Deblur.BOUNDARY, Boundary.ZERO).with(SuperResolve.SCALE, 2);
        Values own = Values.NONE.with(Deblur.BOUNDARY, Boundary.VALID);

        Values both = own.or(common.only(Deblur.MOTION.options()::contains));

        assertThat(both).isEqualTo(own).isNotEqualTo(common);
        assertThat(own.or(common).options()).isEqualTo(Set.of(Deblur.BOUNDARY, SuperResolve.SCALE));
    }

    @Test
    void largeFilesAreReadOnceAndOthersHashedAsTheyAre() throws IOException {
        Path large = Files.writeString(folder.resolve("large"), "1");
        Path small = Files.writeString(folder.resolve("small"), "2");
        record Content(Path file, String sha256) implements Option.Shared {}
        var reads = new ArrayList<Path>();
        Option<Path> net = Option.path("net", "FILE", "weights")
                .withFile(new Option.FileOf<>(
                        path -> path,
                        "weights",
                        file -> {
                            reads.add(file);
                            return new Content(file, "f".repeat(64));
                        },
                        ""));
        Values values = Values.NONE.with(net, large).with(Deblur.PSF, small);
        var files = new OptionFiles(ReadLimits.DEFAULT);

        assertThatIllegalStateException().isThrownBy(() -> files.shared(large, Content.class));
        files.load(values);
        files.load(values);

        assertThat(reads).isEqualTo(List.of(large));
        assertThat(files.shared(large, Content.class).file()).isEqualTo(large);
        assertThat(files.hashes(values)).isEqualTo(Map.of("weights", "f".repeat(64), "kernel", Sha256.of(small)));
    }
}
