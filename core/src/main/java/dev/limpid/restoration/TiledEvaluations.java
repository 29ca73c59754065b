package dev.limpid.restoration;

import dev.limpid.prior.Denoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.SolverConfig;
import dev.limpid.tensor.Region;
import java.util.HashMap;
import java.util.Optional;

/**
 * A solve's evaluations of a prior for an image of one size, and what they hold in tiles.
 *
 * @param prior without tiles
 * @param asked the part of the image that the solve asks the prior about; empty for all of it
 */
record TiledEvaluations(DiffusionPrior prior, SolverConfig config, int height, int width, Optional<Region> asked) {
    /**
     * Pixels of a tile beyond which a larger one does not take less time for each: smaller ones see more of their halos twice. On two
     * cores six evaluations of 12 megapixels took 85 s in tiles of 2.4 megapixels, 78 s of 3.7 and 76 s of 4.5.
     */
    private static final long MOST_PIXELS = 2112L * 2112;

    /** The same with a gradient, for which every layer's arrays are kept. */
    private static final long MOST_PIXELS_WITH_GRADIENT = 1024L * 1024;

    /** How finely a solve's times are looked at. */
    private static final int TIMES = 32;

    /** The largest tile that keeps to so many bytes, or else the least that there is. */
    int largest(long bytes) {
        if (!prior.isLocal()) {
            return Tiling.WHOLE;
        }
        int halo = prior.halo().orElseThrow();
        long most = config.cost().backward() > 0 ? MOST_PIXELS_WITH_GRADIENT : MOST_PIXELS;
        if ((long) height * width <= most && memory(Tiling.WHOLE) <= bytes) {
            return Tiling.WHOLE;
        }
        int tile = Math.max(3, (int) Math.sqrt((double) most) / halo) * halo;
        while (tile > 3 * halo && memory(tile) > bytes) {
            tile -= halo;
        }
        return tile;
    }

    /** Bytes in tiles of that side. Each evaluation that stays recorded takes as much, but tiles and windows are computed again. */
    long memory(int tile) {
        DiffusionPrior tiled = prior.tiled(height, width, tile);
        boolean gradient = config.cost().backward() > 0;
        long one = asked.filter(region -> !gradient)
                .map(region -> memory(tiled.denoiser(), region))
                .orElseGet(() -> tiled.denoiser().memory(height, width, gradient));
        return tiled.equals(prior) ? one * config.recorded() : one;
    }

    /** The most at any time: a network that looks less far where there is less noise may take larger tiles then. */
    private long memory(Denoiser denoiser, Region region) {
        double latest = config.latestTime(prior);
        // The tiles depend on the halo alone, of which there are few: each is a search for the best grid.
        var times = new HashMap<Integer, Double>();
        for (int k = 0; k <= TIMES; k++) {
            double t = latest * k / TIMES;
            times.put(denoiser.halo(t, prior.halo().orElse(0)), t);
        }
        return times.values().stream()
                .mapToLong(t -> denoiser.memory(height, width, t, region))
                .max()
                .orElseThrow();
    }
}
