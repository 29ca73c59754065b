package dev.limpid.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.metric.Psnr;
import dev.limpid.metric.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The pages that compare all solvers say in how many pairs two of them stand as in the paper's Tables 2 to 5; solvers that look the same
 * have no order.
 */
class PublishedOrderTest {
    private static final Path ROOT = Path.of(System.getProperty("limpid.root", ".."));
    private static final Quantity PSNR = new Psnr().quantity();

    @ParameterizedTest
    @CsvSource({
        "solvers-cats, comparison, super-resolution, 2, super-resolution x4",
        "solvers-cats, comparison, inpainting, 2, inpainting 70% random",
        "solvers-cats, comparison, gaussian-deblur, 3, Gaussian deblurring",
        "solvers-cats, comparison, motion-deblur, 4, motion deblurring",
        "solvers-cats, comparison, nonlinear-deblur, 5, nonlinear deblurring",
        "solvers-photos-64, comparison-photos, super-resolution, 2, super-resolution x4",
        "solvers-photos-64, comparison-photos, inpainting, 2, inpainting 70% random",
        "solvers-photos-64, comparison-photos, gaussian-deblur, 3, Gaussian deblurring",
        "solvers-photos-64, comparison-photos, motion-deblur, 4, motion deblurring",
        "solvers-photos-64, comparison-photos, nonlinear-deblur, 5, nonlinear deblurring",
        "solvers-photos-128, comparison-photos-128, super-resolution, 2, super-resolution x4",
        "solvers-photos-128, comparison-photos-128, inpainting, 2, inpainting 70% random",
        "solvers-photos-128, comparison-photos-128, gaussian-deblur, 3, Gaussian deblurring",
        "solvers-photos-128, comparison-photos-128, motion-deblur, 4, motion deblurring",
        "solvers-photos-128, comparison-photos-128, nonlinear-deblur, 5, nonlinear deblurring"
    })
    void thePageHasTheCount(String scores, String page, String task, String table, String problem) throws IOException {
        Recorded recorded = Recorded.of(ROOT.resolve("docs/comparison/" + scores + ".csv"));
        var results = new ResultReport(recorded.rows(), recorded.quantities());
        Published published = Published.read(ROOT.resolve("experiments/published.csv"), table, "CelebA", "", Map.of());
        List<NamedSolver> solvers =
                ExperimentFile.read(ROOT.resolve("experiments/" + scores + ".yaml")).solvers().stream()
                        .filter(solver -> published.of(problem, solver, "PSNR").isPresent()
                                && results.pictures(task, solver.label()) > 0)
                        .toList();
        int same = 0;
        int pairs = 0;
        for (NamedSolver one : solvers) {
            for (NamedSolver other : solvers.subList(solvers.indexOf(one) + 1, solvers.size())) {
                int here = order(own(results, task, one), own(results, task, other));
                int there = order(published.of(problem, one, "PSNR"), published.of(problem, other, "PSNR"));
                pairs += here != 0 && there != 0 ? 1 : 0;
                same += here * there > 0 ? 1 : 0;
            }
        }

        String text = Files.readString(ROOT.resolve("docs/" + page + ".md")).replaceAll("\\s+", " ");
        assertThat(text).contains(problem.replaceAll(" (x4|70% random)$", "") + " " + same + " of " + pairs);
    }

    private static OptionalDouble own(ResultReport results, String task, NamedSolver solver) {
        return OptionalDouble.of(results.spread(task, solver.label(), PSNR).mean());
    }

    private static int order(OptionalDouble one, OptionalDouble other) {
        String first = PSNR.number(one.orElseThrow());
        return first.equals(PSNR.number(other.orElseThrow()))
                ? 0
                : Double.compare(one.orElseThrow(), other.orElseThrow());
    }
}
