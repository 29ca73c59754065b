package dev.limpid.prior;

import dev.limpid.tensor.CustomGradient;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.InPlace;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Span;
import dev.limpid.tensor.Tensor;
import dev.limpid.tensor.Tile;
import java.util.List;

/**
 * A local network on large images, tile by tile: each sees so much of the image around its own pixels that they become what they
 * become in the whole image. Back-propagation evaluates the tiles once more, so that it, too, takes the memory of one.
 *
 * @param denoiser of a local network
 * @param halo pixels around a tile's own; every tile begins at a multiple of it, because the network commutes with such shifts alone
 * @param side of the tiles with their halo, in pixels
 */
record HaloTiles(Denoiser denoiser, int halo, int side) implements Denoiser {
    HaloTiles {
        if (side < 3 * halo) {
            throw new IllegalArgumentException("tiles must have at least " + 3 * halo
                    + " pixels on a side, three times what the prior looks around" + " a pixel, got " + side);
        }
    }

    @Override
    public Tensor epsilon(Tensor x, double t) {
        List<Tile> tiles = tiles(x);
        if (!Gradients.recording() || !x.requiresGradient()) {
            return value(x, t, tiles);
        }
        return CustomGradient.apply(
                x, input -> new CustomGradient.Result(value(input, t, tiles), g -> gradient(input, g, t, tiles)));
    }

    @Override
    public long seen(int height, int width) {
        return Span.total(spans(height)) * Span.total(spans(width));
    }

    /** That of one tile, for the others wait. */
    @Override
    public long memory(int height, int width, boolean gradient) {
        return denoiser.memory(Span.longest(spans(height)), Span.longest(spans(width)), gradient);
    }

    private List<Tile> tiles(Tensor x) {
        return Tile.grid(spans(x.size(2)), spans(x.size(3)));
    }

    private List<Span> spans(long length) {
        return Span.cover((int) length, side / halo * halo, 2 * halo, halo);
    }

    private Tensor value(Tensor x, double t, List<Tile> tiles) {
        Tensor epsilon = x.zerosLike();
        try (var off = Gradients.off()) {
            for (int b = 0; b < x.size(0); b++) {
                for (Tile tile : tiles) {
                    try (var scope = Scope.open()) {
                        Tensor one = denoiser.epsilon(tile.of(x.narrow(0, b, 1)), t);
                        tile.own(epsilon.narrow(0, b, 1)).assign(tile.inside(one));
                    }
                }
            }
        }
        return epsilon;
    }

    /** (dε̂ / dx)ᵀ g = Σ over the tiles of (dε̂_tile / dx_tile)ᵀ of the tile's own g. */
    private Tensor gradient(Tensor x, Tensor g, double t, List<Tile> tiles) {
        Tensor atX = x.zerosLike();
        for (int b = 0; b < x.size(0); b++) {
            for (Tile tile : tiles) {
                try (var scope = Scope.open();
                        var on = Gradients.on()) {
                    Tensor input = tile.of(x.narrow(0, b, 1)).variable();
                    Tensor own = input.zerosLike();
                    tile.inside(own).assign(tile.own(g.narrow(0, b, 1)));
                    Tensor atTile = Gradients.vjp(denoiser.epsilon(input, t), own, input)[0];
                    InPlace.add(tile.of(atX.narrow(0, b, 1)), atTile);
                }
            }
        }
        return atX;
    }
}
