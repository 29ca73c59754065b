package dev.limpid.checkpoint;

import dev.limpid.prior.LocalUNetConfig;
import dev.limpid.prior.UNetConfig;
import dev.limpid.tensor.LibTorch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The priors that have names: those that ship with Limpid, and published ones that the user puts into a folder.
 * Nothing is ever downloaded. Listing them loads no native library.
 */
public final class PriorCatalog {
    private static final String DPS_FOLDER = "https://drive.google.com/drive/folders/1jElnRoFv7b31fG0v6pTSQkelbSX3xGZh";
    private static final String NO_LICENCE = "none stated with the file; see the publisher's page";

    private static final UNetConfig SMALL = published(128, 1, List.of(16));
    private static final UNetConfig LARGE = published(256, 2, List.of(32, 16, 8));

    private static final List<PriorCard> CARDS = List.of(
            photo(),
            cats64(),
            kernels32(),
            drunet("drunet", "in colour", "drunet_color.pth", 3, 32_640_960),
            drunet("drunet-gray", "in gray", "drunet_gray.pth", 1, 32_638_656),
            smallCard(
                    "celeba",
                    "celebahq_p2.pt",
                    "https://drive.google.com/drive/folders/1bcWh3XuQzdct4-UPTrIX-lvs47OiLaOM"),
            smallCard("ffhq", "ffhq_10m.pt", DPS_FOLDER),
            largeCard(
                    "bedroom",
                    "bedrooms",
                    "lsun_bedroom.pt",
                    "https://openaipublic.blob.core.windows.net/diffusion/jul-2021/lsun_bedroom.pt",
                    "LSUN bedrooms, 256 x 256 (guided-diffusion)"),
            largeCard(
                    "imagenet",
                    "objects and scenes",
                    "imagenet256.pt",
                    DPS_FOLDER,
                    "ImageNet, 256 x 256, unconditional (guided-diffusion)"));

    private final Path folder;

    /** Looks for published priors in that folder. */
    public PriorCatalog(Path folder) {
        this.folder = folder;
    }

    /** Looks in {@code $LIMPID_HOME/priors}, by default {@code ~/.limpid/priors}. */
    public static PriorCatalog ofUser() {
        String home = System.getenv("LIMPID_HOME");
        Path root = home == null || home.isBlank() ? LibTorch.home().resolve(".limpid") : Path.of(home);
        return new PriorCatalog(root.resolve("priors"));
    }

    /** Every prior with a name, the embedded ones first. */
    public static List<PriorCard> cards() {
        return CARDS;
    }

    static Stream<PriorCard> published() {
        return CARDS.stream().filter(card -> !card.embedded());
    }

    public static Optional<PriorCard> find(String name) {
        return CARDS.stream().filter(card -> card.name().equals(name)).findFirst();
    }

    public Path folder() {
        return folder;
    }

    /** Where a published prior's file belongs. */
    public Path path(PriorCard card) {
        return folder.resolve(card.file());
    }

    /** Whether a prior can be loaded by its name. */
    public boolean present(PriorCard card) {
        return card.embedded() || Files.isRegularFile(path(card));
    }

    /**
     * Opens a prior's weights.
     *
     * @throws CheckpointException if a published prior's file is not in the folder, with the address that it is found
     * at
     */
    public Checkpoint open(PriorCard card) throws IOException {
        if (card.embedded()) {
            return Checkpoints.shipped(card.file());
        }
        if (!present(card)) {
            throw new CheckpointException(
                    card.name(),
                    "its file is not here; download " + card.file() + " (" + card.bytes() / 1_000_000 + " MB) from "
                            + card.address() + " and put it at " + path(card).toAbsolutePath());
        }
        return Checkpoints.open(path(card));
    }

    /** The model card that stands with a prior's weights: for an embedded one its data, licence, training and limits. */
    public Map<String, String> modelCard(PriorCard card) throws IOException {
        try (Checkpoint checkpoint = open(card)) {
            return checkpoint.metadata();
        }
    }

    /** Names for a message. */
    static String names() {
        return CARDS.stream().map(PriorCard::name).collect(Collectors.joining(", "));
    }

    private static PriorCard photo() {
        return new PriorCard(
                "photo",
                "photographs",
                "photo.safetensors",
                "ships with Limpid",
                8_527_000,
                4_259_712,
                new LocalUNetConfig(List.of(32, 64, 128, 256), 2, 2, 3, true, 4),
                "weights Apache-2.0; the training photographs are CC0, public domain, CC BY or CC BY-SA, see docs/priors/photo.md",
                "photographs of any size",
                "", // job.PriorLimits says what of them a picture meets
                true);
    }

    private static PriorCard cats64() {
        var architecture = new UNetConfig(
                64, 3, 32, 1, List.of(1.0, 2.0, 3.0, 4.0), List.of(16), 1, 32, -1, true, true, false, 0, false);
        return new PriorCard(
                "cats64",
                "cat faces",
                "cats64.safetensors",
                "ships with Limpid",
                8_577_038,
                4_274_883,
                architecture,
                "weights Apache-2.0; training pictures MIT as stated by their compiler, the photographers' rights are not cleared",
                "aligned cat faces, 64 x 64: a small prior",
                "knows aligned cat faces, 64 x 64: a small prior; of anything else it invents what is not there",
                true);
    }

    private static PriorCard kernels32() {
        var architecture = new UNetConfig(
                32, 1, 32, 1, List.of(1.0, 1.0, 2.0), List.of(16), 1, 32, -1, true, true, false, 0, false);
        return new PriorCard(
                "kernels32",
                "blur kernels",
                "kernels32.safetensors",
                "ships with Limpid",
                1_917_000,
                946_017,
                architecture,
                "weights Apache-2.0; trained on kernels that Limpid draws",
                "blur kernels of 32 taps, for the solver blind-dps and not for pictures",
                "knows blur kernels and no pictures: blind-dps seeks kernels with it; restore pictures with another one",
                true);
    }

    /** Its sigma and its architecture are those of the publisher's code. */
    private static PriorCard drunet(String name, String colours, String file, int channels, long parameters) {
        return new PriorCard(
                name,
                "photographs",
                file,
                "https://github.com/cszn/KAIR/releases/download/v1.0/" + file,
                4 * parameters + 15_000,
                parameters,
                new LocalUNetConfig(
                        List.of(64, 128, 256, 512), 4, 1, channels, false, LocalUNetStructure.PUBLISHED_SIGMA),
                "MIT, as stated by the publisher's repository",
                "photographs " + colours + ", any size (DRUNet)",
                "",
                false);
    }

    private static PriorCard smallCard(String name, String file, String address) {
        String data = name.equals("celeba") ? "CelebA-HQ" : "FFHQ";
        return new PriorCard(
                name,
                "faces",
                file,
                address,
                374_255_640,
                93_563_910,
                SMALL,
                NO_LICENCE,
                data + " faces, 256 x 256",
                "",
                false);
    }

    private static PriorCard largeCard(String name, String domain, String file, String address, String description) {
        return new PriorCard(
                name, domain, file, address, 2_211_256_344L, 552_814_086, LARGE, NO_LICENCE, description, "", false);
    }

    private static UNetConfig published(int numChannels, int numResBlocks, List<Integer> attentionResolutions) {
        return new UNetConfig(
                256,
                3,
                numChannels,
                numResBlocks,
                UNetConfig.defaultChannelMult(256),
                attentionResolutions,
                4,
                64,
                -1,
                true,
                true,
                true,
                0,
                false);
    }
}
