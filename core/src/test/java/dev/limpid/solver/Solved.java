package dev.limpid.solver;

import dev.limpid.operator.Measurement;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** A solution as plain numbers, and what its run noted. */
record Solved(double[] x, List<double[]> unknowns, boolean complete, Observers seen) {
    static Solved of(Solver solver, Measurement measurement, Observers run) {
        Solution solution = solver.solve(measurement, run);
        return new Solved(
                solution.x().toDoubles(),
                solution.unknowns().stream().map(Tensor::toDoubles).toList(),
                solution.complete(),
                run);
    }

    /** The elements of one of the images. */
    double[] image(int b, int count) {
        int n = x.length / count;
        return Arrays.copyOfRange(x, b * n, (b + 1) * n);
    }
}
