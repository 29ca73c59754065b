package dev.limpid.cli;

import dev.limpid.degradation.Task;
import dev.limpid.io.MeasurementRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes jobs of a command's arguments or of a manifest: what stands there for one image goes before the options for all. */
final class RestoreJobs {
    private final DegradationOptions options;
    private final boolean simulate;
    private final SolverOptions solver;
    private final Reading reading;
    private final Console console;
    private final List<RestoreJob> jobs = new ArrayList<>();
    private int failed;

    RestoreJobs(DegradationOptions options, boolean simulate, SolverOptions solver, Reading reading, Console console) {
        this.options = options;
        this.simulate = simulate;
        this.solver = solver;
        this.reading = reading;
        this.console = console;
    }

    /** Images that cannot be read, which were reported. */
    int failed() {
        return failed;
    }

    /** Adds files and folders. */
    void add(List<Path> arguments) throws IOException {
        Inputs.Found found = Inputs.of(arguments, console);
        failed += found.failed();
        for (Inputs.Input input : found.inputs()) {
            if (RestoreJob.isMeasurement(input.file())) {
                addMeasurement(input.file(), input.name(), options.given().kernelSize());
            } else {
                addPicture("", input.file(), input.name(), options.task(), options.given());
            }
        }
        if (found.inputs().isEmpty() && options.task() == null) {
            requireTask("", null);
        }
    }

    /**
     * Adds the images of a manifest.
     *
     * @throws UsageException where a row is wrong; the others of its kind are reported as well
     */
    void addManifest(Path manifest) throws IOException {
        var wrong = new WrongRows();
        for (Manifest.Row row : Manifest.read(manifest, wrong)) {
            try {
                add(row, manifest.toAbsolutePath());
            } catch (UsageException e) {
                wrong.add(e);
            }
        }
        wrong.refuse("--manifest " + manifest, console);
    }

    private void add(Manifest.Row row, Path manifest) throws IOException {
        String place = row.place() + ": ";
        String given = row.values().getOrDefault(Manifest.FILE, "");
        Path file = manifest.resolveSibling(given);
        Optional<String> fault = Inputs.fault(file);
        if (fault.isPresent()) {
            fail(file, place + given, fault.get());
            return;
        }
        Path name = Path.of(row.values().getOrDefault(Manifest.NAME, nameOf(Path.of(given))));
        if (name.isAbsolute() || name.normalize().startsWith("..")) {
            throw new UsageException(place + "name must lie inside of --out, got '" + name + "'");
        }
        if (Files.isDirectory(file)) {
            throw new UsageException(place + given + " is a folder; a manifest names single files");
        }
        if (RestoreJob.isMeasurement(file)) {
            requireNothingGiven(place, row.values().keySet());
            addMeasurement(file, name, new ManifestRow(row, manifest, options, simulate).kernelSize());
        } else {
            ManifestRow values = new ManifestRow(row, manifest, options, simulate);
            addPicture(place, file, name, values.task(), values.given());
        }
    }

    private void fail(Path file, String label, String message) {
        console.fail(label + ": " + message);
        console.event("failed", Map.of("file", file.toString(), "message", message));
        failed++;
    }

    /** Folders in a manifest's relative paths are kept. */
    private static String nameOf(Path given) {
        String name = RestoreJob.nameOf(given);
        Path inside = given.normalize();
        boolean below = !inside.isAbsolute() && !inside.startsWith("..") && !given.endsWith(MeasurementRecord.FILE);
        return below ? inside.resolveSibling(name).toString() : name;
    }

    private void addPicture(String place, Path file, Path name, @Nullable Task given, Given degradation) {
        Task task = requireTask(place, given);
        degradation.check(place, place.isEmpty() ? "--" : "", task);
        if (!simulate) {
            degradation.checkMeasured(place, task);
        } else if (degradation.noise() != null && degradation.noise().auto()) {
            throw new UsageException(place + "--noise auto estimates a measurement's noise; --simulate draws its own");
        }
        int pages = reading.pages(file);
        for (int page = 1; page <= pages; page++) {
            jobs.add(new RestoreJob(
                    file,
                    pages == 1 ? name : name.resolve(String.format(Locale.ROOT, "page-%03d", page)),
                    pages == 1 ? null : page,
                    task,
                    degradation,
                    solver.choose(task)));
        }
    }

    private static Task requireTask(String place, @Nullable Task task) {
        if (task == null) {
            throw new UsageException(
                    place + "missing required option: '--task=TASK'; only a measurement.json says its own");
        }
        return task;
    }

    private static void requireNothingGiven(String place, Set<String> keys) {
        for (String key : keys) {
            if (!Set.of(Manifest.FILE, Manifest.NAME, Manifest.KERNEL_SIZE).contains(key)) {
                throw new UsageException(place + "a measurement is used as it is; " + key + " does not go with it");
            }
        }
    }

    /** A measurement brings its task, operator and noise level with it; what is sought of an unknown kernel may be said. */
    private void addMeasurement(Path file, Path name, @Nullable Integer kernelSize) {
        if (simulate || !options.given().equals(Given.kernelOf(options.given().kernelSize()))) {
            throw new UsageException(file
                    + ": a measurement is used as it is; --mask, --psf, --boundary, --noise, --scale and --simulate do"
                    + " not go with it");
        }
        try {
            Task task = Task.named(MeasurementRecord.read(file).task());
            Task other = options.task();
            if (other != null && other != task) {
                throw new UsageException(
                        file + ": is a measurement for " + task.label() + ", not for --task " + other.label());
            }
            Given sought = Given.kernelOf(kernelSize);
            sought.check(file + ": ", "--", task);
            jobs.add(new RestoreJob(file, name, null, task, sought, solver.choose(task)));
        } catch (IOException | IllegalArgumentException e) {
            fail(file, file.toString(), Failures.describe(e, file, List.of()));
        }
    }

    /**
     * The jobs.
     *
     * @throws UsageException where two results would lie in one folder
     */
    List<RestoreJob> inFoldersOfTheirOwn(Path out) {
        Inputs.requireOwnFolders(
                jobs.stream()
                        .map(job -> new Inputs.Input(job.file(), job.name()))
                        .toList(),
                out);
        return jobs;
    }
}
