package dev.limpid.restoration;

import dev.limpid.io.AdvisedException;
import dev.limpid.io.Memory;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.SolverConfig;
import dev.limpid.tensor.Region;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How large images are restored: in tiles of which side, within which memory.
 *
 * @param side of a square that has as many pixels as a tile of a local prior with its halo may have; {@link #AUTO} for the largest
 *     that keep to the memory, {@link #WHOLE} for one tile
 * @param memory bytes that the process should keep to
 * @param limit bytes beyond which an image is refused
 * @param program bytes of the process without images; {@link #HELD} for those that it holds when an image is planned
 */
public record Tiling(int side, long memory, long limit, long program) {
    /** The largest tiles that keep to the memory. */
    public static final int AUTO = 0;

    /** The program's own bytes are looked up. */
    public static final long HELD = 0;

    /** Images are not cut. */
    public static final int WHOLE = Integer.MAX_VALUE;

    private static final double MEGAPIXEL = 1e6;

    /** How much more a data step takes that is recorded: all channels at once, in double precision, and once more on the way back. Measured. */
    private static final int RECORDED = 10;

    /**
     * Bytes by which the program grows beside images of a megapixel: what the C library keeps of freed arrays, and a little of compiled code.
     * Measured; so is {@link #SMALL}.
     */
    private static final long GROWTH = 250_000_000;

    /** Bytes that Java's heap then has, if it has not yet. */
    private static final long HEAP = 250_000_000;

    /** The part of both that the smallest images take; the rest is in proportion to their pixels, up to a megapixel. */
    private static final double SMALL = 0.1;

    /** Bytes of the program without images, where the system does not tell or a plan must not depend on it: with heap and growth, 650 MB. */
    private static final long PROGRAM = 150_000_000;

    /** With the program's own bytes as they are when an image is planned. */
    public Tiling(int side, long memory, long limit) {
        this(side, memory, limit, HELD);
    }

    public Tiling {
        if (side < 0) {
            throw new IllegalArgumentException("the side of tiles must be positive, got " + side);
        }
        if (memory <= 0 || limit < memory || program < 0) {
            throw new IllegalArgumentException("memory must be positive and at most the limit, got " + memory + " of "
                    + limit + ", program " + program);
        }
    }

    /** In tiles of that side, within half of the memory that is free, and at most all of it. */
    public static Tiling ofFree(int side) {
        long free = Memory.available().orElse(8_000_000_000L) + Memory.held().orElse(0);
        return new Tiling(side, Math.max(1, free / 2), Math.max(1, free));
    }

    /** In tiles of that side, within a given memory. */
    public static Tiling within(int side, long memory) {
        return new Tiling(side, memory, memory);
    }

    /**
     * The same for a process that plans images long before it restores them, and has restored others by then: it counts with fixed bytes for
     * the program, so that the plan of an image is the same whenever it is made.
     */
    public static Tiling settled(int side, long memory) {
        return new Tiling(side, memory, memory, PROGRAM);
    }

    /** The same tiles without a limit, for images that have been admitted before. */
    public Tiling unlimited() {
        return new Tiling(side, memory, Long.MAX_VALUE, program);
    }

    /**
     * The way of one image.
     *
     * @param tile side of a local prior's tiles
     * @param peak bytes of the process, more or less
     * @param after bytes that it holds when the solve has ended and freed memory was given back, as Linux does
     */
    public record Plan(int tile, long peak, long after) {
        /** The peak with work that takes so many bytes afterwards. */
        public long peak(long afterwards) {
            return Math.max(peak, after + afterwards);
        }
    }

    /**
     * Plans a restoration whose problem is known.
     *
     * @param prior without tiles
     * @param config of the solve
     * @param selection of the result
     * @throws IllegalArgumentException in one line, if the image takes more than the limit, or the side does not suit the prior
     */
    public Plan plan(DiffusionPrior prior, SolverConfig config, Problem problem, Selection selection) {
        ParametricOperator a = problem.sought().a();
        // Gray images become coloured ones for a coloured prior, and pixels are hidden everywhere: it is asked about
        // all of them then.
        boolean changes = problem.y().size(1) != prior.channels() || selection == Selection.HOLD_OUT;
        Optional<Region> asked = changes ? Optional.empty() : config.asks(a, problem.noiseLevel());
        return plan(prior, config, a, problem.height(), problem.width(), asked);
    }

    /** Plans one that may ask the prior about all of an image. */
    public Plan plan(DiffusionPrior prior, SolverConfig config, ParametricOperator a, int height, int width) {
        return plan(prior, config, a, height, width, Optional.empty());
    }

    /**
     * Plans a restoration.
     *
     * @param prior without tiles
     * @param config of the solve
     * @param a of the measurement, for images of any size
     * @param asked the part of the image that the solve asks the prior about; empty for all of it
     * @throws IllegalArgumentException in one line, if the image takes more than the limit, or the side does not suit the prior
     */
    public Plan plan(
            DiffusionPrior prior,
            SolverConfig config,
            ParametricOperator a,
            int height,
            int width,
            Optional<Region> asked) {
        boolean gradient = config.cost().backward() > 0;
        var evaluations = new TiledEvaluations(prior, config, height, width, asked);
        long image = (long) Float.BYTES * prior.channels() * height * width;
        long pixels = (long) height * width;
        long rest = program(pixels) + image * (config.images() + config.buffers());
        int tile = side == AUTO ? evaluations.largest(memory - rest) : side;
        long forPrior = evaluations.memory(tile);
        long forData = image / prior.channels() * a.planes(prior.channels());
        // They take turns, unless a gradient passes through both.
        long peak = rest + (gradient ? forPrior + RECORDED * forData : Math.max(forPrior, forData));
        if (peak > limit) {
            throw beyond(height, width, peak);
        }
        return new Plan(tile, peak, rest - growth(pixels));
    }

    /** Bytes of the process without images, once it has grown by images of so many pixels, or by those of others where it is settled. */
    private long program(long pixels) {
        OptionalLong held = program == HELD ? Memory.held() : OptionalLong.empty();
        if (held.isEmpty()) {
            return GROWTH + HEAP + (program == HELD ? PROGRAM : program);
        }
        long heap = (long) (part(pixels) * HEAP) - Runtime.getRuntime().totalMemory();
        return held.getAsLong() + growth(pixels) + Math.max(0, heap);
    }

    private static long growth(long pixels) {
        return (long) (part(pixels) * GROWTH);
    }

    /** How much of the growth by a megapixel there is for so many pixels. */
    static double part(long pixels) {
        return SMALL + (1 - SMALL) * Math.min(1, pixels / MEGAPIXEL);
    }

    private AdvisedException beyond(int height, int width, long peak) {
        String fault = String.format(
                Locale.ROOT,
                "%dx%d pixels%s take about %.1f GB of memory, and %.1f GB may be used",
                width,
                height,
                side == AUTO || side == WHOLE ? "" : " in tiles of " + side,
                peak / 1e9,
                limit / 1e9);
        return new AdvisedException(
                fault, ": --memory allows more, --resize or --crop takes less", ": a smaller picture takes less");
    }

    /** Bytes that a solve's evaluations of the prior hold at most, without tiles; 0 where nobody has measured it. */
    public static long ofWhole(DiffusionPrior prior, SolverConfig config, int height, int width) {
        return new TiledEvaluations(prior, config, height, width, Optional.empty()).memory(WHOLE);
    }

    /** The side as users give it. */
    public static String describe(int side) {
        return side == AUTO ? "auto" : side == WHOLE ? "whole" : Integer.toString(side);
    }

    /**
     * The side of the tiles.
     *
     * @param text "auto", "whole" or a number of pixels
     */
    public static int parseSide(String text) {
        if (text.equals("auto")) {
            return AUTO;
        }
        if (text.equals("whole")) {
            return WHOLE;
        }
        try {
            int side = Integer.parseInt(text);
            if (side > 0) {
                return side;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("'" + text + "' is neither auto, whole nor a number of pixels");
    }

    /**
     * A memory in bytes.
     *
     * @param text such as 4G, 1.5GB or 800M
     */
    public static long parseMemory(String text) {
        String number = text.toUpperCase(Locale.ROOT).replaceFirst("B$", "");
        double unit = number.endsWith("G") ? 1e9 : number.endsWith("M") ? 1e6 : 0;
        try {
            long bytes = Math.round(unit * Double.parseDouble(number.substring(0, Math.max(0, number.length() - 1))));
            if (bytes > 0) {
                return bytes;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("'" + text + "' is no memory such as 4G or 800M");
    }
}
