package dev.limpid.tensor;

import java.util.ArrayList;
import java.util.List;

/** A part of an image, with the part of it that is its own. */
public record Tile(Span rows, Span columns) {
    /** Every pair of a part of the rows and one of the columns, row by row. */
    public static List<Tile> grid(List<Span> rows, List<Span> columns) {
        var tiles = new ArrayList<Tile>();
        for (Span r : rows) {
            for (Span c : columns) {
                tiles.add(new Tile(r, c));
            }
        }
        return tiles;
    }

    /** The part of images (B, C, H, W): a view of them. */
    public Tensor of(Tensor images) {
        return images.narrow(2, rows.start(), rows.length()).narrow(3, columns.start(), columns.length());
    }

    /** The tile's own part of images: a view of them. */
    public Tensor own(Tensor images) {
        return images.narrow(2, rows.from(), rows.to() - rows.from())
                .narrow(3, columns.from(), columns.to() - columns.from());
    }

    /** The tile's own part of the tile: a view of it. */
    public Tensor inside(Tensor tile) {
        return tile.narrow(2, rows.from() - rows.start(), rows.to() - rows.from())
                .narrow(3, columns.from() - columns.start(), columns.to() - columns.from());
    }
}
