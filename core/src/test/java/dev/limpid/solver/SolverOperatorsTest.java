package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.OperatorSamples;
import dev.limpid.operator.OperatorSamples.Sample;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.PartialObservation;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.resize.SuperResolution;
import dev.limpid.prior.CountingDenoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.classical.AsMeasured;
import dev.limpid.solver.classical.Classical;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method with every operator that it takes: both are found, neither is listed. */
class SolverOperatorsTest {
    private static final double NOISE_LEVEL = 0.02;

    /** Beyond every noise that a solver begins with. */
    private static final double ALL_NOISE = 1e6;

    record Pair(Method<?> method, Sample sample) {}

    /** An operator of every class. */
    static List<Named<Pair>> pairs() {
        var pairs = new ArrayList<Named<Pair>>();
        var classes = new HashSet<Class<?>>();
        for (Sample sample : OperatorSamples.all().toList()) {
            try (var scope = Scope.open()) {
                ParametricOperator a = sample.make();
                if (classes.add(a.getClass())) {
                    Methods.ALL.stream()
                            .filter(method ->
                                    takes(method, a) && !(method.equals(AsMeasured.METHOD) && resizes(a, sample)))
                            .forEach(method ->
                                    pairs.add(Named.of(method.name() + ", " + sample, new Pair(method, sample))));
                }
            }
        }
        return pairs;
    }

    private static boolean resizes(ParametricOperator a, Sample sample) {
        Tensor y = a.with(a.unknowns().stream().map(Samples::drawn).toList())
                .apply(Tensor.zeros(2, 3, sample.height(), sample.width()));
        return y.size(2) != sample.height() || y.size(3) != sample.width();
    }

    static boolean takes(Method<?> method, ParametricOperator a) {
        try {
            method.requireTakes(a);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void solvesWithItsCostAndTheSameBytesToABetterResidual(Pair pair) {
        try (var scope = Scope.open()) {
            Measurement measurement = measurement(pair.sample());
            String task = task(pair.method(), measurement);
            SolverConfig few = fitting(Cases.small(pair.method(), task), measurement);
            DiffusionPrior prior = prior(pair.method());
            var counting = new CountingDenoiser(prior.denoiser());

            Solved once = solve(pair, few, prior.with(counting), measurement);
            Solved again = solve(pair, few, prior, measurement);

            assertThat(Arrays.stream(once.x())).allMatch(v -> v >= -1 && v <= 1);
            assertThat(again.x()).isEqualTo(once.x());
            assertThat(again.unknowns()).containsExactlyElementsOf(once.unknowns());
            assertCost(counting, few, measurement.batch());
            double grey = residual(pair, measurement, null);
            if (fits(pair.method(), measurement) && residual(pair, measurement, once) >= grey) {
                SolverConfig enough = fitting(pair.method().preset(Preset.BRIEF, task), measurement);
                assertThat(residual(pair, measurement, solve(pair, enough, prior, measurement)))
                        .as(pair.method().name() + ", " + pair.sample() + ": the residual, for grey it is " + grey)
                        .isLessThan(grey);
            }
        }
    }

    /** ILVR takes the coarse part of a picture alone, which is all of y in super-resolution only. */
    private static boolean fits(Method<?> method, Measurement measurement) {
        return !method.equals(Ilvr.METHOD) || measurement.a() instanceof SuperResolution;
    }

    /** Those that may end before, at rest, have at most their cost. */
    private static void assertCost(CountingDenoiser counting, SolverConfig config, int batch) {
        Cost cost = config.cost();
        long forward = counting.all() - counting.backward();
        if (Settings.of(config).containsKey("history")) {
            assertThat(counting.backward()).isLessThanOrEqualTo(batch * cost.backward());
            assertThat(forward).isLessThanOrEqualTo(batch * cost.forward());
        } else {
            assertThat(counting.backward()).isEqualTo(batch * cost.backward());
            assertThat(forward).isEqualTo(batch * cost.forward());
        }
    }

    /**
     * Settings for small pictures of any kind: ILVR's factor is the measurement's where that is smaller, and must be named elsewhere; the
     * steps of DPS have one length for pictures of any size.
     */
    private static SolverConfig fitting(SolverConfig config, Measurement measurement) {
        var changes = new HashMap<String, String>();
        if (!(measurement.a() instanceof SuperResolution)) {
            changes.put("factor", "2");
        }
        changes.put("scale", "0.5");
        changes.keySet().retainAll(Settings.of(config).keySet());
        return Settings.with(config, changes);
    }

    /** Pixels are independent; the prior is called local where a method asks for that. */
    static DiffusionPrior prior(Method<?> method) {
        DiffusionPrior local = Cases.local(ALL_NOISE);
        return method.equals(Dpir.METHOD)
                ? local
                : new DiffusionPrior(local.denoiser(), local.schedule(), 3, Cases.SIDE, 1);
    }

    /** ‖A(x) − y‖ / ‖y‖ with the unknowns that were found; for grey, with those that made y. */
    private static double residual(Pair pair, Measurement measurement, @Nullable Solved solved) {
        ParametricOperator a = measurement.a();
        int height = pair.sample().height();
        int width = pair.sample().width();
        double[] values = solved == null ? new double[measurement.batch() * height * width] : solved.x();
        long channels = values.length / ((long) measurement.batch() * height * width);
        // A method without a prior has the measurement's channels.
        Tensor x = tensor(values, measurement.batch(), channels, height, width)
                .expand(measurement.batch(), 3, height, width);
        var theta = new ArrayList<Tensor>();
        for (int i = 0; i < a.unknowns().size(); i++) {
            ParametricOperator.Unknown unknown = a.unknowns().get(i);
            long[] own = unknown.shape().stream().mapToLong(Long::longValue).toArray();
            theta.add(
                    solved == null
                            ? Samples.drawn(unknown)
                            : tensor(solved.unknowns().get(i), own));
        }
        Tensor difference = a.with(theta).apply(x).sub(measurement.y());
        return Math.sqrt(difference.mul(difference).sum().item()
                / measurement.y().mul(measurement.y()).sum().item());
    }

    private static Tensor tensor(double[] values, long... shape) {
        var floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return Tensor.of(floats, shape);
    }

    private static Solved solve(Pair pair, SolverConfig config, DiffusionPrior prior, Measurement measurement) {
        Solver solver = pair.method().solver(prior, config);
        int height = pair.sample().height();
        int width = pair.sample().width();
        Observers run = Observers.with(Draws.of(Rng.of(5), 0, Device.CPU, measurement.batch(), 3, height, width));
        Tensor estimate = measurement.a().unknowns().isEmpty() ? Classical.estimate(measurement) : measurement.y();
        return Solved.of(solver, measurement, run.estimating(estimate.clamp(-1, 1)));
    }

    private static Measurement measurement(Sample sample) {
        ParametricOperator a = sample.make();
        int count = a.unknowns().isEmpty() ? 2 : 1;
        List<Tensor> theta = a.unknowns().stream().map(Samples::drawn).toList();
        Tensor truth = Rng.of(4)
                .normal(count, 3, sample.height(), sample.width())
                .mul(0.2)
                .add(0.1)
                .clamp(-1, 1);
        Measurement known = Measurement.simulate(truth, a.with(theta), Noise.gaussian(NOISE_LEVEL), Rng.of(2), 0);
        return new Measurement(known.y(), a, NOISE_LEVEL);
    }

    /** A task of operators like A; another one where the method has no settings for it. */
    private static String task(Method<?> method, Measurement measurement) {
        return Stream.concat(tasks(measurement.a()), Tasks.ALL.stream().map(Task::name))
                .filter(task -> method.find(Preset.BRIEF, task).isPresent())
                .findFirst()
                .orElseThrow();
    }

    private static Stream<String> tasks(ParametricOperator a) {
        if (a instanceof KernelBlur) {
            return Stream.of("blind-deblur");
        }
        if (!a.unknowns().isEmpty()) {
            return Stream.of("turbulence");
        }
        if (a instanceof PartialObservation) {
            return Stream.of("inpainting");
        }
        return a instanceof LinearOperator
                ? Stream.of("super-resolution").filter(task -> a instanceof SuperResolution)
                : Stream.of("nonlinear-deblur");
    }
}
