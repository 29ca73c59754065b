package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.metric.Psnr;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.blur.BlurPreset;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.operator.turbulence.Turbulence;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.TimeGrid;
import dev.limpid.solver.Draws;
import dev.limpid.solver.Method;
import dev.limpid.solver.Methods;
import dev.limpid.solver.Run;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rules for the kinds of DMPlug: a solve from the stored measurement, latent, logits and tilts, compared at every iteration. */
final class DmPlugRules {
    private static final Set<String> OPTIONS =
            Set.of("steps", "epochs", "timesteps", "lr", "lrk", "lrt", "torch_seed", "noise_level");

    /** Iterations of a step of {@code torch.optim.LBFGS}, and its history: its defaults, which the script leaves as they are. */
    private static final int INNER = 20;

    private static final int HISTORY = 100;

    /** The rate of tilts that a blur does not have. */
    private static final double NO_TILTS = 1;

    private DmPlugRules() {}

    /** Everywhere "at least 99 % of the elements within 1e-4 (absolute) and rel_l2 ≤ max(2e-3, 10*reference_noise)". */
    static void dmPlug(GoldenCase golden) {
        for (String method : List.of("dmplug", "dmplug-ckpt")) {
            Map<String, Tensor> tensors = golden.tensors();
            Tensor z = tensor(tensors, "init.Z");
            compare(
                    golden,
                    tensors,
                    new Solve(golden, tensors, method, adam(golden), SolverMeasurements.of(golden, tensors, z)));
        }
    }

    static void blind(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        Tensor z = tensor(tensors, "init.Z");
        KernelBlur a = KernelBlur.of(BlurPreset.DMPLUG64, side(tensors), (int) z.size(2), (int) z.size(3));
        compare(golden, tensors, new Solve(golden, tensors, "dmplug-blind", unknowns(golden), measured(tensors, a)));
    }

    static void turbulence(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        Tensor z = tensor(tensors, "init.Z");
        assertThat(golden.entry().path("hyperparameters").has("lrt"))
                .as("a rate of the tilts")
                .isTrue();
        Turbulence a = Turbulence.of(side(tensors), (int) z.size(2), (int) z.size(3));
        compare(golden, tensors, new Solve(golden, tensors, "dmplug-blind", unknowns(golden), measured(tensors, a)));
    }

    /** "first 3 closure evaluations: rel_l2 1e-4; later ones: rel_l2 ≤ 1e-2, loss rel 2e-2". */
    static void lbfgs(GoldenCase golden) {
        JsonNode h = golden.entry().path("hyperparameters");
        Map<String, Tensor> tensors = golden.tensors();
        var settings = new LinkedHashMap<String, Object>(Map.of(
                "steps",
                h.path("steps").asInt(),
                "grid",
                "dmplug",
                "outerIterations",
                h.path("epochs").asInt(),
                "innerIterations",
                INNER,
                "latentRate",
                h.path("lr").asDouble(),
                "history",
                HISTORY,
                "start",
                "noise"));
        Tensor z = tensor(tensors, "init.Z");
        var solve = new Solve(golden, tensors, "dmplug-lbfgs", settings, SolverMeasurements.of(golden, tensors, z));
        Recording seen = solve.seen();
        Rounding<Recording> rounding = solve.rounding();

        double[] losses = tensor(tensors, "trace.losses").toDoubles();
        assertThat(seen.losses()).hasSize(losses.length);
        for (String name : expected(tensors)) {
            double stated = name.equals("final.Z") || iteration(name) >= 3 ? 1e-2 : 1e-4;
            String ours = name.equals("final.Z") ? "it" + losses.length + ".Z" : name;
            var difference =
                    new Difference(name, seen.of(ours), tensor(tensors, name).toDoubles());
            atMost(rounding, name + ": relative l2", difference, stated, ours, Difference::relativeL2);
        }
        for (int k = 0; k < losses.length; k++) {
            double stated = k < 3 ? 1e-4 : 2e-2;
            scalar(rounding, "trace.losses", k, seen, losses, stated * Math.abs(losses[k]), Recording::losses);
        }
    }

    private static Map<String, Object> adam(GoldenCase golden) {
        JsonNode h = golden.entry().path("hyperparameters");
        return new LinkedHashMap<>(Map.of(
                "steps",
                h.path("steps").asInt(),
                "grid",
                "dmplug",
                "iterations",
                h.path("epochs").asInt(),
                "latentRate",
                h.path("lr").asDouble(),
                "window",
                0,
                "patience",
                0,
                "start",
                "noise"));
    }

    private static Map<String, Object> unknowns(GoldenCase golden) {
        JsonNode h = golden.entry().path("hyperparameters");
        Map<String, Object> settings = adam(golden);
        settings.put("kernelRate", h.path("lrk").asDouble(Double.NaN));
        settings.put("tiltRate", h.path("lrt").asDouble(NO_TILTS));
        return settings;
    }

    private static Measurement measured(Map<String, Tensor> tensors, ParametricOperator a) {
        return new Measurement(tensor(tensors, "y_n"), a, 0);
    }

    /** Side of the kernel. */
    private static int side(Map<String, Tensor> tensors) {
        return (int) Math.round(
                Math.sqrt((double) tensor(tensors, "init.trainable_kernel").count()));
    }

    /** A solve of a case, which can be repeated with other rounding noise. */
    private record Solve(
            GoldenCase golden,
            Map<String, Tensor> tensors,
            String method,
            Map<String, Object> settings,
            Measurement measurement) {
        Solve {
            requireKnown(golden);
        }

        Recording seen() {
            return run(SolverRules.prior(golden), measurement);
        }

        Rounding<Recording> rounding() {
            return new Rounding<>(golden, rng -> run(Rounding.prior(SolverRules.prior(golden), rng), rounded(rng)));
        }

        /** An operator with unknowns stays as it is. */
        private Measurement rounded(Rng rng) {
            return measurement.a() instanceof ForwardOperator a
                    ? new Measurement(measurement.y(), Rounding.operator(a, rng), measurement.noiseLevel())
                    : measurement;
        }

        private Recording run(DiffusionPrior prior, Measurement measured) {
            Method<?> found = Methods.named(method);
            var recording = new Recording(tensors, method.equals("dmplug-lbfgs"));
            try (var scope = Scope.open()) {
                boolean complete = found.solver(prior, found.read(settings))
                        .solve(measured, recording)
                        .complete();
                assertThat(complete).isTrue();
            }
            return recording;
        }
    }

    /** An option that is new to this rule must not be passed over. */
    private static void requireKnown(GoldenCase golden) {
        JsonNode h = golden.entry().path("hyperparameters");
        h.fieldNames().forEachRemaining(option -> assertThat(OPTIONS).contains(option));
        TimeGrid grid = TimeGrid.dmplug(h.path("steps").asInt());
        assertThat(h.path("timesteps")).hasSameSizeAs(grid.steps());
        for (int i = 0; i < grid.steps().size(); i++) {
            assertThat(grid.steps().get(i).t())
                    .isEqualTo(h.path("timesteps").get(i).asInt());
        }
    }

    private static void compare(GoldenCase golden, Map<String, Tensor> tensors, Solve solve) {
        Recording seen = solve.seen();
        Rounding<Recording> rounding = solve.rounding();
        for (String name : expected(tensors)) {
            var difference =
                    new Difference(name, seen.of(name), tensor(tensors, name).toDoubles());
            if (name.contains(".grad_")) {
                atMost(rounding, name + ": relative l2", difference, 1e-4, name, Difference::relativeL2);
                continue;
            }
            double noise = golden.entry()
                    .path("reference_noise")
                    .path("per_tensor")
                    .path(name)
                    .path("rel_l2")
                    .asDouble(0);
            atMost(rounding, name + ": share beyond 1e-4", difference, 0.01, name, d -> d.shareBeyond(1e-4));
            double stated = Math.max(2e-3, 10 * noise);
            atMost(rounding, name + ": relative l2", difference, stated, name, Difference::relativeL2);
        }
        traces(tensors, seen, rounding);
    }

    /** "scalars rel ≤ 1e-3 (first 1e-4); psnr 0.01 dB". */
    private static void traces(Map<String, Tensor> tensors, Recording seen, Rounding<Recording> rounding) {
        double[] losses = tensor(tensors, "trace.losses").toDoubles();
        double[] psnrs = tensor(tensors, "trace.psnrs").toDoubles();
        assertThat(seen.losses()).hasSameSizeAs(losses);
        for (int k = 0; k < losses.length; k++) {
            double stated = (k == 0 ? 1e-4 : 1e-3) * Math.abs(losses[k]);
            scalar(rounding, "trace.losses", k, seen, losses, stated, Recording::losses);
            scalar(rounding, "trace.psnrs", k, seen, psnrs, 0.01, Recording::psnrs);
        }
    }

    /** @param ours the name under which a recording has the values */
    private static void atMost(
            Rounding<Recording> rounding,
            String what,
            Difference d,
            double stated,
            String ours,
            ToDoubleFunction<Difference> measure) {
        rounding.atMost(
                what,
                measure.applyAsDouble(d),
                stated,
                rerun -> measure.applyAsDouble(new Difference(d.name(), d.ours(), rerun.of(ours))));
    }

    private static void scalar(
            Rounding<Recording> rounding,
            String name,
            int k,
            Recording seen,
            double[] expected,
            double stated,
            Function<Recording, List<Double>> trace) {
        double value = trace.apply(seen).get(k);
        rounding.atMost(
                name + " at " + k,
                Math.abs(value - expected[k]),
                stated,
                rerun -> Math.abs(trace.apply(rerun).get(k) - value));
    }

    private static Set<String> expected(Map<String, Tensor> tensors) {
        return tensors.keySet().stream()
                .filter(name -> name.matches("it\\d+\\..*|final\\..*"))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static int iteration(String name) {
        return Integer.parseInt(name.substring(2, name.indexOf('.')));
    }

    private static Tensor tensor(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    /**
     * Hands in the stored draws and notes what the solve shows, under the names of the golden tensors: variables stand after the step
     * of their number, those of L-BFGS before it.
     */
    private static final class Recording implements Run {
        private final Map<String, Tensor> tensors;
        private final boolean before;
        private final Map<String, double[]> seen = new LinkedHashMap<>();
        private final List<Double> losses = new ArrayList<>();
        private final List<Double> psnrs = new ArrayList<>();

        Recording(Map<String, Tensor> tensors, boolean before) {
            this.tensors = tensors;
            this.before = before;
            if (before) {
                seen.put("it0.Z", tensor(tensors, "init.Z").toDoubles());
            }
            if (tensors.containsKey("init.trainable_kernel")) {
                seen.put("it0.out_k", softmax(tensor(tensors, "init.trainable_kernel")));
            }
        }

        double[] of(String name) {
            assertThat(seen).as("tensors seen").containsKey(name);
            return Objects.requireNonNull(seen.get(name), name);
        }

        List<Double> losses() {
            return losses;
        }

        List<Double> psnrs() {
            return psnrs;
        }

        private static double[] softmax(Tensor logits) {
            return logits.reshape(1, logits.count()).softmax(1).toDoubles();
        }

        @Override
        public Draws draws() {
            Tensor z = tensor(tensors, "init.Z");
            return new Draws() {
                @Override
                public long[] shape() {
                    return z.shape();
                }

                @Override
                public Tensor normal(String purpose, int step) {
                    assertThat(purpose).isEqualTo("latent");
                    return z;
                }

                /** A stored tilt is 0.01 times its draw. */
                @Override
                public Tensor shared(String purpose, long... shape) {
                    Tensor drawn = tensor(tensors, "init.trainable_" + purpose).reshape(shape);
                    return purpose.equals("tilt") ? drawn.div(0.01) : drawn;
                }
            };
        }

        @Override
        public void shows(Inner inner) {
            int k = losses.size();
            losses.add(Objects.requireNonNull(inner.terms().get("loss")));
            Tensor x = Objects.requireNonNull(inner.tensors().get("x"));
            psnrs.add(new Psnr().of(x, truth())[0]);
            note("it" + k + ".output", x);
            note("it" + k + ".x_t", x);
            note("it" + k + ".grad_Z", inner.tensors().get("gradient z"));
            note("it" + (before ? k + 1 : k) + ".Z", inner.tensors().get("z"));
            for (String unknown : List.of("kernel", "tilt")) {
                note("it" + k + ".grad_trainable_" + unknown, inner.tensors().get("gradient " + unknown));
                note("it" + k + ".trainable_" + unknown, inner.tensors().get(unknown));
            }
            Tensor logits = inner.tensors().get("kernel");
            if (logits != null) {
                seen.put("it" + (k + 1) + ".out_k", softmax(logits));
            }
        }

        private void note(String name, @Nullable Tensor tensor) {
            if (tensor != null) {
                seen.put(name, tensor.toDoubles());
            }
        }

        /** The true image in [−1, 1], (1, 3, H, W), from 8-bit (H, W, 3). */
        private Tensor truth() {
            Tensor u8 = tensor(tensors, "gt_u8");
            return u8.to(DType.FLOAT32)
                    .permute(2, 0, 1)
                    .reshape(1, u8.size(2), u8.size(0), u8.size(1))
                    .div(127.5)
                    .add(-1);
        }
    }
}
