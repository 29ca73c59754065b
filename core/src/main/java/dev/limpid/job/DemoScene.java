package dev.limpid.job;

import dev.limpid.degradation.Degradation;
import dev.limpid.degradation.Drawn;
import dev.limpid.degradation.Inpaint;
import dev.limpid.degradation.Task;
import dev.limpid.io.Images;
import dev.limpid.io.Sha256;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.PartialObservation;
import dev.limpid.operator.mask.MaskRule;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.Problem;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * The picture of a demonstration and its degradation: a photograph in its own size where the prior is local, else the face of a
 * cat in the size that the prior takes.
 *
 * @param sample name of the picture's file among the program's own
 * @param truth (1, 3, H, W) in [−1, 1]
 * @param noiseLevel σ_y in the units of a [−1, 1] image
 */
record DemoScene(String sample, Tensor truth, Drawn drawn, double noiseLevel) {
    private static final String CAT_FACE = "chelsea.png";
    private static final String PHOTOGRAPH = "rocket.jpg";

    /** The photographs of tasks that have their own. */
    private static final Map<String, String> PHOTOGRAPHS =
            Map.of("inpainting", "coffee.png", "super-resolution", "cat.png");

    /** Scratches, spots and a caption over {@code coffee.png}; black is missing. */
    private static final String SCRATCHES = "scratches.png";

    /** Every factor of super-resolution divides the sides of a photograph. */
    private static final int MULTIPLE = 8;

    /** Photographs are blurred by as many pixels as images of this side, as a hand shakes, and not in proportion to their size. */
    private static final int BLUR_SIDE = 64;

    static DemoScene of(Task task, DiffusionPrior prior, Rng rng) throws IOException {
        return prior.isLocal() ? photograph(task, rng) : catFace(task, prior.imageSize(), rng);
    }

    private static DemoScene catFace(Task task, int side, Rng rng) throws IOException {
        return new DemoScene(CAT_FACE, catFace(side), task.protocol(side).draw(side, side, rng), task.noiseLevel());
    }

    /** The face of a cat, (1, 3, side, side). */
    static Tensor catFace(int side) throws IOException {
        return Images.resize(picture(CAT_FACE), side, side);
    }

    private static DemoScene photograph(Task task, Rng rng) throws IOException {
        String sample = PHOTOGRAPHS.getOrDefault(task.name(), PHOTOGRAPH);
        Tensor whole = picture(sample);
        int height = (int) whole.size(2) / MULTIPLE * MULTIPLE;
        int width = (int) whole.size(3) / MULTIPLE * MULTIPLE;
        Degradation degradation = task.protocol(BLUR_SIDE);
        if (degradation instanceof Inpaint) {
            Tensor observed = picture(SCRATCHES).narrow(1, 0, 1).greater(0);
            degradation = new Inpaint(new MaskRule.Random(0), observed, SCRATCHES);
        }
        Drawn drawn = degradation.draw(height, width, rng);
        // Pixels of a photograph that were not painted over are as they were.
        double noise = drawn.a() instanceof PartialObservation ? 0 : task.noiseLevel();
        return new DemoScene(sample, Images.crop(whole, 0, 0, width, height), drawn, noise);
    }

    /** Its measurement, with noise from the same streams. */
    Problem measured(Rng rng) {
        Measurement measurement = Measurement.simulate(truth, drawn.a(), Noise.gaussian(noiseLevel), rng);
        return new Problem(measurement.y(), drawn.sought(), noiseLevel, (int) truth.size(2), (int) truth.size(3));
    }

    String sha256() throws IOException {
        return Sha256.ofResource(DemoScene.class, sample);
    }

    private static Tensor picture(String name) throws IOException {
        try (InputStream in = DemoScene.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the sample picture " + name + " is missing from the program");
            }
            return Images.decode(in.readAllBytes(), name).pixels();
        }
    }
}
