package dev.limpid.solver;

import dev.limpid.operator.Measurement;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

/** Holds a solve to operators of its method's kind and to finite numbers: in what it is given, in what it shows, and in its result. */
final class Held {
    private Held() {}

    /**
     * The solver, which refuses an operator that the method does not take and a measurement that is not finite, and ends where a state, an
     * image or the result is not.
     */
    static Solver by(Method<?> method, Solver solver) {
        if (solver instanceof KernelFinder) {
            KernelFinder finder = (measurement, run) -> solve(method, solver, measurement, run);
            return finder;
        }
        return (measurement, run) -> solve(method, solver, measurement, run);
    }

    private static Solution solve(Method<?> method, Solver solver, Measurement measurement, Run run) {
        method.requireTakes(measurement.a());
        Require.check(
                isFinite(measurement.y()),
                "the measurement has values that are no finite numbers: put a mask on such pixels, or replace them");
        var watched = new Watched(run, method.name());
        Solution solution = solver.solve(measurement, watched);
        watched.require("result", solution.x());
        solution.unknowns().forEach(theta -> watched.require("unknown of the operator", theta));
        return solution;
    }

    /** Whether every value is a finite number: a sum of finite float32 values of images and latents is one, too. */
    private static boolean isFinite(Tensor x) {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            return Double.isFinite(x.detach().sum().item());
        }
    }

    /** A run that is shown finite numbers alone. */
    private static final class Watched extends ForwardingRun {
        private final String method;
        /** The step of which something was shown last. */
        private int step;

        Watched(Run run, String method) {
            super(run);
            this.method = method;
        }

        @Override
        public Tensor estimate() {
            Tensor x = super.estimate();
            long[] asked = draws().shape();
            Require.check(
                    x.size(2) == asked[2] && x.size(3) == asked[3],
                    "the classical estimate has " + x.size(3) + " x " + x.size(2) + " pixels, and the images have "
                            + asked[3] + " x " + asked[2] + ": begin at noise");
            return x;
        }

        void require(String what, Tensor x) {
            if (!isFinite(x)) {
                throw new SolverDivergedException(method, step, what);
            }
        }

        @Override
        public void shows(int at, Stage stage, Tensor x) {
            step = at;
            require("image", x);
            super.shows(at, stage, x);
        }

        @Override
        public void shows(Inner inner) {
            step = inner.step();
            super.shows(inner);
        }

        /** An image is clipped, and an infinite one would pass: the state is not. */
        @Override
        public void stands(State state) {
            state.tensors().forEach((name, tensor) -> require("state " + name, tensor));
            super.stands(state);
        }
    }
}
