package dev.limpid.experiment;

import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;

/**
 * The kept pictures that a page holds in itself: the first few of every problem, as many as its size allows; one of each at the least,
 * made smaller where even these are too large.
 *
 * @param count pictures of each problem
 * @param divisor of their sides; 1: they are as they were kept
 */
record EmbeddedPictures(Grid grid, int count, int divisor) {
    private static final int MOST = 3;
    /** Bytes of all pictures' files together; base 64 makes them larger by a third. */
    private static final long BYTES = 15_000_000;

    /** A picture's data as an address. */
    record Embedded(String uri, int width, int height) {}

    /** Chooses how many there are, and how large. */
    static EmbeddedPictures of(Grid grid) throws IOException {
        return of(grid, BYTES);
    }

    /**
     * Chooses how many there are, and how large.
     *
     * @param bytes of all pictures' files together, about
     */
    static EmbeddedPictures of(Grid grid, long bytes) throws IOException {
        long total = 0;
        long first = 0;
        int count = 0;
        for (; count < Math.min(MOST, grid.pictures().size()); count++) {
            long more = 0;
            for (TestProblem problem : grid.problems()) {
                more += bytes(grid, problem, count);
            }
            total += more;
            if (count == 0) {
                first = more;
            } else if (total > bytes) {
                break;
            }
        }
        // The size of a PNG goes with the number of its pixels.
        int divisor = first <= bytes ? 1 : (int) Math.ceil(Math.sqrt((double) first / bytes));
        return new EmbeddedPictures(grid, count, divisor);
    }

    private static long bytes(Grid grid, TestProblem problem, int number) throws IOException {
        long bytes = 0;
        if (grid.keeps(problem.label(), number)) {
            for (String name : names(grid, problem)) {
                bytes += grid.kept()
                        .file(problem.label(), number, name)
                        .map(file -> file.length)
                        .orElse(0);
            }
        }
        return bytes;
    }

    /** The measurement, the results and the truth of a problem. */
    static List<String> names(Grid grid, TestProblem problem) {
        var names = new ArrayList<>(List.of(KeptPictures.MEASUREMENT));
        names.addAll(grid.solversFor(problem));
        names.add(KeptPictures.TRUTH);
        return names;
    }

    /** A picture; empty where it is not kept, or damaged. */
    Optional<Embedded> of(String problem, int number, String name) throws IOException {
        Optional<byte[]> file = grid.kept().file(problem, number, name);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(file.get()));
        byte[] png = divisor == 1 ? file.get() : smaller(image);
        String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
        return Optional.of(new Embedded(uri, image.getWidth(), image.getHeight()));
    }

    private byte[] smaller(BufferedImage image) throws IOException {
        int width = Math.max(image.getWidth() / divisor, 1);
        int height = Math.max(image.getHeight() / divisor, 1);
        var small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var graphics = small.createGraphics();
        graphics.drawImage(image.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING), 0, 0, null);
        graphics.dispose();
        var out = new ByteArrayOutputStream();
        ImageIO.write(small, "png", out);
        return out.toByteArray();
    }

    /** In a sentence, which pictures these are. */
    String about() {
        String those = count == 1
                ? "The first of " + grid.pictures().size() + " pictures"
                : "The first " + count + " of " + grid.pictures().size() + " pictures";
        return those + (divisor == 1 ? "." : ", smaller by " + divisor + ", as they would be too large for a page.");
    }
}
