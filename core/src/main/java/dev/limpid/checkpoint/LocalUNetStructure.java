package dev.limpid.checkpoint;

import dev.limpid.prior.LocalUNetConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The architecture of a local network, from the names and shapes of its weights, which are DRUNet's, and from the file's
 * metadata for what they do not tell.
 *
 * <p>Source of the names: cszn/DPIR, {@code drunet_color.pth} and {@code drunet_gray.pth}.
 */
final class LocalUNetStructure {
    /** The first layer, by which such a network is recognised. */
    private static final String HEAD = "m_head.weight";

    private static final String TAIL = "m_tail.weight";

    /** Noise of DRUNet's training, up to 50 of 255, in the units of a [−1, 1] image. */
    private static final double PUBLISHED_SIGMA = 2 * 50 / 255.0;

    private LocalUNetStructure() {}

    static boolean describes(Checkpoint checkpoint) {
        return checkpoint.entries().containsKey(HEAD) && checkpoint.entries().containsKey(TAIL);
    }

    /**
     * The architecture.
     *
     * @throws CheckpointException if the weights or the metadata are not such a network's
     */
    static LocalUNetConfig of(Checkpoint checkpoint) throws CheckpointException {
        int in = size(checkpoint, HEAD, 1);
        int out = size(checkpoint, TAIL, 0);
        int unshuffle = (int) Math.round(Math.sqrt(in - (double) out));
        List<Integer> widths = widths(checkpoint);
        Map<String, String> metadata = checkpoint.metadata();
        try {
            // Sigma in the file is in the network's own units, of a [0, 1] image.
            String largest = metadata.get("sigma_largest");
            return new LocalUNetConfig(
                    widths,
                    blocks(checkpoint),
                    unshuffle,
                    unshuffle == 0 ? 0 : out / (unshuffle * unshuffle),
                    Boolean.parseBoolean(metadata.getOrDefault("residual", "false")),
                    largest == null ? PUBLISHED_SIGMA : 2 * Double.parseDouble(largest));
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(checkpoint.source(), "is no local network: " + e.getMessage(), e);
        }
    }

    private static List<Integer> widths(Checkpoint checkpoint) throws CheckpointException {
        var widths = new ArrayList<Integer>();
        widths.add(size(checkpoint, HEAD, 0));
        for (int i = 1; checkpoint.entries().containsKey("m_up" + i + ".0.weight"); i++) {
            widths.add(size(checkpoint, "m_up" + i + ".0.weight", 0));
        }
        return widths;
    }

    private static int blocks(Checkpoint checkpoint) {
        int blocks = 0;
        while (checkpoint.entries().containsKey("m_body." + blocks + ".res.0.weight")) {
            blocks++;
        }
        return blocks;
    }

    private static int size(Checkpoint checkpoint, String name, int dimension) throws CheckpointException {
        Checkpoint.Entry entry = checkpoint.entries().get(name);
        if (entry == null || entry.shape().size() != 4) {
            throw new CheckpointException(
                    checkpoint.source(), "is no local network: " + name + " is missing or no convolution");
        }
        return (int) Math.min(Integer.MAX_VALUE, entry.shape().get(dimension));
    }
}
