package dev.limpid.training;

import dev.limpid.checkpoint.LocalUNetStructure;
import dev.limpid.io.Panels;
import dev.limpid.nn.Weights;
import dev.limpid.optim.AdamW;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.LocalUNet;
import dev.limpid.prior.LocalUNetConfig;
import dev.limpid.tensor.Autocast;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.Augmentation.Crop;
import dev.limpid.training.Augmentation.Flips;
import dev.limpid.training.ImageFolder.Picture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A local network that removes noise of a known level from photographs: L(θ) = mean over the batch of w(σ) · mean |D_θ(x + σ n, σ) −
 * x|², w(σ) = (σ² + 0.25²) / (σ · 0.25)², images in [0, 1] and σ in their units.
 *
 * <p>σ is log-uniform in [1/255, largest] for 70 % and uniform in [0, 50/255] for 30 % of the squares. The squares are of
 * photographs at their own scale and reduced, because natural pictures look alike at every scale, and are turned and mirrored.
 *
 * <p>Source: Karras et al., "Elucidating the design space of diffusion-based generative models", NeurIPS 2022, table 1 (the
 * weights, for images of deviation 0.25); Zhang et al., "Plug-and-play image restoration with deep denoiser prior", TPAMI 2021 (σ in
 * [0, 50/255]).
 */
public final class LocalObjective extends Objective {
    private static final List<Double> SCALES = List.of(1.0, 0.75, 0.5, 0.35);
    private static final double GRAY = 1 / 255.0;
    /** Share of σ that is log-uniform. */
    private static final double LOGARITHMIC = 0.7;

    private static final double LARGEST_UNIFORM = 50 * GRAY;
    private static final double LEAST_SIGMA = GRAY / 2;
    private static final double LEAST_WEIGHED = 2 * GRAY;
    private static final double DEVIATION = 0.25;
    /** Share of the steps in which the first side is drawn. */
    private static final double FIRST_SIDE = 0.7;
    /** σ at which held-out pictures are looked at, of 255. */
    private static final List<Integer> SIGMAS = List.of(15, 25, 50, 100, 255);

    private static final List<Integer> SHOWN_SIGMAS = List.of(25, 100);
    private static final int SHOWN = 4;
    private static final int USUAL_SIDE = 64;
    private static final int USUAL_LAST_SIDE = 96;

    private final LocalUNetConfig architecture;
    private final int firstSide;
    private final int lastSide;
    private final Augmentation augmentation;

    /** A picture's size at one of the scales, in pixels. */
    record Reduction(int height, int width) {
        double area() {
            return (double) height * width;
        }
    }

    /**
     * For a network.
     *
     * @param firstSide of the squares, in pixels
     * @param lastSide of the squares of the last 30 % of the steps, usually larger
     * @param flips mirror images of them
     * @throws IllegalArgumentException if a side is not one of the network's
     */
    public LocalObjective(LocalUNetConfig architecture, int firstSide, int lastSide, Flips flips) {
        for (int side : new int[] {firstSide, lastSide}) {
            if (side <= 0 || side % architecture.multiple() != 0) {
                throw new IllegalArgumentException("the sides of a local network's squares must be multiples of "
                        + architecture.multiple() + " pixels, got " + side);
            }
        }
        this.architecture = architecture;
        this.firstSide = firstSide;
        this.lastSide = lastSide;
        augmentation = new Augmentation(Crop.NATIVE, flips);
    }

    /** With squares of 64, at last of 96 pixels. */
    public static LocalObjective usual(LocalUNetConfig architecture, Flips flips) {
        return new LocalObjective(architecture, USUAL_SIDE, USUAL_LAST_SIDE, flips);
    }

    /**
     * 20,000 steps of 16 squares, a rate of 3e-4 that falls along a cosine over all of them, AdamW without decay, an average over
     * about 2000 steps: some hours of one core.
     */
    @Override
    public TrainingConfig standard() {
        return new TrainingConfig(
                this,
                20_000,
                16,
                1,
                new RateSchedule(3e-4, 1000, 1, RateSchedule.Fall.COSINE),
                Optimisation.ADAMW,
                new AdamW.Constants(0.9, 0.99, 1e-8, 0),
                0.9995,
                1,
                false,
                0);
    }

    @Override
    public int channels() {
        return architecture.colours();
    }

    @Override
    public int size() {
        return Math.max(firstSide, lastSide);
    }

    @Override
    public String shown() {
        String first = channels() + " x " + firstSide + " x " + firstSide;
        return lastSide == firstSide ? first : first + ", at last " + lastSide + " x " + lastSide;
    }

    @Override
    public List<String> levels() {
        return SIGMAS.stream().map(s -> "s" + s).toList();
    }

    @Override
    Map<String, String> architecture() {
        return LocalUNetStructure.metadata(architecture);
    }

    @Override
    Map<String, String> conventions() {
        return new TreeMap<>(Map.of("range", "0:1", "noise_map", "true"));
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("patch", firstSide + "," + lastSide);
    }

    @Override
    public Augmentation augmentation() {
        return augmentation;
    }

    /**
     * Kaiming's normal deviates, √(2 / inputs); a tenth of them in the last layer of a block, and none in the network's, so that it
     * begins as the identity.
     *
     * <p>Source: He et al., "Delving deep into rectifiers", ICCV 2015.
     */
    @Override
    Weights drawn(Rng rng) {
        return (name, shape) -> {
            if (name.equals("m_tail.weight")) {
                return Tensor.zeros(shape);
            }
            double deviation = Math.sqrt(2.0 / (shape[1] * shape[2] * shape[3]));
            return rng.purpose(name).normal(shape).mul(name.endsWith(".res.2.weight") ? deviation / 10 : deviation);
        };
    }

    @Override
    boolean isInner(String weight) {
        return !weight.startsWith("m_head.") && !weight.startsWith("m_tail.");
    }

    @Override
    Learner learner(Weights weights) {
        return new Remover(new LocalUNet(architecture, weights));
    }

    @Override
    BatchSource batches(ImageFolder pictures, TrainingConfig config, long memory) {
        return new CropBatches(this, pictures, config, memory / 2);
    }

    @Override
    long changesFrom(long steps) {
        return firstSide == lastSide ? steps : (long) Math.ceil(FIRST_SIDE * steps);
    }

    /** The side of the squares of a step, from 0. */
    int side(long step, long steps) {
        return step < FIRST_SIDE * steps ? firstSide : lastSide;
    }

    /** The sizes of a picture in which no side is shorter than a square. */
    List<Reduction> reductions(Picture picture) {
        List<Reduction> reductions = new ArrayList<>();
        for (double scale : SCALES) {
            int height = (int) Math.round(picture.height() * scale);
            int width = (int) Math.round(picture.width() * scale);
            if (Math.min(height, width) >= size()) {
                reductions.add(new Reduction(height, width));
            }
        }
        return reductions;
    }

    /** A square (1, C, side, side) of a picture, at a scale that is drawn by its area. */
    Tensor draw(Picture picture, Tensor pixels, int side, Rng rng) {
        List<Reduction> reductions = reductions(picture);
        double left = rng.nextDouble()
                * reductions.stream().mapToDouble(Reduction::area).sum();
        int chosen = 0;
        while (chosen + 1 < reductions.size() && left > reductions.get(chosen).area()) {
            left -= reductions.get(chosen).area();
            chosen++;
        }
        Reduction scaled = reductions.get(chosen);
        int top = rng.nextInt(scaled.height - side + 1);
        int start = rng.nextInt(scaled.width - side + 1);
        Tensor square = AreaFilter.square(pixels, picture.bytewise(), scaled.height, scaled.width, top, start, side);
        return PictureBatches.channels(augmentation.flips().draw(square, rng), channels());
    }

    /** σ below which the share {@code share} of all draws lies among those of its kind; log-uniform ones come first. */
    double sigma(double share) {
        double largest = architecture.largestSigma() / 2;
        double sigma = share < LOGARITHMIC
                ? GRAY * Math.pow(largest / GRAY, share / LOGARITHMIC)
                : LARGEST_UNIFORM * (share - LOGARITHMIC) / (1 - LOGARITHMIC);
        return Math.max(LEAST_SIGMA, sigma);
    }

    /** w(σ), with σ at least 2/255. */
    static double weight(double sigma) {
        double s = Math.max(LEAST_WEIGHED, sigma);
        return (sigma * sigma + DEVIATION * DEVIATION) / (s * s * DEVIATION * DEVIATION);
    }

    /** w(σ) · mean |D(x + σ n, σ) − x|². */
    @Override
    double heldOutLoss(DiffusionPrior prior, int level, Tensor x0, Tensor noise) {
        double sigma = SIGMAS.get(level) * GRAY;
        // In the units of a [−1, 1] image errors and σ are twice as large.
        Tensor error = denoised(prior, x0, noise, sigma).sub(x0).div(2);
        return weight(sigma) * error.square().mean().item();
    }

    private static Tensor denoised(DiffusionPrior prior, Tensor x0, Tensor noise, double sigma) {
        return prior.denoise(x0.add(noise.mul(2 * sigma)), 2 * sigma);
    }

    /** Held-out pictures with noise, each beside what the prior makes of it. */
    @Override
    void sheet(DiffusionPrior prior, Validation heldOut, Device device, long seed, Path file) throws IOException {
        List<Tensor> panels = new ArrayList<>();
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            for (int i = 0; i < Math.min(SHOWN, heldOut.count()); i++) {
                Tensor x0 = heldOut.picture(i).to(device);
                for (int of255 : SHOWN_SIGMAS) {
                    Tensor noise = heldOut.noise("s" + of255, i).to(device);
                    panels.add(x0.add(noise.mul(2 * of255 * GRAY)).to(Device.CPU));
                    panels.add(denoised(prior, x0, noise, of255 * GRAY).to(Device.CPU));
                }
            }
            if (!panels.isEmpty()) {
                Panels.grid(Tensor.cat(panels, 0), 2 * SHOWN_SIGMAS.size(), file);
            }
        }
    }

    private record Remover(LocalUNet network) implements Learner {
        @Override
        public Tensor loss(Batch batch, Device device, boolean bfloat16) {
            Tensor x = batch.x0(device).add(1).div(2);
            Tensor sigma = Batch.perPicture(batch.levels(), device);
            Tensor y = x.add(batch.noise(device).mul(sigma));
            Tensor map = sigma.expand(x.size(0), 1, batch.size(), batch.size());
            Tensor clean;
            try (var precision = Autocast.bfloat16(device, bfloat16)) {
                clean = network.apply(y, map);
            }
            double[] w =
                    Arrays.stream(batch.levels()).map(LocalObjective::weight).toArray();
            Tensor error = clean.to(DType.FLOAT32).sub(x).square();
            return error.mul(Batch.perPicture(w, device)).mean();
        }

        @Override
        public DiffusionPrior prior() {
            return DiffusionPrior.of(network);
        }
    }
}
