package dev.limpid.solver;

import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * {@link Ilvr} where the kernel of a blur is unknown: it never looks at A, and the blurred picture is the reference. The kernel that it
 * gives is fitted once, in the end, between its picture and y: the method itself has none.
 *
 * <p>A blur with an unknown kernel, one image at a time. Source: as for {@link Ilvr}, which comparisons of blind methods take for a baseline.
 * docs/algorithms/ilvr.md.
 */
final class IlvrBlind implements Solver {
    /** As users meet it. */
    public static final Method<Ilvr.Config> METHOD = Method.of(
            "ilvr-blind",
            "ILVR without a kernel (Choi et al., ICCV 2021)",
            new Method.Need(KernelBlur.class, "a blur with an unknown kernel"),
            Ilvr.Config.class,
            IlvrBlind::new,
            List.of(
                    new Preset<>(
                            Preset.BRIEF,
                            "[D] the settings of ilvr for a known blur",
                            Map.of("blind-deblur", Ilvr.BLURRED)),
                    new Preset<>(
                            Preset.AUTHORS_CODE,
                            "[C] the README's command: 100 respaced steps, N = 32, range 20",
                            Map.of("blind-deblur", Ilvr.PUBLISHED))));

    private static final int FIT_ITERATIONS = 100;

    private final Ilvr ilvr;

    IlvrBlind(DiffusionPrior prior, Ilvr.Config config) {
        ilvr = new Ilvr(prior, config);
    }

    @Override
    public Solution solve(Measurement measurement, Run run) {
        METHOD.requireTakes(measurement.a());
        Require.oneImage(METHOD, measurement, run);
        var a = (KernelBlur) measurement.a();
        BlurKernel none = BlurKernel.delta(a.kernelHeight(), a.kernelWidth());
        try (var off = Gradients.off();
                var solve = Scope.open()) {
            Tensor reference = a.with(none).inPlace(measurement.y());
            long[] images = run.draws().shape();
            Require.check(
                    Arrays.equals(reference.shape(), images),
                    "measurement y " + Arrays.toString(measurement.y().shape()) + " does not fit the images "
                            + Arrays.toString(images));
            Tensor x = ilvr.sample(reference, ilvr.factor(reference, images), run);
            return new Solution(solve.keep(x), List.of(solve.keep(kernel(a, x, measurement.y(), none))), run.goesOn());
        }
    }

    /** The kernel of the simplex that explains y best by x, (1, 1, h, w). */
    private static Tensor kernel(KernelBlur a, Tensor x, Tensor y, BlurKernel begin) {
        return new KernelFit(a.equations(x, y), 0)
                .from(begin, FIT_ITERATIONS)
                .tensor()
                .to(x.device());
    }
}
