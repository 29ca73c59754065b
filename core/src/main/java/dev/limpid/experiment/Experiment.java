package dev.limpid.experiment;

import dev.limpid.degradation.Task;
import dev.limpid.degradation.Values;
import dev.limpid.io.InvalidRequestException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A grid of cells to be measured: pictures × problems × solvers, with one prior. {@link ExperimentFile} reads it.
 *
 * @param name of its file, without the ending
 * @param title in one line
 * @param pictures the clean ones
 * @param prior name or path
 * @param priors of solvers that have another one, by their labels
 * @param seed of everything that is drawn
 * @param reference the solver that the others are compared with
 * @param metrics keys of the numbers that the report shows, those without weights left out
 * @param budget evaluations of the network that a solve may take; 0 for any number
 * @param passes the solves of every solver
 * @param published numbers of a paper that the report has beside its own, or null
 * @param notes paragraphs that the report begins with
 * @param shown how many pictures' results the sheet of a problem shows; a row for each, if there are more
 */
public record Experiment(
        String name,
        String title,
        TestPictures pictures,
        String prior,
        Map<String, String> priors,
        long seed,
        String reference,
        List<String> metrics,
        List<Setting> problems,
        List<NamedSolver> solvers,
        int budget,
        List<Pass> passes,
        @Nullable Published published,
        List<String> notes,
        int shown) {
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
        priors = Map.copyOf(priors);
        metrics = List.copyOf(metrics);
        passes = List.copyOf(passes);
        notes = List.copyOf(notes);
        require(
                shown >= 1 && shown <= pictures.count(),
                "shown must be between 1 and " + pictures.count() + ", the count of pictures, got " + shown);
        require(budget >= 0, "budget must be positive, or 0 for any number of evaluations, got " + budget);
        require(!problems.isEmpty(), "problems: there is none");
        require(!solvers.isEmpty(), "solvers: there is none");
        requireDistinct("problems", problems.stream().map(Setting::label).toList());
        List<String> labels = solvers.stream().map(NamedSolver::label).toList();
        requireDistinct("solvers", labels);
        require(labels.contains(reference), "reference '" + reference + "' is none of the solvers " + labels);
        priors.keySet().forEach(label -> YamlKeys.requireKnown("solver in priors", label, labels));
        if (published != null) {
            published.requireFits(problems.stream().map(Setting::label).toList(), labels);
        }
        for (NamedSolver solver : solvers) {
            require(
                    problems.stream().anyMatch(p -> solver.isFor(p.task().tunedAs())),
                    "solver " + solver.label() + " is for none of the problems");
            problems.stream()
                    .map(problem -> problem.task().tunedAs())
                    .filter(solver::isFor)
                    .forEach(task -> requireSettings(solver, task, budget));
        }
    }

    /** Refuses changes that are no settings of the solver, and settings beyond the budget. */
    private static void requireSettings(NamedSolver solver, String task, int budget) {
        try {
            long evaluations = solver.evaluations(task);
            require(
                    budget == 0 || evaluations <= budget,
                    "solvers: " + solver.label() + " takes " + evaluations + " evaluations for " + task
                            + ", and the budget is " + budget);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("solvers: " + solver.label() + ": " + e.getMessage(), e);
        }
    }

    /** The same with another prior. */
    public Experiment withPrior(String other) {
        return new Experiment(
                name, title, pictures, other, priors, seed, reference, metrics, problems, solvers, budget, passes,
                published, notes, shown);
    }

    /** Their results lie in files of these names, which not every system tells apart by the case of letters. */
    private static void requireDistinct(String what, List<String> labels) {
        labels.stream()
                .filter(label -> !KeptPictures.fileName(label).matches(".*[\\p{L}\\p{N}].*"))
                .findFirst()
                .ifPresent(label -> {
                    throw new InvalidRequestException(what + ": '" + label + "' has neither a letter nor a digit");
                });
        var seen = new HashSet<String>();
        Optional<String> twice = labels.stream()
                .filter(label -> !seen.add(KeptPictures.fileName(label).toLowerCase(Locale.ROOT)))
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
