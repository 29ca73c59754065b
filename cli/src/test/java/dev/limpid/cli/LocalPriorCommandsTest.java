package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Images;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about priors and weights, with a local network. */
class LocalPriorCommandsTest {
    @TempDir
    private Path folder;

    private TinyRuns runs;
    private Path prior;

    @BeforeEach
    void prior() throws IOException {
        runs = new TinyRuns(folder);
        prior = TinyLocalPrior.write(runs.at("local.safetensors"));
    }

    private Path pictures(String format, int first, int last) throws IOException {
        Path pictures = Files.createDirectory(runs.at("pictures"));
        try (var scope = Scope.open()) {
            for (int i = first; i <= last; i++) {
                Images.write(
                        Rng.of(i).normal(1, 3, 33 + i, 40).mul(0.3),
                        pictures.resolve(String.format(Locale.ROOT, format, i)));
            }
        }
        return pictures;
    }

    @Test
    void evaluateMeasuresWholePicturesBesidePublishedNumbers() throws IOException {
        Path kodak = pictures("kodim%02d.png", 1, 24);
        runs.run(0, "prior", "evaluate", prior, "--data", kodak, "--train", kodak, "--out", runs.at("e"));

        assertThat(runs.out())
                .contains("Denoising 24 whole pictures", "beside the published means on Kodak24")
                .contains("CBM3D", "34.28", "  255  ", "D(a x, a sigma) = a D(x, sigma): largest difference")
                .contains("training patches of 32 x 32");
        assertThat(runs.at("e").resolve("denoising.csv"))
                .content()
                .startsWith("sigma,noisy,prior,CBM3D,DnCNN,FFDNet,DRUNet\n15,")
                .contains("34.28,34.60,34.63,35.31\n");
    }

    @Test
    void evaluateRefusesACropAndSaysWhatIsBeyondTheTraining() throws IOException {
        Path some = pictures("%d.png", 1, 2);
        runs.run(0, "prior", "evaluate", prior, "--data", some, "--out", runs.at("e"));
        assertThat(runs.out()).doesNotContain("published").contains("Denoising 2 whole pictures");
        runs.run(2, "prior", "evaluate", prior, "--data", some, "--out", runs.at("f"), "--crop", "native");
        assertThat(runs.err()).contains("--crop: a local network is measured on whole pictures");
    }

    @Test
    void checkpointCommandsKnowTheArchitecture() throws IOException {
        runs.run(0, "checkpoint", "inspect", prior);
        assertThat(runs.out())
                .contains(
                        "architecture  local UNet 8-16, sigma up to 255 of 255, any size, 3 channels, 1 residual blocks,"
                                + " pixel-unshuffle 2, residual");
        runs.run(0, "checkpoint", "verify", prior);

        Path half = runs.at("half.safetensors");
        runs.run(0, "checkpoint", "convert", prior, "--dtype", "fp16", "--describe", "licence=none", "--out", half);
        runs.run(0, "checkpoint", "inspect", half, "--json");
        assertThat(runs.out()).contains("\"widths\" : [ 8, 16 ]", "\"float16\"", "\"licence\" : \"none\"");
        runs.run(2, "checkpoint", "convert", prior, "--describe", "residual=false", "--out", runs.at("x.safetensors"));
        assertThat(runs.err()).contains("a model card does not change the architecture: residual");
    }

    @Test
    void restoreRefusesOptionsOfOtherNetworks() throws IOException {
        Path some = pictures("%d.png", 1, 1);
        Path config = Files.writeString(runs.at("a.yaml"), "image_size: 64\n");
        runs.run(
                1,
                "restore",
                some.resolve("1.png"),
                "--task=denoise",
                "--simulate",
                "--prior",
                prior,
                "--config",
                config,
                "--out",
                runs.at("o"));
        assertThat(runs.err()).contains("is a local network, which no option names describe");
    }

    @Test
    void theCardOfPhotoIsAFileOfArguments() {
        Path card = Path.of(System.getProperty("limpid.root", ".."), "docs", "priors", "photo-card.txt");
        Path described = runs.at("described.safetensors");

        runs.run(0, "checkpoint", "convert", prior, "--dtype", "fp16", "@" + card, "--out", described);
        runs.run(0, "checkpoint", "inspect", described);

        assertThat(runs.out())
                .contains("name: photo", "data: 413 photographs", "training: ", "limits: Knows edges")
                .contains("Credits: docs/priors/photo.md.");
    }
}
