package dev.limpid.solver;

import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.KernelEquations;
import dev.limpid.operator.resize.Resampling;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Seeks the kernel of a blurred picture from coarse to fine: at every scale the image of few edges behind the picture, then the kernel
 * between the two, in turns; the next scale begins at that kernel, enlarged. The picture is reduced by the area filter, and less of its detail
 * is left out from turn to turn.
 */
final class KernelPyramid {
    /** From one scale to the next. */
    private static final double RATIO = Math.sqrt(0.5);

    /** A kernel of that size has few taps enough to be found from next to nothing. */
    private static final double COARSEST_TAPS = 5.5;

    /** λ is divided by it after every turn. */
    private static final double DECAY = 1.1;

    private final List<Tensor> scales = new ArrayList<>();
    private final Tensor picture;
    private final Config config;

    /**
     * The settings.
     *
     * @param edges λ of the first turn, in the units of a [0, 1] image
     * @param leastEdges λ does not fall below it
     * @param turns at every scale
     * @param fitIterations FISTA steps of a kernel fit
     * @param islandShare taps below this share of the largest one are cut from a kernel, and the islands that they separate
     */
    record Config(double edges, double leastEdges, int turns, int fitIterations, double islandShare) {
        Config {
            Require.positive("edges", edges);
            Require.positive("leastEdges", leastEdges);
            Require.positive("turns", turns);
            Require.positive("fitIterations", fitIterations);
            Require.check(islandShare >= 0 && islandShare < 1, "islandShare must be in [0, 1), got " + islandShare);
        }
    }

    /** @param picture (1, 1, H, W) in [0, 1], on the CPU, without noise: what edges are found in noise shrink a kernel to a point */
    KernelPyramid(Tensor picture, Config config) {
        this.picture = picture;
        this.config = config;
    }

    /**
     * The kernel, centred to whole pixels.
     *
     * @param taps in each direction, an odd number
     * @param ridge weight of ½ ‖k‖², as a share of the energy of the image's differences; the more, the broader the kernel
     */
    BlurKernel kernel(int taps, double ridge) {
        int coarsest = 0;
        while (taps * Math.pow(RATIO, coarsest) > COARSEST_TAPS) {
            coarsest++;
        }
        BlurKernel k = beginning(size(taps, coarsest));
        double lambda = config.edges();
        for (int scale = coarsest; scale >= 0; scale--) {
            int size = size(taps, scale);
            Tensor y = at(scale);
            try (var one = Scope.open()) {
                k = scale == coarsest ? k : enlarged(k, size);
                var edges = new SharpEdges(y, 2 * size);
                for (int turn = 0; turn < config.turns(); turn++) {
                    k = turn(edges, y, k, lambda, ridge);
                    lambda = Math.max(lambda / DECAY, config.leastEdges());
                }
            }
        }
        return k;
    }

    /** x ← argmin_x ‖x ⊛ k − y‖² + λ ‖∂x‖_0; k ← argmin_k ½ ‖∂(x ⊛ k) − ∂y‖² + ½ ridge E ‖k‖² on the simplex. */
    private BlurKernel turn(SharpEdges edges, Tensor y, BlurKernel k, double lambda, double ridge) {
        try (var turn = Scope.open()) {
            Tensor x = edges.behind(k, lambda);
            var fit = new KernelFit(KernelEquations.tapered(x, y, k.height(), ridge), 0);
            BlurKernel found = fit.from(k, config.fitIterations());
            return KernelFit.heaviestIsland(found, config.islandShare()).centred();
        }
    }

    private static int size(int taps, int scale) {
        return Math.max(3, (int) Math.round(taps * Math.pow(RATIO, scale)) | 1);
    }

    /** Two taps: a single one would leave y as it is, for ever. */
    private static BlurKernel beginning(int size) {
        var taps = new double[size * size];
        taps[size / 2 * size + size / 2] = 0.5;
        taps[size / 2 * size + size / 2 - 1] = 0.5;
        return BlurKernel.of(taps, size, size);
    }

    private static BlurKernel enlarged(BlurKernel k, int size) {
        Tensor larger = Resampling.CUBIC.resize(k.tensor(), size, size, RATIO).clamp(0, 1);
        return BlurKernel.of(larger.toDoubles(), size, size);
    }

    /** The picture at a scale, made once. */
    private Tensor at(int scale) {
        while (scales.size() <= scale) {
            double share = Math.pow(RATIO, scales.size());
            int height = Math.max(1, (int) Math.round(picture.size(2) * share));
            int width = Math.max(1, (int) Math.round(picture.size(3) * share));
            scales.add(scales.isEmpty() ? picture : Resampling.BOX.resize(picture, height, width, 1 / share));
        }
        return scales.get(scale);
    }
}
