package dev.limpid.cli;

import dev.limpid.experiment.BlindRestoration;
import dev.limpid.experiment.KernelSize;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/** Solves one picture's blind deblurring: shows the progress, and looks again where the kernel found is cut off. */
record SolveBlind(DiffusionPrior prior, SolverChoice solver, Compute compute, Console console) {

    /**
     * Finds the image and the kernel behind y.
     *
     * @param y of one image of the prior's size, on the CPU
     * @param stop asked after every step; true ends the solve, whose result is then not complete
     */
    Solved run(Tensor y, double level, SoughtKernel kernel, BooleanSupplier stop) {
        var notices = new ArrayList<String>();
        if (!BlindRestoration.tellsKernel(y, level)) {
            notices.add("has next to no texture above its noise: the kernel found is a guess");
        }
        BlindRestoration found = search(y, level, kernel, stop, notices);
        if (found.restoration().complete() && found.isSharp()) {
            notices.add("is sharp: the kernel found is a single tap, and the result is the picture itself, less noise");
        }
        return Solved.of(found, notices);
    }

    private BlindRestoration search(
            Tensor y, double level, SoughtKernel kernel, BooleanSupplier stop, List<String> notices) {
        BlindRestoration found = solve(y, level, kernel, stop);
        OptionalInt more = kernel.grows() && found.restoration().complete()
                ? KernelSize.after(found.kernel(), prior.imageSize(), prior.imageSize())
                : OptionalInt.empty();
        if (more.isEmpty()) {
            return found;
        }
        String sizes = kernel.size() + "x" + kernel.size() + " taps: sought again among " + more.getAsInt() + "x"
                + more.getAsInt();
        console.note("the kernel found reaches the edge of its " + sizes);
        notices.add("the kernel found first reached the edge of its " + sizes);
        return search(y, level, kernel.ofSize(more.getAsInt()), stop, notices).after(found.restoration());
    }

    private BlindRestoration solve(Tensor y, double level, SoughtKernel kernel, BooleanSupplier stop) {
        try (Progress progress = console.progress("deblurring", solver.config().evaluations())) {
            return BlindRestoration.run(
                    y,
                    kernel.blur(prior.imageSize()),
                    level,
                    prior,
                    solver.blind(),
                    compute.device(),
                    compute.seed(),
                    done -> {
                        progress.at(done, "");
                        return !stop.getAsBoolean();
                    });
        } finally {
            // Set by the stop; the files that are written next could not be, with it.
            Thread.interrupted();
        }
    }

    /** Says what a solve will take. */
    void announce(Measurement measurement) {
        Tensor x = Rng.of(0)
                .normal(1, prior.channels(), prior.imageSize(), prior.imageSize())
                .to(compute.device());
        solver.announce(prior, measurement, x, console);
    }
}
