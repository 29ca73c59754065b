package dev.limpid.job;

import dev.limpid.io.InvalidRequestException;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.solver.Method;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the solvers that fit, among several of one image: the image's own operator and the prior decide, before anything is
 * computed.
 *
 * @param prior null where no image needs one
 */
record SolverFit(JobRequest request, @Nullable DiffusionPrior prior, RestoreImage image, Listener listener) {
    /**
     * The jobs whose solver fits; what does not fit among all is said, in a line each.
     *
     * @throws InvalidRequestException where a solver that was named does not fit, or none of all does
     */
    List<Job> fitting() {
        if (!request.compares()) {
            return request.jobs();
        }
        Map<Path, List<Job>> images = new LinkedHashMap<>();
        for (Job job : request.jobs()) {
            images.computeIfAbsent(job.image(), path -> new ArrayList<>()).add(job);
        }
        var fitting = new ArrayList<Job>();
        images.values().forEach(jobs -> fitting.addAll(fitting(jobs)));
        return fitting;
    }

    /** Those of one image. */
    private List<Job> fitting(List<Job> jobs) {
        try (var scope = Scope.open()) {
            Optional<ParametricOperator> a = operator(jobs.get(0));
            var fitting = new ArrayList<Job>();
            for (Job job : jobs) {
                Optional<String> misfit = misfit(job, a);
                if (misfit.isEmpty()) {
                    fitting.add(job);
                } else if (job.among() == Job.Among.ALL) {
                    listener.note(job.label() + ": left out: " + misfit.get());
                } else {
                    throw new InvalidRequestException("--solver "
                            + job.solver().method().name() + " does not fit " + job.file() + ": " + misfit.get());
                }
            }
            if (fitting.isEmpty()) {
                throw new InvalidRequestException(
                        "--solver all: no solver fits " + jobs.get(0).file());
            }
            return fitting;
        }
    }

    /** Empty where the image cannot be read, which is reported when its turn comes. */
    private Optional<ParametricOperator> operator(Job job) {
        try {
            return Optional.of(image.read(job).problem().sought().a());
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<String> misfit(Job job, Optional<ParametricOperator> a) {
        Method<?> method = job.solver().method();
        try {
            a.ifPresent(method::requireTakes);
            if (method.usesPrior()) {
                method.solver(
                        Objects.requireNonNull(prior, "prior"), job.solver().config());
            }
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(FailureText.of(e));
        }
    }
}
