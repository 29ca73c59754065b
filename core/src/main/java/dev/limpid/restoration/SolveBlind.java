package dev.limpid.restoration;

import dev.limpid.degradation.Sought;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.blur.KernelEquations;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.BlindPgd;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Solves one picture's blind deblurring: shows the progress, and looks again among more taps where the kernel found explains too little.
 *
 * @param notes is told at once what the user may not expect
 */
public record SolveBlind(
        DiffusionPrior prior, SolverChoice solver, Compute compute, Progress.Opener progress, Consumer<String> notes) {

    /**
     * Finds the image and the kernel behind y.
     *
     * @param y of one image of the prior's size, on the CPU
     * @param stop asked after every step; true ends the solve, whose result is then not complete
     */
    public Solved run(Tensor y, double level, Sought kernel, BooleanSupplier stop) {
        var notices = new ArrayList<String>();
        boolean told = KernelEquations.tellsKernel(y, BlindPgd.assumedNoise(level));
        BlindRestoration found = told ? search(y, level, kernel, stop, notices) : solve(y, level, kernel, stop);
        if (!found.restoration().complete()) {
            return Solved.of(found, notices);
        }
        if (!told) {
            note(notices, "has next to no texture above its noise, which tells no kernel");
        } else if (found.isSharp()) {
            note(
                    notices,
                    "is sharp: the kernel found is a single tap, and the result is the picture itself, less noise");
        } else if (!found.explains()) {
            String notice = String.format(
                    Locale.ROOT,
                    "image and kernel leave %.2f times the noise of the measurement: another --kernel-size, --boundary or"
                            + " --noise may explain more of it",
                    found.unexplained());
            note(notices, notice);
        }
        return Solved.of(found, notices);
    }

    /** With more taps as long as they explain more. */
    private BlindRestoration search(Tensor y, double level, Sought kernel, BooleanSupplier stop, List<String> notices) {
        BlindRestoration found = solve(y, level, kernel, stop);
        Optional<Sought> next = more(found, kernel);
        while (next.isPresent()) {
            int size = found.kernel().height();
            int more = blur(next.get()).kernelHeight();
            note(
                    notices,
                    "a kernel of " + size + "x" + size + " taps does not explain the measurement: sought among " + more
                            + "x" + more);
            BlindRestoration larger = solve(y, level, next.get(), stop);
            if (larger.restoration().complete() && !larger.explainsMoreThan(found)) {
                return found.withCostOf(larger.restoration());
            }
            found = larger.withCostOf(found.restoration());
            next = more(found, next.get());
        }
        return found;
    }

    /** The kernel to seek next, unless this one will do; the published solvers explain little with any. */
    private Optional<Sought> more(BlindRestoration found, Sought kernel) {
        boolean enough = solver.method() != Presets.Method.BLIND_PGD || found.explains();
        return enough || !found.restoration().complete() ? Optional.empty() : kernel.larger();
    }

    private static KernelBlur blur(Sought kernel) {
        return (KernelBlur) kernel.a();
    }

    private void note(List<String> notices, String notice) {
        notes.accept(notice);
        notices.add(notice);
    }

    private BlindRestoration solve(Tensor y, double level, Sought kernel, BooleanSupplier stop) {
        try (Progress shown = progress.open("deblurring", 0, solver.config().evaluations())) {
            return BlindRestoration.run(
                    y, blur(kernel), level, prior, solver.blind(), compute.device(), compute.seed(), done -> {
                        shown.at(done, "");
                        return !stop.getAsBoolean();
                    });
        } finally {
            // Set by the stop; the files that are written next could not be, with it.
            Thread.interrupted();
        }
    }

    /** Says what a solve will take, in one line. */
    public String announcement(Measurement measurement) {
        Tensor x = Rng.of(0)
                .normal(1, prior.channels(), prior.imageSize(), prior.imageSize())
                .to(compute.device());
        return solver.announcement(prior, measurement, x);
    }
}
