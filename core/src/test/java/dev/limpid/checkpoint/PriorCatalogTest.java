package dev.limpid.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.DType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PriorCatalogTest {
    @TempDir
    Path home;

    @Test
    void listsTheEmbeddedPriorsAndThePublishedOnes() {
        assertThat(PriorCatalog.cards())
                .extracting(PriorCard::name)
                .containsExactly(
                        "photo",
                        "cats64",
                        "kernels32",
                        "drunet",
                        "drunet-gray",
                        "celeba",
                        "ffhq",
                        "bedroom",
                        "imagenet");
    }

    @ParameterizedTest
    @MethodSource("dev.limpid.checkpoint.PriorCatalog#cards")
    void countsTheWeightsOfItsArchitectures(PriorCard card) {
        long parameters = Layouts.of(card.architecture()).values().stream()
                .mapToLong(shape -> {
                    long count = 1;
                    for (long size : shape) {
                        count *= size;
                    }
                    return count;
                })
                .sum();

        assertThat(parameters).isEqualTo(card.parameters());
        assertThat((double) card.bytes()).isCloseTo((card.embedded() ? 2.0 : 4.0) * parameters, within(40_000.0));
    }

    @Test
    void embedsCats64InHalfPrecisionWithItsModelCard() throws Exception {
        PriorCard card = PriorCatalog.find("cats64").orElseThrow();
        try (Checkpoint checkpoint = new PriorCatalog(home).open(card)) {
            assertThat(checkpoint.entries().values())
                    .extracting(Checkpoint.Entry::type)
                    .containsOnly(DType.FLOAT16);
            assertThat(UNetConfigs.infer(checkpoint)).isEqualTo(card.architecture());
            assertThat(checkpoint.metadata()).containsKeys("data", "licence", "training", "limits");
            assertThat(checkpoint.metadata().get("licence")).contains("photographers' rights are not cleared");
            assertThat(new PriorCatalog(home).modelCard(card)).isEqualTo(checkpoint.metadata());
        }
    }

    @Test
    void embedsThePriorOfKernelsInHalfPrecisionWithItsModelCard() throws Exception {
        PriorCard card = PriorCatalog.find("kernels32").orElseThrow();
        try (Checkpoint checkpoint = new PriorCatalog(home).open(card)) {
            assertThat(checkpoint.entries().values())
                    .extracting(Checkpoint.Entry::type)
                    .containsOnly(DType.FLOAT16);
            assertThat(UNetConfigs.infer(checkpoint)).isEqualTo(card.architecture());
            assertThat(checkpoint.metadata()).containsKeys("data", "licence", "training", "limits");
            assertThat(checkpoint.metadata().get("data")).contains("limpid dataset kernels");
        }
    }

    @Test
    void embedsPhotoInHalfPrecisionWithItsModelCard() throws Exception {
        PriorCard card = PriorCatalog.find("photo").orElseThrow();
        try (Checkpoint checkpoint = new PriorCatalog(home).open(card)) {
            assertThat(checkpoint.entries().values())
                    .extracting(Checkpoint.Entry::type)
                    .containsOnly(DType.FLOAT16);
            assertThat(LocalUNetStructure.of(checkpoint)).isEqualTo(card.architecture());
            assertThat(checkpoint.metadata()).containsKeys("data", "licence", "training", "limits");
            assertThat(checkpoint.metadata().get("licence")).contains("docs/priors/photo.md");
        }
    }

    @Test
    void tellsSizeAndNoiseOfThePublishedLocalNetworks() {
        PriorCard colour = PriorCatalog.find("drunet").orElseThrow();
        PriorCard gray = PriorCatalog.find("drunet-gray").orElseThrow();

        assertThat(colour.address()).isEqualTo("https://github.com/cszn/KAIR/releases/download/v1.0/drunet_color.pth");
        assertThat(colour.architecture().summary()).isEqualTo("local UNet 64-128-256-512, sigma up to 50 of 255");
        assertThat(colour.licence()).startsWith("MIT");
        assertThat(gray.file()).isEqualTo("drunet_gray.pth");
        assertThat(gray.architecture().details())
                .contains("any size, 1 channels, 4 residual blocks, pixel-unshuffle 1");
    }

    @Test
    void saysWhereToFindAndPutAPublishedPrior() throws IOException {
        var catalog = new PriorCatalog(home.resolve("priors"));
        PriorCard bedroom = PriorCatalog.find("bedroom").orElseThrow();

        assertThat(catalog.present(bedroom)).isFalse();
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> catalog.open(bedroom))
                .withMessageContaining("download lsun_bedroom.pt (2211 MB) from " + bedroom.address())
                .withMessageEndingWith(
                        home.resolve("priors").resolve("lsun_bedroom.pt").toString());

        Files.createDirectories(catalog.folder());
        Files.createFile(catalog.path(bedroom));
        assertThat(catalog.present(bedroom)).isTrue();
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> catalog.open(bedroom))
                .withMessageEndingWith("is empty");
    }

    @Test
    void listsWithoutLoadingLibTorch() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:stdout",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Listing.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).as(output).isZero();
        assertThat(output)
                .contains("PriorCatalog")
                .doesNotContain("org.bytedeco")
                .doesNotContain("limpid.tensor.Tensor ");
    }

    /** What `limpid priors` does. */
    static final class Listing {
        private Listing() {}

        public static void main(String[] args) {
            PriorCatalog catalog = PriorCatalog.ofUser();
            if (PriorCatalog.cards().stream().filter(catalog::present).findAny().isEmpty()) {
                throw new IllegalStateException("the embedded prior is missing");
            }
        }
    }
}
