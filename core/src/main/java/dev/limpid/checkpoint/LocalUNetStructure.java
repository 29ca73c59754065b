package dev.limpid.checkpoint;

import dev.limpid.prior.LocalUNetConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The architecture of a local network, from the names and shapes of its weights, which are DRUNet's, and from the file's
 * metadata for what they do not tell.
 *
 * <p>Source of the names: cszn/DPIR, {@code drunet_color.pth} and {@code drunet_gray.pth}.
 */
public final class LocalUNetStructure {
    /** The first layer, by which such a network is recognised. */
    static final String HEAD = "m_head.weight";

    private static final String RESIDUAL = "residual";
    /** The largest σ of the training, in the network's own units, of a [0, 1] image. */
    private static final String LARGEST = "sigma_largest";

    private static final String TAIL = "m_tail.weight";

    /** Noise of DRUNet's training, up to 50 of 255, in the units of a [−1, 1] image. */
    static final double PUBLISHED_SIGMA = 2 * 50 / 255.0;

    private static final double MAX_SIGMA = 1e6;

    /** Lines of the metadata that tell the architecture. */
    private static final Set<String> ARCHITECTURE =
            Set.of("architecture", "widths", "blocks", "unshuffle", "residual", "range", "noise_map");

    private LocalUNetStructure() {}

    /** An architecture as text by name, for a file's metadata: what {@link #of} does not read off the weights is read off it. */
    public static Map<String, String> metadata(LocalUNetConfig architecture) {
        var metadata = new LinkedHashMap<String, String>();
        metadata.put("architecture", "unetres");
        metadata.put(
                "widths", architecture.widths().stream().map(String::valueOf).collect(Collectors.joining(",")));
        metadata.put("blocks", Integer.toString(architecture.blocks()));
        metadata.put("unshuffle", Integer.toString(architecture.unshuffle()));
        metadata.put(RESIDUAL, Boolean.toString(architecture.residual()));
        metadata.put(LARGEST, Double.toString(architecture.largestSigma() / 2));
        return metadata;
    }

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
        // The first layer takes the image and the map of sigma in cells of u × u, the last gives the image.
        int unshuffle = (int) Math.round(Math.sqrt(Math.max(1, in - (double) out)));
        int cell = unshuffle * unshuffle;
        if (in - out != cell || out % cell != 0) {
            throw new CheckpointException(
                    checkpoint.source(),
                    "is no local network: its first layer takes " + in + " channels and its last gives " + out
                            + ", not an image with a map of sigma and an image");
        }
        List<Integer> widths = widths(checkpoint);
        Map<String, String> metadata = checkpoint.metadata();
        try {
            require(metadata, "range", "0:1");
            require(metadata, "noise_map", "true");
            return new LocalUNetConfig(
                    widths, blocks(checkpoint), unshuffle, out / cell, residual(metadata), largestSigma(metadata));
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(checkpoint.source(), "is no local network: " + e.getMessage(), e);
        }
    }

    /** @throws IllegalArgumentException if lines for the metadata of a local network contradict its architecture */
    static void requireUnchanged(Checkpoint checkpoint, Map<String, String> lines) {
        lines.forEach((name, value) -> {
            if (describes(checkpoint)
                    && ARCHITECTURE.contains(name)
                    && !value.equals(checkpoint.metadata().get(name))) {
                throw new IllegalArgumentException("a model card does not change the architecture: " + name);
            }
        });
    }

    private static boolean residual(Map<String, String> metadata) {
        String residual = metadata.getOrDefault("residual", "false");
        if (!residual.equals("true") && !residual.equals("false")) {
            throw new IllegalArgumentException(
                    "residual must be true or false, got " + PickleReader.printable(residual));
        }
        return residual.equals("true");
    }

    /** In the file it is in the network's own units, those of a [0, 1] image. */
    private static double largestSigma(Map<String, String> metadata) {
        String largest = metadata.get("sigma_largest");
        if (largest == null) {
            return PUBLISHED_SIGMA;
        }
        try {
            double sigma = Double.parseDouble(largest);
            if (sigma > 0 && sigma <= MAX_SIGMA) {
                return 2 * sigma;
            }
        } catch (NumberFormatException e) {
            // as any other that is none
        }
        throw new IllegalArgumentException(
                "sigma_largest must be a positive number, got " + PickleReader.printable(largest));
    }

    private static void require(Map<String, String> metadata, String name, String supported) {
        String value = metadata.getOrDefault(name, supported);
        if (!value.equals(supported)) {
            throw new IllegalArgumentException(
                    name + " must be " + supported + ", got " + PickleReader.printable(value));
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
            throw new CheckpointException(checkpoint.source(), "is no local network: " + name + " is no convolution");
        }
        return (int) Math.min(Integer.MAX_VALUE, entry.shape().get(dimension));
    }
}
