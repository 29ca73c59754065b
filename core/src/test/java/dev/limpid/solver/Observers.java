package dev.limpid.solver;

import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.GaussianPrior;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run that notes everything as plain numbers, which outlive the solve's scopes. */
final class Observers implements Run {
    record Image(int step, Stage stage, double[] x) {}

    record Step(int step, int layer, int inner, Map<String, Double> terms, Map<String, double[]> tensors) {
        double term(String name) {
            return Objects.requireNonNull(terms.get(name), name);
        }

        double[] tensor(String name) {
            return Objects.requireNonNull(tensors.get(name), name);
        }
    }

    /** A state as plain numbers. */
    record Stood(int step, Map<String, float[]> values, Map<String, long[]> shapes) {
        State state() {
            var tensors = new LinkedHashMap<String, Tensor>();
            values.forEach((name, floats) ->
                    tensors.put(name, Tensor.of(floats, Objects.requireNonNull(shapes.get(name), name))));
            return new State(step, tensors);
        }

        static Stood of(State state) {
            var values = new LinkedHashMap<String, float[]>();
            var shapes = new LinkedHashMap<String, long[]>();
            state.tensors().forEach((name, tensor) -> {
                values.put(name, tensor.toFloats());
                shapes.put(name, tensor.shape());
            });
            return new Stood(state.step(), values, shapes);
        }
    }

    final List<Image> images = new ArrayList<>();
    final List<Step> steps = new ArrayList<>();
    final List<Stood> states = new ArrayList<>();

    private final Draws draws;
    private final @Nullable State from;
    private final @Nullable Tensor estimate;
    private final int stopAfter;
    private int drawn;

    private Observers(Draws draws, @Nullable State from, @Nullable Tensor estimate, int stopAfter) {
        this.draws = draws;
        this.from = from;
        this.estimate = estimate;
        this.stopAfter = stopAfter;
    }

    /** Lets a solve run to its end from a latent z_N; all else is drawn from a fixed seed. */
    static Observers from(Tensor z) {
        return with(latent(z));
    }

    /** Lets a solve run to its end with draws. */
    static Observers with(Draws draws) {
        return new Observers(draws, null, null, Integer.MAX_VALUE);
    }

    /** The same with a classical estimate to begin with. */
    Observers estimating(Tensor x) {
        return new Observers(draws, from, x, stopAfter);
    }

    /** The same from a state. */
    Observers goingOnFrom(State state) {
        return new Observers(draws, state, estimate, stopAfter);
    }

    /** The same, but the solve is to stop after so many shows of an image or of an inner iteration. */
    Observers stoppingAfter(int shows) {
        return new Observers(draws, from, estimate, shows);
    }

    /** Draws whose first latent is given. */
    static Draws latent(Tensor z) {
        Draws others = Draws.of(Rng.of(3), 0, Device.CPU, z.shape());
        return new Draws() {
            @Override
            public long[] shape() {
                return z.shape();
            }

            @Override
            public Tensor normal(String purpose, int step) {
                return purpose.equals("latent") ? z : others.normal(purpose, step);
            }

            @Override
            public Tensor shared(String purpose, long... shape) {
                return others.shared(purpose, shape);
            }
        };
    }

    @Override
    public Draws draws() {
        return new Draws() {
            @Override
            public long[] shape() {
                return draws.shape();
            }

            @Override
            public Tensor normal(String purpose, int step) {
                drawn++;
                return draws.normal(purpose, step);
            }

            @Override
            public Tensor shared(String purpose, long... shape) {
                drawn++;
                return draws.shared(purpose, shape);
            }
        };
    }

    @Override
    public Tensor estimate() {
        return estimate == null ? Run.super.estimate() : estimate;
    }

    /** Pictures of kernels whose taps are independent and Gaussian. */
    @Override
    public DiffusionPrior kernelPrior() {
        var variances = new double[Samples.TAPS * Samples.TAPS];
        Arrays.fill(variances, 0.1);
        return GaussianPrior.independent(Tensor.zeros(1, 1, Samples.TAPS, Samples.TAPS), variances)
                .prior();
    }

    /** How often the solve drew. */
    int drawn() {
        return drawn;
    }

    /** Shows of an image or of an inner iteration. */
    int shows() {
        return images.size() + steps.size();
    }

    @Override
    public Optional<State> from() {
        return Optional.ofNullable(from);
    }

    @Override
    public boolean goesOn() {
        return shows() < stopAfter;
    }

    @Override
    public void shows(int step, Stage stage, Tensor x) {
        images.add(new Image(step, stage, x.toDoubles()));
    }

    @Override
    public void shows(Inner inner) {
        var tensors = new HashMap<String, double[]>();
        inner.tensors().forEach((name, tensor) -> tensors.put(name, tensor.toDoubles()));
        steps.add(new Step(inner.step(), inner.layer(), inner.iteration(), inner.terms(), tensors));
    }

    @Override
    public void stands(State state) {
        states.add(Stood.of(state));
    }

    /** The last inner iteration of a layer. */
    Step last(int layer) {
        return steps.stream()
                .filter(s -> s.layer() == layer)
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    /** The last image that was shown. */
    double[] lastImage() {
        return images.get(images.size() - 1).x();
    }
}
