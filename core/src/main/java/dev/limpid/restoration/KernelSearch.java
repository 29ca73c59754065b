package dev.limpid.restoration;

import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.KernelEquations;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Finds the kernel of a blur together with the image: looks again among more taps where those found explain too little. */
final class KernelSearch {
    /** Times the noise: kernels of the right size left 0.96 to 1.04 of it on four tune pictures, cut ones up to 1.10. */
    private static final double EXPLAINED = 1.05;
    /** A kernel that was cut and now is not leaves at most 0.94 of the former residual; a larger one always explains a little more. */
    private static final double BETTER = 0.96;

    private final Watch watch;
    private final Function<Problem, Restoration> solve;
    private final List<String> notices = new ArrayList<>();

    /** @param solve one solve of a problem */
    KernelSearch(Watch watch, Function<Problem, Restoration> solve) {
        this.watch = watch;
        this.solve = solve;
    }

    /**
     * Finds them.
     *
     * @param grows whether more taps may be tried
     */
    Restoration run(Problem problem, boolean grows) {
        Tensor y = problem.measurement().y();
        double noise = problem.measurement().assumedNoise();
        boolean told = KernelEquations.tellsKernel(y, noise);
        Restoration found = solve.apply(problem);
        if (told && grows) {
            found = amongMore(problem, found);
        }
        if (found.complete()) {
            judge(told, found);
        }
        var all = new ArrayList<>(found.notices());
        all.addAll(notices);
        return found.with(all);
    }

    private Restoration amongMore(Problem first, Restoration firstFound) {
        Restoration found = firstFound;
        Optional<Problem> next = first.larger();
        while (found.complete() && !explains(found) && next.isPresent()) {
            int taps = kernel(found).height();
            int more = next.get().taps();
            note("a kernel of " + taps + "x" + taps + " taps does not explain the measurement: sought among " + more
                    + "x" + more);
            Restoration larger = solve.apply(next.get());
            if (larger.complete() && unexplained(larger) >= BETTER * unexplained(found)) {
                return found.withCostOf(larger);
            }
            found = larger.withCostOf(found);
            next = next.get().larger();
        }
        return found;
    }

    private void judge(boolean told, Restoration found) {
        if (!told) {
            note("has next to no texture above its noise, which tells no kernel");
        } else if (isSharp(kernel(found))) {
            note("is sharp: the kernel found is a single tap, and the result is the picture itself, less noise");
        } else if (!explains(found)) {
            note(String.format(
                    Locale.ROOT,
                    "image and kernel leave %.2f times the noise of the measurement: another --kernel-size, --boundary or"
                            + " --noise may explain more of it",
                    unexplained(found)));
        }
    }

    private void note(String notice) {
        watch.note(notice);
        notices.add(notice);
    }

    private static BlurKernel kernel(Restoration found) {
        return ((Blur) found.measurement().a()).kernel();
    }

    private static boolean isSharp(BlurKernel kernel) {
        return kernel.values()[kernel.height() / 2 * kernel.width() + kernel.width() / 2] == 1;
    }

    /** Whether image and kernel together leave no more of y than its noise. */
    private static boolean explains(Restoration found) {
        return unexplained(found) <= EXPLAINED;
    }

    /** Root mean square of the residual, in units of the noise; of the image that has most. */
    private static double unexplained(Restoration found) {
        return Arrays.stream(found.residuals()).max().orElseThrow()
                / found.measurement().assumedNoise();
    }
}
