package dev.limpid.job;

import dev.limpid.degradation.OptionFiles;
import dev.limpid.io.PictureFile;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.Problem;
import dev.limpid.solver.Method;
import dev.limpid.solver.SolverConfig;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what would end a request when its turn comes: files of options, sizes that do not fit each other, the solver, the memory. It takes
 * the sizes of pictures from their headers, and a prior without its weights; nothing is solved.
 */
public final class Admission {
    /**
     * Pictures up to so many pixels are read as their turn will read them, which finds mistakes that no header tells of, such as a range that
     * cannot be known, or too little to estimate the noise from.
     */
    public static final long READ = 1 << 20;

    private final JobRequest request;
    private final @Nullable DiffusionPrior prior;
    private final OptionFiles files;
    private final Set<List<Object>> alike = new HashSet<>();
    private long largest;

    private Admission(JobRequest request, @Nullable DiffusionPrior prior) {
        this.request = request;
        this.prior = prior;
        files = new OptionFiles(request.reading().limits());
    }

    /**
     * Looks at the pictures of a request, one of each size.
     *
     * @return pixels of the largest picture, or of the largest image that is made of one
     * @throws IOException in one line, if a file or the prior cannot be used
     * @throws IllegalArgumentException in one line, if a picture cannot be restored as it is asked for, or takes more memory than the
     *     request's {@link JobRequest#tiling} allows
     */
    public static long require(JobRequest request) throws IOException {
        try (var scope = Scope.open()) {
            boolean needed = request.jobs().stream().anyMatch(request::needsPrior);
            var admission = new Admission(request, needed ? request.compute().outline(request.config()) : null);
            var pictures = new OpenedPictures(request.reading().limits());
            for (Job job : request.jobs()) {
                if (!job.isMeasurement()) {
                    admission.require(job, pictures.open(job.file()));
                }
            }
            return admission.largest;
        }
    }

    private void require(Job job, PictureFile opened) throws IOException {
        int page = job.pageInFile();
        int[] size = opened.uprightSize(page);
        boolean coloured = prior != null && prior.channels() == 3 && opened.saysColours(page);
        if (alike.add(List.of(size[0], size[1], coloured, job.task(), job.values(), job.solver()))) {
            try (var scope = Scope.open()) {
                files.load(job.values());
                require(job, opened, size[0], size[1], coloured);
            }
        }
    }

    private void require(Job job, PictureFile opened, int height, int width, boolean coloured) throws IOException {
        SizeRule rule = request.sizeRule(job, prior);
        largest = Math.max(largest, (long) height * width);
        if ((long) height * width <= READ) {
            Problem read =
                    RestoreInput.picture(request, job, opened, rule, files).problem();
            requireRoom(job, read.sought().a(), read.height(), read.width(), coloured);
        } else {
            var asked = PictureDegradation.of(request, job, height, width, rule, files, new ArrayList<>());
            requireRoom(job, asked.drawn().sought().a(), asked.height(), asked.width(), coloured);
        }
    }

    private void requireRoom(Job job, ParametricOperator a, int height, int width, boolean coloured) {
        largest = Math.max(largest, (long) height * width);
        Method<?> method = job.solver().method();
        method.requireTakes(a);
        if (job.usesPrior()) {
            DiffusionPrior given = Objects.requireNonNull(prior, "prior");
            SolverConfig config = job.solver().config();
            request.tiling().plan(given, config, a, height, width, job.asks(request, config, coloured, a));
        }
    }
}
