package dev.limpid.job;

import dev.limpid.degradation.NoiseSetting;
import dev.limpid.degradation.Task;
import dev.limpid.degradation.Values;
import dev.limpid.io.MeasurementRecord;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.restoration.Selection;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.solver.SolverConfig;
import dev.limpid.tensor.Region;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One image to restore with one solver.
 *
 * @param file a picture, or {@code measurement.json}
 * @param name folder of its result below that of all results
 * @param page the picture among those of the file, from 1; null where the file holds one
 * @param values the given parameters of its degradation
 * @param among whether other solvers restore the same image
 */
public record Job(
        Path file, Path name, @Nullable Integer page, Task task, Values values, SolverChoice solver, Among among) {
    /** Whether a solver is one of several that restore the same image and are compared. */
    public enum Among {
        /** It is the only one. */
        ALONE,
        /** It was named with others: the whole run is refused where it does not fit. */
        NAMED,
        /** It is one of all that there are: it is left out where it does not fit. */
        ALL
    }

    /** With one solver. */
    public Job(Path file, Path name, @Nullable Integer page, Task task, Values values, SolverChoice solver) {
        this(file, name, page, task, values, solver, Among.ALONE);
    }

    /** The same image with one of several solvers, whose result lies in a folder of the solver's name below the image's. */
    public Job solvedBy(SolverChoice one, Among others) {
        return new Job(file, name.resolve(one.method().name()), page, task, values, one, others);
    }

    boolean isCompared() {
        return among != Among.ALONE;
    }

    /** The folder of everything that belongs to the image, below that of all results. */
    public Path image() {
        return isCompared() ? Objects.requireNonNull(name.getParent(), "a solver's folder lies in its image's") : name;
    }

    /** Whether a file is a measurement with all that belongs to it, and no picture. */
    static boolean isMeasurement(Path file) {
        return String.valueOf(file.getFileName()).endsWith(".json");
    }

    boolean usesPrior() {
        return solver.method().usesPrior();
    }

    /**
     * The part of an image that a solve will ask a prior about, as far as it is known before the picture is read; empty for all of it.
     *
     * @param request that asks for the image
     * @param config of the solve
     * @param coloured whether picture and prior are known to have three channels: gray images become coloured ones for a coloured prior
     * @param a of the image, or of one of another size to see whether there is such a part
     */
    Optional<Region> asks(JobRequest request, SolverConfig config, boolean coloured, ParametricOperator a) {
        boolean estimated =
                values.get(NoiseSetting.NOISE).map(NoiseSetting::auto).orElse(false);
        boolean hidden = request.selection() == Selection.HOLD_OUT; // pixels everywhere
        return coloured && !estimated && !hidden ? config.asks(a, task.noiseLevel(values)) : Optional.empty();
    }

    /** The page in its file, from 0. */
    int pageInFile() {
        return page == null ? 0 : page - 1;
    }

    /** The file, which page where it has several, and which solver where several are compared. */
    String label() {
        return file
                + (page == null ? "" : " page " + page)
                + (isCompared() ? ", " + solver.method().name() : "");
    }

    boolean isMeasurement() {
        return isMeasurement(file);
    }

    /** The folder's name for a file: its own without what comes after the dot, or that of a measurement's folder. */
    static String nameOf(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (file.endsWith(MeasurementRecord.FILE) && folder != null && folder.getFileName() != null) {
            return folder.getFileName().toString();
        }
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** The image as events name it, with its result in a folder. */
    Event.Image in(Path folder) {
        return new Event.Image(label(), file, page, folder);
    }
}
