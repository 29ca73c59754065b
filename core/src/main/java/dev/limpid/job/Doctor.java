package dev.limpid.job;

import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.degradation.Inpaint;
import dev.limpid.io.Memory;
import dev.limpid.io.Version;
import dev.limpid.metric.Psnr;
import dev.limpid.metric.Quantity;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.MetricWeights;
import dev.limpid.restoration.Problem;
import dev.limpid.restoration.Restoration;
import dev.limpid.restoration.Restorer;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.LibTorch;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Looks at what a restoration needs, and does one.
 *
 * @param environment variables of the process
 * @param findings gets each finding as soon as there is one
 * @param listener is told how far the restoration is
 */
public record Doctor(Map<String, String> environment, Consumer<Diagnosis> findings, Listener listener) {
    /** dB of the sample restored by the brief preset of inpainting, seed 0; other processors round otherwise. */
    private static final double SELF_TEST_PSNR = 28.51;

    private static final double SELF_TEST_TOLERANCE = 0.3;
    /** Variables by which glibc keeps freed arrays, and the tunable that gives it large pages. */
    private static final List<String> ARRAYS =
            List.of("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_ARENA_MAX");

    private static final String TUNABLES = "GLIBC_TUNABLES";
    private static final String LARGE_PAGES = "glibc.malloc.hugetlb=1";

    private static final long LITTLE_MEMORY = 2L << 30;

    /** Looks at everything. Returns whether nothing is wrong. */
    public boolean run(boolean selfTest) throws IOException {
        List<Diagnosis> found = new ArrayList<>();
        report(found, versions());
        report(found, natives());
        report(found, cuda());
        report(found, threads());
        report(found, waiting());
        report(found, arrays());
        report(found, memory());
        report(found, priors());
        report(found, metrics());
        if (selfTest && found.stream().noneMatch(Doctor::wrong)) {
            report(found, selfTest());
        }
        return found.stream().noneMatch(Doctor::wrong);
    }

    private static boolean wrong(Diagnosis d) {
        return d.verdict() == Diagnosis.Verdict.WRONG;
    }

    private void report(List<Diagnosis> found, Diagnosis finding) {
        found.add(finding);
        findings.accept(finding);
    }

    private static Diagnosis versions() throws IOException {
        return Diagnosis.ok(
                "versions",
                "Limpid " + Version.limpid() + ", Java " + Runtime.version() + " (" + System.getProperty("java.vm.name")
                        + "), " + System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
    }

    private static Diagnosis natives() {
        return guarded("natives", () -> {
            int threads = LibTorch.threads(); // loads them
            return Diagnosis.ok(
                    "natives",
                    "LibTorch " + Version.binding() + " loaded, " + LibTorch.instructions() + ", " + threads
                            + (threads == 1 ? " thread" : " threads"));
        });
    }

    private static Diagnosis cuda() {
        return guarded("devices", () -> {
            try {
                Device.parse("cuda");
                return Diagnosis.ok("devices", "cpu, cuda");
            } catch (IllegalArgumentException e) {
                return Diagnosis.ok("devices", "cpu (" + e.getMessage() + ")");
            }
        });
    }

    private static Diagnosis guarded(String what, Supplier<Diagnosis> look) {
        try {
            return look.get();
        } catch (LinkageError e) {
            return Diagnosis.wrong(what, FailureText.of(e));
        }
    }

    private Diagnosis threads() {
        int cores = LibTorch.cores();
        String asked = environment.get("OMP_NUM_THREADS");
        if (asked != null && !asked.isBlank() && !asked.equals(Integer.toString(cores))) {
            return Diagnosis.hint("threads", "OMP_NUM_THREADS=" + asked + " on " + cores + " cores");
        }
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return load > cores / 2.0
                ? Diagnosis.hint(
                        "threads",
                        String.format(
                                Locale.ROOT,
                                "other programs keep %.1f of %d cores busy: set OMP_NUM_THREADS to what is left",
                                load,
                                cores))
                : Diagnosis.ok("threads", cores + " cores, free");
    }

    /** See docs/benchmarks.md, "Threads that wait". */
    private Diagnosis waiting() {
        String policy = environment.get("OMP_WAIT_POLICY");
        String spins = environment.get("GOMP_SPINCOUNT");
        if (policy == null && spins == null) {
            return Diagnosis.hint(
                    "waiting threads",
                    "neither OMP_WAIT_POLICY nor GOMP_SPINCOUNT is set: two programs on the same cores would stop each"
                            + " other; ./limpid sets them");
        }
        return Diagnosis.ok("waiting threads", "OMP_WAIT_POLICY=" + policy + ", GOMP_SPINCOUNT=" + spins);
    }

    /** See docs/benchmarks.md, "Arrays that come and go". */
    private Diagnosis arrays() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Diagnosis.ok("freed arrays", "as the system does");
        }
        String missing = ARRAYS.stream()
                .filter(setting -> environment.get(setting) == null)
                .collect(Collectors.joining(", "));
        boolean large = environment.getOrDefault(TUNABLES, "").contains(LARGE_PAGES);
        if (!missing.isEmpty() || !large) {
            return Diagnosis.hint(
                    "freed arrays",
                    "not set: " + missing
                            + (large ? "" : (missing.isEmpty() ? "" : ", ") + TUNABLES + "=" + LARGE_PAGES)
                            + "; small networks or large pictures take longer; ./limpid sets them");
        }
        return Diagnosis.ok(
                "freed arrays",
                ARRAYS.stream()
                                .map(setting -> setting + "=" + environment.get(setting))
                                .collect(Collectors.joining(", "))
                        + ", "
                        + TUNABLES
                        + "="
                        + environment.get(TUNABLES));
    }

    private static Diagnosis memory() {
        String heap = "Java heap up to " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB";
        OptionalLong available = Memory.available();
        if (available.isEmpty()) {
            return Diagnosis.ok("memory", heap);
        }
        String text = String.format(Locale.ROOT, "%.1f GB available, %s", available.getAsLong() / 1e9, heap);
        return available.getAsLong() < LITTLE_MEMORY
                ? Diagnosis.hint("memory", text + ": enough for cats64, not for a 256 x 256 prior")
                : Diagnosis.ok("memory", text);
    }

    private static Diagnosis metrics() {
        return guarded("metrics", () -> {
            MetricWeights weights = MetricWeights.ofUser();
            try (var scope = Scope.open()) {
                String names = weights.metrics().quantities().stream()
                        .map(Quantity::label)
                        .collect(Collectors.joining(", "));
                return Diagnosis.ok(
                        "metrics",
                        weights.missing().map(more -> names + "; " + more).orElse(names));
            } catch (IOException e) {
                return Diagnosis.wrong("metrics", FailureText.of(e));
            }
        });
    }

    private static Diagnosis priors() {
        PriorCatalog catalog = PriorCatalog.ofUser();
        List<String> present = PriorCatalog.cards().stream()
                .filter(catalog::present)
                .map(card -> card.name())
                .toList();
        return Diagnosis.ok("priors", String.join(", ", present) + " (limpid priors tells where to get others)");
    }

    /** The demo, without its pictures. */
    private Diagnosis selfTest() throws IOException {
        var compute = new Compute("cats64", 0, Device.CPU);
        long start = System.nanoTime();
        double psnr;
        try (var scope = Scope.open()) {
            DiffusionPrior prior = compute.load(null, listener::note);
            int size = prior.imageSize();
            Tensor truth = DemoScene.catFace(size);
            Rng rng = Rng.of(compute.seed()).image(0);
            ForwardOperator a = Inpaint.TASK.protocol(size).operator(size, size, rng);
            Measurement y = Measurement.simulate(truth, a, Noise.gaussian(Inpaint.TASK.noiseLevel()), rng);
            Restoration result = new Restorer(prior)
                    .restore(
                            Problem.of(y, size, size),
                            SolverChoice.brief("dmilo-pgd", Inpaint.TASK.name()),
                            Restorer.Options.of(compute.seed()),
                            new SolveWatch(listener, "", () -> false));
            psnr = new Psnr().of(result.x(), truth)[0];
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        String text = String.format(
                Locale.ROOT, "sample restored to %.2f dB (%.2f expected), %.0f s", psnr, SELF_TEST_PSNR, seconds);
        return Math.abs(psnr - SELF_TEST_PSNR) <= SELF_TEST_TOLERANCE
                ? Diagnosis.ok("self-test", text)
                : Diagnosis.wrong("self-test", text + ": this installation does not compute what it should");
    }
}
