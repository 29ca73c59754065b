package dev.limpid.tensor;

/** Pixels of images that something is asked about, to the nearest {@value #CELL} or so: a part may be left out that holds none of them. */
public final class Region {
    /** Pixels on a side of the cells that are told apart. */
    private static final int CELL = 16;

    private final int height;
    private final int width;

    /** How many cells with such a pixel there are above and to the left of each corner of cells. */
    private final int[][] before;

    private Region(int height, int width, int[][] before) {
        this.height = height;
        this.width = width;
        this.before = before;
    }

    /**
     * Where any of the masks is not zero.
     *
     * @param masks (B, C, H, W)
     */
    public static Region of(Tensor masks) {
        int height = Math.toIntExact(masks.size(2));
        int width = Math.toIntExact(masks.size(3));
        boolean[][] cells = new boolean[height / CELL + 1][width / CELL + 1];
        for (int row = 0; row < height; row++) {
            mark(cells[row / CELL], masks, row);
        }
        return new Region(height, width, sums(cells));
    }

    /** A row at a time: a large image would take much of Java's heap. */
    private static void mark(boolean[] cells, Tensor masks, int row) {
        int width = Math.toIntExact(masks.size(3));
        float[] values;
        try (var scope = Scope.open()) {
            values = masks.narrow(2, row, 1).toFloats();
        }
        for (int i = 0; i < values.length; i++) {
            cells[i % width / CELL] |= values[i] != 0;
        }
    }

    private static int[][] sums(boolean[][] cells) {
        int[][] sums = new int[cells.length + 1][cells[0].length + 1];
        for (int row = 0; row < cells.length; row++) {
            for (int column = 0; column < cells[0].length; column++) {
                sums[row + 1][column + 1] = sums[row][column + 1]
                        + sums[row + 1][column]
                        - sums[row][column]
                        + (cells[row][column] ? 1 : 0);
            }
        }
        return sums;
    }

    /** Refuses images of another size. */
    public void requireSize(int ofHeight, int ofWidth) {
        if (ofHeight != height || ofWidth != width) {
            throw new IllegalArgumentException("a region of images of " + width + "x" + height
                    + " pixels does not fit images of " + ofWidth + "x" + ofHeight);
        }
    }

    /** Whether a tile may hold one of the pixels as its own. */
    public boolean touches(Tile tile) {
        int top = tile.rows().from() / CELL;
        int bottom = (tile.rows().to() - 1) / CELL + 1;
        int left = tile.columns().from() / CELL;
        int right = (tile.columns().to() - 1) / CELL + 1;
        return before[bottom][right] - before[top][right] - before[bottom][left] + before[top][left] > 0;
    }
}
