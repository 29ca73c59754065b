package dev.limpid.experiment;

import dev.limpid.degradation.Task;
import dev.limpid.degradation.Values;
import dev.limpid.io.InvalidRequestException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A grid of cells to be measured: pictures × problems × solvers, with one prior. {@link ExperimentFile} reads it.
 *
 * @param name of its file, without the ending
 * @param title in one line
 * @param pictures folder of clean pictures; null where the command names it
 * @param count pictures, the first by name
 * @param crop side of the part in the middle of each that is used; 0: all of it
 * @param prior name or path
 * @param seed of everything that is drawn
 * @param reference the solver that the others are compared with
 * @param metrics keys of the numbers that the report shows, those without weights left out
 * @param passes the solves of every solver
 * @param published numbers of a paper that the report has beside its own, or null
 * @param notes paragraphs that the report begins with
 */
public record Experiment(
        String name,
        String title,
        @Nullable Path pictures,
        int count,
        int crop,
        String prior,
        long seed,
        String reference,
        List<String> metrics,
        List<Setting> problems,
        List<NamedSolver> solvers,
        List<Pass> passes,
        @Nullable Published published,
        List<String> notes) {
    /**
     * A problem before its files are read.
     *
     * @param label no other has it
     * @param values the task's protocol has the rest
     */
    public record Setting(String label, Task task, Values values) {}

    public Experiment {
        problems = List.copyOf(problems);
        solvers = List.copyOf(solvers);
        metrics = List.copyOf(metrics);
        passes = List.copyOf(passes);
        notes = List.copyOf(notes);
        require(count >= 1, "count must be positive, got " + count);
        require(crop >= 0, "crop must be 0 or more, got " + crop);
        require(!problems.isEmpty(), "problems: there is none");
        require(!solvers.isEmpty(), "solvers: there is none");
        requireDistinct("problems", problems.stream().map(Setting::label).toList());
        List<String> labels = solvers.stream().map(NamedSolver::label).toList();
        requireDistinct("solvers", labels);
        require(labels.contains(reference), "reference '" + reference + "' is none of the solvers " + labels);
        for (NamedSolver solver : solvers) {
            require(
                    problems.stream().anyMatch(p -> solver.isFor(p.task().tunedAs())),
                    "solver " + solver.label() + " is for none of the problems");
        }
    }

    /** The same with another prior. */
    public Experiment withPrior(String other) {
        return new Experiment(
                name, title, pictures, count, crop, other, seed, reference, metrics, problems, solvers, passes,
                published, notes);
    }

    /** Their results lie in files of these names. */
    private static void requireDistinct(String what, List<String> labels) {
        var seen = new HashSet<String>();
        Optional<String> twice = labels.stream()
                .filter(label -> !seen.add(KeptPictures.fileName(label)))
                .findFirst();
        twice.ifPresent(label -> {
            throw new InvalidRequestException(what + ": '" + label + "' stands there twice; give one of them a name");
        });
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new InvalidRequestException(otherwise);
        }
    }
}
