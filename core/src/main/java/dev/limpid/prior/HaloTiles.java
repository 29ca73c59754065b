package dev.limpid.prior;

import dev.limpid.tensor.CustomGradient;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.InPlace;
import dev.limpid.tensor.Region;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Span;
import dev.limpid.tensor.Tensor;
import dev.limpid.tensor.Tile;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A local network on large images, tile by tile: each sees so much of the image around its own pixels that they become what they
 * become in the whole image. Back-propagation evaluates the tiles once more, so that it, too, takes the memory of one.
 *
 * @param denoiser of a local network
 * @param halo pixels around a tile's own
 * @param side of a square that has as many pixels as a tile with its halo may have
 * @param shift tiles begin at its multiples: the network commutes with shifts by a power of two alone, which divides its halo, for it halves
 *     the image again and again
 */
record HaloTiles(Denoiser denoiser, int halo, int side, int shift) implements Denoiser {
    /** One tile is the whole image, unless parts of it need not be seen. */
    static final int OF_ANY_SIZE = Integer.MAX_VALUE;

    /** Pixels on a side of a tile's own part below which none is tried where parts of an image are asked about. */
    private static final int LEAST_OWN = 96;

    HaloTiles(Denoiser denoiser, int halo, int side) {
        this(denoiser, halo, side, Integer.lowestOneBit(halo));
    }

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
    public Tensor epsilon(Tensor x, double t, Region asked) {
        if (Gradients.recording() && x.requiresGradient()) {
            return epsilon(x, t);
        }
        return near(t).part(x, t, asked);
    }

    /** With the halo of one time, which may be smaller. */
    private HaloTiles near(double t) {
        int near = denoiser.halo(t, halo);
        return new HaloTiles(denoiser, near, side, Math.min(shift, Integer.lowestOneBit(near)));
    }

    @Override
    public int halo(double t, int most) {
        return denoiser.halo(t, most);
    }

    private Tensor part(Tensor x, double t, Region asked) {
        int height = (int) x.size(2);
        int width = (int) x.size(3);
        asked.requireSize(height, width);
        Grid grid = grid(height, width, asked);
        List<Tile> tiles = asked(tiles(height, width, grid), asked);
        return grid.tiles() == 1 && !tiles.isEmpty() ? denoiser.epsilon(x, t) : value(x, t, tiles);
    }

    @Override
    public long seen(int height, int width) {
        Grid grid = grid(height, width);
        return Span.total(spans(height, grid.rows())) * Span.total(spans(width, grid.columns()));
    }

    @Override
    public long seen(int height, int width, double t, Region asked) {
        return near(t).seen(height, width, asked);
    }

    private long seen(int height, int width, Region asked) {
        asked.requireSize(height, width);
        Grid grid = grid(height, width, asked);
        long tile = (long) longest(height, grid.rows()) * longest(width, grid.columns());
        return tile * asked(tiles(height, width, grid), asked).size();
    }

    /** That of one tile, for the others wait. */
    @Override
    public long memory(int height, int width, boolean gradient) {
        return memory(height, width, grid(height, width), gradient);
    }

    @Override
    public long memory(int height, int width, double t, Region asked) {
        HaloTiles near = near(t);
        return near.memory(height, width, near.grid(height, width, asked), false);
    }

    private long memory(int height, int width, Grid grid, boolean gradient) {
        return denoiser.memory(longest(height, grid.rows()), longest(width, grid.columns()), gradient);
    }

    /** How many tiles there are below each other, and beside each other. */
    private record Grid(int rows, int columns) {
        long tiles() {
            return (long) rows * columns;
        }
    }

    private List<Tile> tiles(Tensor x) {
        int height = (int) x.size(2);
        int width = (int) x.size(3);
        return tiles(height, width, grid(height, width));
    }

    private List<Tile> tiles(int height, int width, Grid grid) {
        return Tile.grid(spans(height, grid.rows()), spans(width, grid.columns()));
    }

    private static List<Tile> asked(List<Tile> tiles, Region asked) {
        return tiles.stream().filter(asked::touches).toList();
    }

    /** The grid with the fewest pixels in all, whose tiles have at most {@code side} squared: halos are seen more than once. */
    private Grid grid(int height, int width) {
        return grid(height, width, mostParts(height), mostParts(width), Grid::tiles);
    }

    /** The same for the tiles that are asked about, which are not much smaller than their halos. */
    private Grid grid(int height, int width, Region asked) {
        Grid least = grid(height, width);
        int rows = Math.max(least.rows(), Math.min(height / Math.max(halo, LEAST_OWN), mostParts(height)));
        int columns = Math.max(least.columns(), Math.min(width / Math.max(halo, LEAST_OWN), mostParts(width)));
        return grid(
                height,
                width,
                rows,
                columns,
                grid -> asked(tiles(height, width, grid), asked).size());
    }

    /** The grid of at most so many tiles with the fewest pixels, where so many tiles of a grid count. */
    private Grid grid(int height, int width, int mostRows, int mostColumns, ToLongFunction<Grid> counted) {
        Grid best = new Grid(mostRows, mostColumns);
        long fewest = Long.MAX_VALUE;
        for (int rows = 1; rows <= mostRows; rows++) {
            for (int columns = 1; columns <= mostColumns; columns++) {
                var grid = new Grid(rows, columns);
                long tile = (long) longest(height, rows) * longest(width, columns);
                long all = tile <= (long) side * side ? tile * counted.applyAsLong(grid) : Long.MAX_VALUE;
                if (all < fewest) {
                    best = grid;
                    fewest = all;
                }
            }
        }
        return best;
    }

    private List<Span> spans(int length, int count) {
        return Span.inParts(length, count, 2 * halo, shift);
    }

    private int longest(int length, int count) {
        return Span.sizeOfPart(length, count, 2 * halo, shift);
    }

    private int mostParts(int length) {
        return Span.mostParts(length, 2 * halo, shift);
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
