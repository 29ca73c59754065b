package dev.limpid.degradation;

import dev.limpid.io.AdvisedException;
import dev.limpid.io.Images;
import dev.limpid.io.Mask;
import dev.limpid.io.MaskFiles;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.mask.Inpainting;
import dev.limpid.operator.mask.MaskRule;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pixels are missing. Protocol, as in the paper: 70 % of them, drawn one by one.
 *
 * @param missing which pixels are removed where there is no mask
 * @param mask (1, 1, H, W), 1 where a pixel was observed; null: as the rule says
 * @param source of the mask, for messages
 */
public record Inpaint(MaskRule missing, @Nullable Tensor mask, String source) implements Reducible {
    public static final Option<MaskSource> MASK = Option.of(
                    "mask",
                    "FILE|RULE",
                    MaskSource::parse,
                    "Inpainting, what was observed. FILE: picture of the image's size, white where it was observed; or an NPY"
                            + " array of 0 and 1. RULE, what is missing, in pixels of the part that is restored:",
                    "  box:X,Y,WIDTH,HEIGHT  a rectangle there",
                    "  centre:SIDE           a square in the middle",
                    "  outside:SIDE          all but that square",
                    "  half:left             or right, top, bottom",
                    "and where measurements are simulated, drawn by --seed:",
                    "  random:SHARE          single pixels, 0.7 is 70 %",
                    "  box:SIDE              a square somewhere",
                    "  strokes:SHARE         strokes of a brush",
                    "Default: random:0.7 where measurements are simulated.")
            .withFile(new Option.FileOf<>(MaskSource::file, "mask", null, "", Option.Content.OBSERVED));

    private static final MaskRule PROTOCOL = new MaskRule.Random(0.7);
    private static final String FILE = "mask.npy";

    public static final Task TASK = new Task("inpainting", "pixels are missing", MASK) {
        @Override
        public String words() {
            return "Fill in scratches and missing parts";
        }

        @Override
        public Class<? extends ParametricOperator> operator() {
            return Inpainting.class;
        }

        /** Pixels that were not painted over stay as they are, grain and all. */
        @Override
        public Optional<NoiseSetting> ownNoise() {
            return Optional.of(NoiseSetting.NONE);
        }

        @Override
        public String classical() {
            return "harmonic-fill";
        }

        @Override
        public Degradation make(Request request) throws IOException {
            Optional<MaskSource> given = request.values().get(MASK);
            Path file = given.map(MaskSource::file).orElse(null);
            if (file == null) {
                return new Inpaint(given.map(MaskSource::rule).orElse(PROTOCOL), null, "");
            }
            Mask read = MaskFiles.read(file, request.files().limits());
            request.notices().addAll(read.notices());
            return new Inpaint(PROTOCOL, oneChannel(read.observed(), file), file.toString());
        }

        @Override
        public Degradation read(MeasurementReader files) throws IOException {
            return new Inpaint(
                    PROTOCOL, MaskFiles.read(files.file("mask", FILE)).observed(), FILE);
        }

        @Override
        public void requireEnough(Values values) {
            MaskSource given = values.get(MASK)
                    .orElseThrow(() -> new AdvisedException(
                            "inpainting a measurement needs ",
                            "--mask FILE, white where it was observed,"
                                    + " or a rule such as --mask box:10,20,8,8; or give clean images and --simulate",
                            "a mask, white where it was observed, or a rule such as box:10,20,8,8"));
            if (given.drawn()) {
                throw new AdvisedException(
                        "--mask " + given + " draws a mask, but a measurement has its own:"
                                + " give a file, box:X,Y,WIDTH,HEIGHT, centre, outside or half",
                        "; or clean images and --simulate",
                        "");
            }
        }
    };

    private static Tensor oneChannel(Tensor mask, Path file) throws IOException {
        Tensor first = mask.narrow(1, 0, 1);
        // The scope outside may be that of a whole run, and the mask of a large picture.
        try (var scope = Scope.open()) {
            if (mask.size(1) > 1 && mask.sub(first).abs().max().item() > 0) {
                throw new IOException(file + ": its channels differ; a pixel is observed in all colours or in none");
            }
        }
        return first;
    }

    @Override
    public Task task() {
        return TASK;
    }

    @Override
    public Map<String, Object> parameters() {
        if (mask != null) {
            return Map.of("removed", "as the mask says");
        }
        return Map.of("removed", missing instanceof MaskRule.Random random ? random.share() : missing.toString());
    }

    @Override
    public Drawn draw(int height, int width, Rng rng) {
        if (mask != null && !isSize(mask, width, height)) {
            throw new IllegalArgumentException("the mask has " + size(mask) + " pixels, the image " + width + "x"
                    + height + ": they must be the same");
        }
        var a = new Inpainting(mask == null ? missing.observed(height, width, rng) : mask);
        return new Drawn(this, a, files -> files.array("mask", FILE, a.observed(), 2));
    }

    @Override
    public boolean scalable() {
        return mask == null;
    }

    /** With a mask of the whole picture cut as the picture is. */
    @Override
    public Inpaint of(Part part) throws IOException {
        if (mask == null || isSize(mask, part.width(), part.height())) {
            return this;
        }
        if (!part.scaled() && isSize(mask, part.pictureWidth(), part.pictureHeight())) {
            Tensor cut = Images.crop(mask, part.left(), part.top(), part.width(), part.height());
            return new Inpaint(missing, cut, source);
        }
        throw new IOException(source + ": the mask has " + size(mask) + " pixels, the picture " + part.pictureWidth()
                + "x" + part.pictureHeight() + part.describe() + ": they must be the same");
    }

    private static boolean isSize(Tensor t, int width, int height) {
        return t.size(2) == height && t.size(3) == width;
    }

    private static String size(Tensor t) {
        return t.size(3) + "x" + t.size(2);
    }

    /** A pixel is the mean of those that were observed, and missing where none was. */
    @Override
    public Reduced reduced(Drawn drawn, Tensor y, double noiseLevel, int factor) {
        Tensor observed = ((Inpainting) drawn.a()).observed();
        Tensor share = Reduced.means(observed, factor);
        Tensor any = share.greater(0);
        Tensor means = Reduced.means(y.mul(observed), factor).div(share.clamp(1.0 / (factor * factor), 1));
        double pixels =
                factor * factor * share.sum().item() / Math.max(1, any.sum().item());
        var smaller = new Inpaint(missing, any, source);
        return Reduced.of(smaller, means, noiseLevel / Math.sqrt(pixels), (int) any.size(2), (int) any.size(3));
    }
}
