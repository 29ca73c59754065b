package dev.limpid.job;

import dev.limpid.degradation.NoiseSetting;
import dev.limpid.degradation.Option;
import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.degradation.Values;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.MeasurementRecord;
import dev.limpid.restoration.SolverChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes jobs of a command's arguments or of a manifest: what stands there for one image goes before the options for all. */
public final class Jobs {
    /** The columns that a manifest can have. */
    public static final List<String> COLUMNS = Manifest.KEYS;

    /** The options that say how a measurement was made, which a measurement in files knows itself. */
    private static final List<Option<?>> MAKING = Tasks.options().stream()
            .filter(option -> option.use() == Option.Use.MAKES)
            .toList();

    private final @Nullable Task commonTask;
    private final Values common;
    private final boolean simulate;
    private final Function<Task, SolverChoice> solver;
    private final Reading reading;
    private final Listener listener;
    private final List<Job> jobs = new ArrayList<>();
    private final List<Path> manifests = new ArrayList<>();
    private int failed;

    /**
     * @param commonTask the task of every image that has none of its own, or null
     * @param common the values that are given for every image
     * @param simulate whether the files are clean images
     * @param solver the solver of each task
     * @param reading how pictures are read
     * @param listener is told of images that cannot be opened
     */
    public Jobs(
            @Nullable Task commonTask,
            Values common,
            boolean simulate,
            Function<Task, SolverChoice> solver,
            Reading reading,
            Listener listener) {
        this.commonTask = commonTask;
        this.common = common;
        this.simulate = simulate;
        this.solver = solver;
        this.reading = reading;
        this.listener = listener;
    }

    /** Images that cannot be read, which were reported. */
    public int failed() {
        return failed;
    }

    /** Adds files and folders. */
    public void add(List<Path> arguments) throws IOException {
        Inputs.Found found = Inputs.of(arguments, true, listener);
        failed += found.failed();
        for (Inputs.Input input : found.inputs()) {
            if (Job.isMeasurement(input.file())) {
                addMeasurement(input.file(), input.name(), Values.NONE);
            } else {
                addPicture("", input.file(), input.name(), commonTask, common);
            }
        }
        if (found.inputs().isEmpty() && commonTask == null) {
            requireTask("", null);
        }
    }

    /**
     * Adds the images of a manifest.
     *
     * @throws InvalidRequestException where a row is wrong; the others of its kind are reported as well
     */
    public void addManifest(Path manifest) throws IOException {
        manifests.add(manifest);
        var wrong = new WrongRows();
        for (Manifest.Row row : Manifest.read(manifest, wrong)) {
            try {
                add(row, manifest.toAbsolutePath());
            } catch (InvalidRequestException e) {
                wrong.add(e);
            }
        }
        wrong.refuse("--manifest " + manifest, listener);
    }

    /**
     * Adds an image with what is particular to it, as a row of a manifest has it.
     *
     * @param place where it stands, for messages
     * @param values by the {@link #COLUMNS}, none of them blank; {@code file} must be there
     * @param manifest the file whose folder paths are relative to
     * @throws InvalidRequestException where a value is wrong
     */
    public void addRow(String place, Map<String, String> values, Path manifest) throws IOException {
        add(new Manifest.Row(place, values), manifest);
    }

    private void add(Manifest.Row row, Path manifest) throws IOException {
        String place = row.place() + ": ";
        String named = row.values().getOrDefault(Manifest.FILE, "");
        Path file = manifest.resolveSibling(named);
        Optional<String> fault = Files.isDirectory(file) ? Optional.empty() : Inputs.fault(file);
        if (fault.isPresent()) {
            fail(file, place + named, fault.get());
            return;
        }
        Path name = Path.of(row.values().getOrDefault(Manifest.NAME, nameOf(Path.of(named))));
        if (name.isAbsolute() || name.normalize().startsWith("..")) {
            throw new InvalidRequestException(place + "name must lie inside of --out, got '" + name + "'");
        }
        if (Files.isDirectory(file)) {
            throw new InvalidRequestException(place + named + " is a folder; a manifest names single files");
        }
        if (Job.isMeasurement(file)) {
            requireNothingGiven(place, row.values().keySet());
            addMeasurement(file, name, row.options(manifest));
        } else {
            Task task = requireTask(place, row.task(commonTask));
            Values fitting = common.only(task.options(simulate)::contains);
            addPicture(place, file, name, task, row.options(manifest).or(fitting));
        }
    }

    private void fail(Path file, String label, String message) {
        listener.on(new Event.Failed(new Event.Image(label, file, null, null), message));
        failed++;
    }

    /** Folders in a manifest's relative paths are kept. */
    private static String nameOf(Path given) {
        String name = Job.nameOf(given);
        Path inside = given.normalize();
        boolean below = !inside.isAbsolute() && !inside.startsWith("..") && !given.endsWith(MeasurementRecord.FILE);
        return below ? inside.resolveSibling(name).toString() : name;
    }

    private void addPicture(String place, Path file, Path name, @Nullable Task named, Values values) {
        Task task = requireTask(place, named);
        try {
            task.requireOwn(values, place.isEmpty() ? "--" : "");
            if (!simulate) {
                task.requireEnough(values);
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(place + e.getMessage(), e);
        }
        if (simulate
                && values.get(NoiseSetting.NOISE).filter(NoiseSetting::auto).isPresent()) {
            throw new InvalidRequestException(
                    place + "--noise auto estimates a measurement's noise; --simulate draws its own");
        }
        Values complete = simulate || values.get(NoiseSetting.NOISE).isPresent()
                ? values
                : task.ownNoise()
                        .map(noise -> values.with(NoiseSetting.NOISE, noise))
                        .orElse(values);
        int pages = reading.pages(file);
        for (int page = 1; page <= pages; page++) {
            jobs.add(new Job(
                    file,
                    pages == 1 ? name : name.resolve(String.format(Locale.ROOT, "page-%03d", page)),
                    pages == 1 ? null : page,
                    task,
                    complete,
                    solver.apply(task)));
        }
    }

    private static Task requireTask(String place, @Nullable Task task) {
        if (task == null) {
            throw new InvalidRequestException(
                    place + "missing required option: '--task=TASK'; only a measurement.json says its own");
        }
        return task;
    }

    private static void requireNothingGiven(String place, Set<String> keys) {
        for (String key : keys) {
            if (key.equals(Manifest.TASK)
                    || MAKING.stream().anyMatch(option -> option.name().equals(key))) {
                throw new InvalidRequestException(
                        place + "a measurement is used as it is; " + key + " does not go with it");
            }
        }
    }

    /** A measurement brings its task, operator and noise level with it; the unknowns of its A may be described. */
    private void addMeasurement(Path file, Path name, Values own) {
        if (simulate || common.options().stream().anyMatch(MAKING::contains)) {
            throw new InvalidRequestException(file + ": a measurement is used as it is; "
                    + MAKING.stream().map(option -> "--" + option.name()).collect(Collectors.joining(", "))
                    + " and --simulate do not go with it");
        }
        try {
            Task task = Tasks.named(MeasurementRecord.read(file).task());
            Task other = commonTask;
            if (other != null && other != task) {
                throw new InvalidRequestException(
                        file + ": is a measurement for " + task.name() + ", not for --task " + other.name());
            }
            Values values = own.or(common.only(
                    option -> option.use() == Option.Use.SEEKS || task.options().contains(option)));
            requireOwn(file, task, values);
            jobs.add(new Job(file, name, null, task, values, solver.apply(task)));
        } catch (IOException | IllegalArgumentException e) {
            fail(file, file.toString(), FailureText.of(e, file, List.of()));
        }
    }

    private static void requireOwn(Path file, Task task, Values values) {
        try {
            task.requireOwn(values, "--");
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(file + ": " + e.getMessage(), e);
        }
    }

    /** A result could have the manifest's name. */
    private void requireBesideNone(Path manifest, Path out) {
        for (Job job : jobs) {
            Path folder = out.resolve(job.name());
            if (Files.isDirectory(folder) && (holds(folder, manifest) || holds(folder, real(manifest)))) {
                throw new InvalidRequestException("--manifest " + manifest + ": the result of " + job.label()
                        + " would be written beside it into " + folder + "; give another --out");
            }
        }
    }

    private static boolean holds(Path folder, Path file) {
        return real(folder).equals(real(file.toAbsolutePath().resolveSibling("")));
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file.toAbsolutePath().normalize();
        }
    }

    /**
     * The jobs.
     *
     * @throws InvalidRequestException where two results would lie in one folder, or one beside the manifest
     */
    public List<Job> inFoldersOfTheirOwn(Path out) {
        manifests.forEach(manifest -> requireBesideNone(manifest, out));
        Inputs.requireOwnFolders(
                jobs.stream()
                        .map(job -> new Inputs.Input(job.file(), job.name()))
                        .toList(),
                out);
        return jobs;
    }
}
