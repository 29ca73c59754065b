package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Parity with the authors' own code: every case of a golden directory, discovered from its manifest.
 *
 * <p>{@code -Dlimpid.golden=DIR} names the directory; without it {@code ../shared/golden} beside the project is used, and
 * where that is missing the small subset among the test resources. Every deviation of a solver goes to
 * {@code target/golden-deviations.csv}, and {@code -Dlimpid.conformance=FILE} makes the page of them.
 */
class GoldenTest {
    private static final Path DEVIATIONS = Path.of("target", "golden-deviations.csv");

    private static final class Count {
        int all;
        int passed;
        int beyondStated;
        int failed;
        int notYet;
    }

    /** Kinds that must all be judged. */
    private static final Set<String> REQUIRED = Set.of(
            "unet",
            "unet-trace",
            "time-embedding",
            "state-dict-keys",
            "schedule",
            "ddim-step",
            "super-resolution",
            "inpainting",
            "blur-reflect",
            "blur-zero-same",
            "gaussian-kernels",
            "nonlinear-blur",
            "turbulence",
            "tilt-map",
            "noise",
            "image-metrics",
            "dmilo",
            "dmilo-pgd",
            "dmplug",
            "dmplug-bid",
            "dmplug-turbulence",
            "dmplug-lbfgs",
            "dps",
            "ddrm",
            "diffpir",
            "fast-dips",
            "dps-reddiff",
            "pigdm",
            "red-diff",
            "mcg",
            "ddnm",
            "ilvr",
            "daps",
            "dpir",
            "sitcom",
            "dcps",
            "blind-dps");

    private static final Map<String, Count> COUNTS = new LinkedHashMap<>();
    private static final List<String> BEYOND_STATED = new ArrayList<>();
    private static final List<GoldenCase> PASSED = new ArrayList<>();

    @TestFactory
    Stream<DynamicTest> everyCaseOfTheDirectory() throws IOException {
        Path directory = directory();
        List<DynamicTest> tests = new ArrayList<>();
        for (GoldenCase golden : Conformance.cases(directory)) {
            Count count = COUNTS.computeIfAbsent(golden.kind(), k -> new Count());
            count.all += golden.isSolver() ? 1 : 0;
            GoldenRule rule = GoldenRules.BY_KIND.get(golden.kind());
            assertThat(rule != null || !REQUIRED.contains(golden.kind()))
                    .as("a rule for kind " + golden.kind())
                    .isTrue();
            if (rule == null) {
                count.notYet++;
            } else {
                tests.add(
                        DynamicTest.dynamicTest(golden.kind() + " " + golden.file(), () -> check(golden, rule, count)));
            }
        }
        assertThat(tests).as("cases found in " + directory).isNotEmpty();
        return tests.stream();
    }

    private static void check(GoldenCase golden, GoldenRule rule, Count count) throws Exception {
        try (var scope = Scope.open()) {
            count.failed++;
            rule.check(golden);
            count.failed--;
            count.passed++;
            if (golden.isSolver()) {
                PASSED.add(golden);
            }
            if (!golden.beyondStated().isEmpty()) {
                count.beyondStated++;
                BEYOND_STATED.add(golden.file() + ": " + golden.beyondStated().size() + " quantities, the first: "
                        + golden.beyondStated().get(0));
            }
        }
    }

    static Path directory() throws IOException {
        String property = System.getProperty("limpid.golden");
        Path root = Path.of(System.getProperty("limpid.root", "."));
        if (property != null) {
            Path directory = root.resolve(property);
            return Files.exists(directory.resolve("MANIFEST.json"))
                    ? directory
                    : fail("no MANIFEST.json in " + directory);
        }
        Path beside = root.resolve("../shared/golden");
        return Files.exists(beside.resolve("MANIFEST.json")) ? beside : Path.of("src/test/resources/golden");
    }

    @AfterAll
    static void printCounts() {
        System.out.printf("%-20s %7s %7s %8s   %s%n", "golden kind", "passed", "failed", "not yet", "of those passed");
        COUNTS.forEach((kind, c) -> System.out.printf(
                "%-20s %7d %7d %8d   %s%n",
                kind,
                c.passed,
                c.failed,
                c.notYet,
                c.beyondStated == 0 ? "" : c.beyondStated + " beyond the stated tolerance, within that of rounding"));
        BEYOND_STATED.forEach(System.out::println);
    }

    @AfterAll
    static void writesWhatWasMeasured() throws IOException {
        Conformance.writeDeviations(PASSED, DEVIATIONS);
        String page = System.getProperty("limpid.conformance");
        if (page != null) {
            int all = COUNTS.values().stream().mapToInt(c -> c.all).sum();
            assertThat(PASSED)
                    .as("cases of solvers that passed, all of which the page needs")
                    .hasSize(all);
            Path root = Path.of(System.getProperty("limpid.root", "."));
            Files.writeString(root.resolve(page), Conformance.page(Conformance.Found.in(directory(), PASSED)));
        }
    }
}
