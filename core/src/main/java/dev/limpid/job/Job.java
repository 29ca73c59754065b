package dev.limpid.job;

import dev.limpid.degradation.Task;
import dev.limpid.degradation.Values;
import dev.limpid.io.MeasurementRecord;
import dev.limpid.restoration.SolverChoice;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One image to restore.
 *
 * @param file a picture, or {@code measurement.json}
 * @param name folder of its result below that of all results
 * @param page the picture among those of the file, from 1; null where the file holds one
 * @param values the given parameters of its degradation
 */
public record Job(Path file, Path name, @Nullable Integer page, Task task, Values values, SolverChoice solver) {

    /** Whether a file is a measurement with all that belongs to it, and no picture. */
    static boolean isMeasurement(Path file) {
        return String.valueOf(file.getFileName()).endsWith(".json");
    }

    boolean usesPrior() {
        return solver.method().usesPrior();
    }

    /** The file, and which page where it has several. */
    String label() {
        return page == null ? file.toString() : file + " page " + page;
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
