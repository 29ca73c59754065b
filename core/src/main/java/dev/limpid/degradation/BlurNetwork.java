package dev.limpid.degradation;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.CheckpointException;
import dev.limpid.checkpoint.CheckpointWeights;
import dev.limpid.checkpoint.Checkpoints;
import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.io.Sha256;
import dev.limpid.nn.WeightLayout;
import dev.limpid.operator.network.KernelWizard;
import dev.limpid.operator.network.KernelWizardOptions;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The blur network that a user brings.
 *
 * @param wizard on the CPU
 * @param sha256 of the file that its weights come from
 */
record BlurNetwork(KernelWizard wizard, String sha256) implements Option.Shared {
    /** The published network's file. */
    public static final String FILE = "GOPRO_wVAE.pth";

    /** Where its authors publish it. */
    public static final String ADDRESS = "https://drive.google.com/file/d/1vRoDpIsrTRYZKsOMPNbPcMtFDpCT6Foy/view";

    private static final String FIRST = "feature_extractor.0.weight";

    /** Where the published network's file belongs: {@code $LIMPID_HOME/networks}, by default {@code ~/.limpid/networks}. */
    public static Path ofUser() {
        return PriorCatalog.ofUser().folder().resolveSibling("networks").resolve(FILE);
    }

    /**
     * Reads a network; its weights live in the scope that is open.
     *
     * @param file weights with the published names, of any size
     * @throws CheckpointException in one line: the file is missing, with the address that the published one is found at, or
     *     damaged, or holds another network
     */
    public static BlurNetwork read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new CheckpointException(file.toString(), "no such file; " + whereToGet());
        }
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            KernelWizardOptions options = options(checkpoint);
            Map<String, long[]> layout;
            try (var scope = Scope.open()) {
                layout = WeightLayout.of(weights -> new KernelWizard(options, weights));
            }
            // The kernel extractor, two thirds of the file, finds codes of given pictures; blurring does not use it.
            var weights = CheckpointWeights.read(
                    checkpoint, layout, Device.CPU, name -> !name.startsWith("kernel_extractor."));
            return new BlurNetwork(new KernelWizard(options, weights), Sha256.of(file));
        }
    }

    /** Advice for a user without the published network. */
    public static String whereToGet() {
        return "the published blur network is " + FILE + " (about 460 MB) at " + ADDRESS + "; put it at "
                + ofUser().toAbsolutePath();
    }

    /** The sizes that names and shapes tell. */
    static KernelWizardOptions options(Checkpoint checkpoint) throws CheckpointException {
        int features = size(checkpoint, FIRST, 0);
        try {
            return new KernelWizardOptions(
                    size(checkpoint, FIRST, 1),
                    features,
                    count(checkpoint, "feature_extractor\\.\\d+\\.conv1\\.weight"),
                    count(checkpoint, "recon_trunk\\.\\d+\\.conv1\\.weight"),
                    8 * features,
                    size(checkpoint, "kernel_extractor.model.16.weight", 0) == 16 * features,
                    size(checkpoint, "kernel_extractor.model.1.weight", 1) == 2 * features,
                    count(checkpoint, "kernel_extractor\\.model\\.\\d+\\.conv_block\\.1\\.weight"));
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(checkpoint.source(), "is no blur network: " + e.getMessage(), e);
        }
    }

    private static int size(Checkpoint checkpoint, String name, int dim) throws CheckpointException {
        Checkpoint.Entry entry = checkpoint.entries().get(name);
        if (entry == null || entry.sizes().length != 4) {
            throw new CheckpointException(
                    checkpoint.source(),
                    "is no blur network: it has no weight " + name + " of four dimensions; " + whereToGet());
        }
        return Math.toIntExact(entry.sizes()[dim]);
    }

    private static int count(Checkpoint checkpoint, String name) {
        return (int) checkpoint.entries().keySet().stream()
                .filter(key -> key.matches(name))
                .count();
    }
}
