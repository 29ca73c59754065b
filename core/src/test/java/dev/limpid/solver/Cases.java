package dev.limpid.solver;

import dev.limpid.operator.Measurement;
import dev.limpid.prior.Denoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.GaussianPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.prior.TinyUNet;
import dev.limpid.solver.classical.Classical;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Named;

/** Every method in every variant that its settings allow, and small problems for them. */
final class Cases {
    static final int SIDE = 8;

    /** A few iterations: the values of the keys that a method has. */
    private static final Map<String, String> SMALL = Map.ofEntries(
            Map.entry("outerIterations", "2"),
            Map.entry("innerIterations", "4"),
            Map.entry("steps", "3"),
            Map.entry("iterations", "3"),
            Map.entry("window", "2"),
            Map.entry("patience", "9"),
            Map.entry("dataSteps", "3"),
            Map.entry("chains", "2"),
            Map.entry("particles", "2"),
            Map.entry("kernelSteps", "3"),
            Map.entry("frozenSteps", "1"),
            Map.entry("imageSteps", "2"),
            Map.entry("fitIterations", "20"),
            Map.entry("turns", "2"),
            Map.entry("orientations", "2"),
            Map.entry("judgeSteps", "1"),
            Map.entry("proxIterations", "5"),
            Map.entry("admmSteps", "2"),
            Map.entry("gradientSteps", "2"),
            Map.entry("odeSteps", "2"),
            Map.entry("chainSteps", "3"),
            Map.entry("blocks", "2"),
            Map.entry("langevinSteps", "2"));

    /** Changes for the methods that have these keys. */
    private static final Map<String, Map<String, String>> VARIANTS = new LinkedHashMap<>();

    static {
        VARIANTS.put("", Map.of());
        VARIANTS.put(", from noise", Map.of("start", "noise"));
        VARIANTS.put(", the last iterate", Map.of("window", "0", "patience", "0"));
        VARIANTS.put(", no deviation", Map.of("deviationRate", "0"));
        VARIANTS.put(", last time step", Map.of("layers", "1"));
        VARIANTS.put(", two layers", Map.of("layers", "2"));
        VARIANTS.put(", normalised steps", Map.of("normalised", "true", "dataRate", "0.5"));
        VARIANTS.put(", plain projection", Map.of("plainProjection", "true"));
        VARIANTS.put(", no fresh noise", Map.of("eta", "0"));
        VARIANTS.put(", half the measurement", Map.of("etaB", "0.5"));
        VARIANTS.put(", some fresh noise", Map.of("eta", "0.5"));
        VARIANTS.put(", renoised", Map.of("realism", "0.5"));
        VARIANTS.put(", with the last noise", Map.of("clean", "false"));
        VARIANTS.put(", deterministic", Map.of("sampler", "ddim"));
        VARIANTS.put(", soon without fresh noise", Map.of("threshold", "1", "steps", "5"));
        VARIANTS.put(", travelling", Map.of("travelRepeat", "2"));
        VARIANTS.put(", taken for exact", Map.of("noisy", "false", "guidance", "score"));
        VARIANTS.put(", spread", Map.of("spread", "0.1"));
        VARIANTS.put(", not clipped", Map.of("clip", "false", "sampler", "ddim"));
        VARIANTS.put(", other grid", Map.of("grid", "dmilo"));
        VARIANTS.put(", with a Hamiltonian chain", Map.of("chain", "hmc", "momentum", "0.5"));
        VARIANTS.put(", fitted by Adam", Map.of("optimiser", "adam"));
    }

    private Cases() {}

    /** A method with settings. */
    record Case(Method<?> method, SolverConfig config) {
        Solver solver(DiffusionPrior prior) {
            return method.solver(method.equals(Dpir.METHOD) ? asLocal(prior) : prior, config);
        }

        Measurement measurement(int first, int count) {
            return Samples.measurement(method, first, count);
        }

        /** Solves for images of the series and notes everything. */
        Solved solve(DiffusionPrior prior, int first, int count) {
            Measurement measurement = measurement(first, count);
            return Solved.of(solver(prior), measurement, run(measurement, first));
        }

        /** Whether something of A is sought besides the images, which then share it. */
        boolean isBlind() {
            return !measurement(0, 1).a().unknowns().isEmpty();
        }
    }

    /** A run that begins at the classical estimate, where there is one, with the draws of images {@code first} and on. */
    static Observers run(Measurement measurement, int first) {
        Observers run = Observers.with(draws(2, first, measurement.batch()));
        return measurement.a().unknowns().isEmpty() ? run.estimating(Classical.estimate(measurement)) : run;
    }

    static Draws draws(long seed, int first, int count) {
        return Draws.of(Rng.of(seed), first, Device.CPU, count, 3, SIDE, SIDE);
    }

    /** Every method in every variant. */
    static List<Named<Case>> all() {
        var cases = new ArrayList<Named<Case>>();
        for (Method<?> method : Methods.ALL) {
            SolverConfig config = small(method);
            VARIANTS.forEach((name, changes) -> {
                if (Settings.of(config).keySet().containsAll(changes.keySet())) {
                    cases.add(Named.of(method.name() + name, new Case(method, Settings.with(config, changes))));
                }
            });
        }
        return cases;
    }

    /** Every method once. */
    static List<Named<Case>> methods() {
        return Methods.ALL.stream()
                .map(method -> Named.of(method.name(), new Case(method, small(method))))
                .toList();
    }

    /** The brief settings of a method with a few iterations. */
    static <C extends SolverConfig> C small(Method<C> method) {
        Preset<C> brief = method.presets().stream()
                .filter(preset -> preset.name().equals(Preset.BRIEF))
                .findFirst()
                .orElseThrow();
        return small(method, new TreeSet<>(brief.byTask().keySet()).first());
    }

    /** Those for a task. */
    static <C extends SolverConfig> C small(Method<C> method, String task) {
        C config = method.preset(Preset.BRIEF, task);
        Map<String, Object> values = Settings.of(config);
        var changes = new LinkedHashMap<String, String>();
        SMALL.forEach((key, value) -> {
            if (values.containsKey(key)) {
                changes.put(key, value);
            }
        });
        if (values.getOrDefault("grid", "").toString().matches("[0-9-]+")) {
            changes.put("grid", "consistent"); // listed times are as many as the steps were
        }
        return Settings.with(config, changes);
    }

    /** A Gaussian prior of three channels. */
    static DiffusionPrior gaussian() {
        Tensor mean = Rng.of(1).purpose("mean").normal(1, 3, SIDE, SIDE).mul(0.1);
        var variances = new double[3 * SIDE * SIDE];
        for (int i = 0; i < variances.length; i++) {
            variances[i] = 0.01 * (1 + i % 7);
        }
        return GaussianPrior.independent(mean, variances).prior();
    }

    /** A local prior of images of any size: pixels are independent with mean 0.1 and variance 0.04. */
    static DiffusionPrior local(double largestSigma) {
        NoiseSchedule schedule = NoiseSchedule.linear();
        Denoiser exact = (x, t) -> {
            double alphaBar = schedule.alphaBar(t);
            double alpha = Math.sqrt(alphaBar);
            double variance = 1 - alphaBar;
            Tensor x0 = x.add(-0.1 * alpha)
                    .mul(alpha * 0.04 / (alphaBar * 0.04 + variance))
                    .add(0.1);
            return x.sub(x0.mul(alpha)).div(Math.sqrt(variance));
        };
        return new DiffusionPrior(exact, schedule, 3, SIDE, 1, OptionalInt.of(0), largestSigma);
    }

    /** The same prior, called local, which DPIR asks for. */
    static DiffusionPrior asLocal(DiffusionPrior prior) {
        return new DiffusionPrior(
                prior.denoiser(),
                prior.schedule(),
                prior.channels(),
                prior.imageSize(),
                prior.stride(),
                OptionalInt.of(prior.imageSize()),
                prior.largestSigma());
    }

    static DiffusionPrior unet() {
        return TinyUNet.prior(1);
    }

    /** The Gaussian prior with x̂_0 bent a little by a network: one with random weights alone is chaotic, no image pleases it. */
    static DiffusionPrior bent() {
        DiffusionPrior gaussian = gaussian();
        Denoiser network = unet().denoiser();
        return gaussian.with((x, t) -> gaussian.denoiser()
                .epsilon(x, t)
                .add(network.epsilon(x, t).mul(0.1 * gaussian.schedule().alpha((int) t))));
    }

    /** First latents of images {@code first} … {@code first + count − 1} of an endless series. */
    static Tensor latents(int first, int count) {
        return draws(2, first, count).normal("latent");
    }

    /** Their measurements, every one with its own mask. */
    static Measurement measurements(int first, int count) {
        return Samples.measurement(Dmilo.METHOD, first, count);
    }

    /** One tensor for each image, from its own stream. */
    static Tensor each(int first, int count, Function<Rng, Tensor> draw) {
        var images = new ArrayList<Tensor>();
        for (int b = 0; b < count; b++) {
            images.add(draw.apply(Rng.of(2).image(first + b)));
        }
        return Tensor.cat(images, 0);
    }
}
