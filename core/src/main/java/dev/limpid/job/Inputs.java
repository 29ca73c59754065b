package dev.limpid.job;

import dev.limpid.io.FoundPictures;
import dev.limpid.io.FoundPictures.LeftOut;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.MeasurementRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The files that arguments stand for: a folder stands for the pictures and measurements in it and below. */
final class Inputs {
    /** The number of left-out files that are named. */
    private static final int NAMED = 5;

    private Inputs() {}

    /**
     * A file.
     *
     * @param name folder of what is made of it, relative to the folder of all results
     */
    record Input(Path file, Path name) {}

    /**
     * The files that arguments stand for.
     *
     * @param inputs files that can be read, those of a folder in the order of their names
     * @param failed arguments that stand for nothing, which were reported
     */
    record Found(List<Input> inputs, int failed) {
        Found {
            inputs = List.copyOf(inputs);
        }
    }

    /**
     * The files of arguments; what a folder holds beside them is noted.
     *
     * @param measurements whether measurements are taken; otherwise they are left out like other results
     */
    static Found of(List<Path> arguments, boolean measurements, Listener listener) {
        var inputs = new ArrayList<Input>();
        var failed = new ArrayList<Path>();
        for (Path argument : arguments) {
            if (Files.isDirectory(argument)) {
                addAll(argument, measurements, inputs, failed, listener);
            } else {
                Optional<String> fault = fault(argument);
                fault.ifPresent(reason -> fail(argument, reason, failed, listener));
                if (fault.isEmpty()) {
                    add(argument, () -> Path.of(Job.nameOf(argument)), inputs, failed, listener);
                }
            }
        }
        return new Found(inputs, failed.size());
    }

    private static void fail(Path file, String reason, List<Path> failed, Listener listener) {
        listener.on(new Event.Failed(new Event.Image(file.toString(), file, null, null), reason));
        failed.add(file);
    }

    /** Adds a file, unless its result's folder has a name that cannot be written. */
    private static void add(Path file, Supplier<Path> name, List<Input> inputs, List<Path> failed, Listener listener) {
        try {
            inputs.add(new Input(file, name.get()));
        } catch (InvalidPathException e) {
            fail(file, NameEncoding.here().fault(), failed, listener);
        }
    }

    /** Why an argument that is no folder stands for nothing. */
    static Optional<String> fault(Path argument) {
        if (!Files.exists(argument)) {
            String remark = NameEncoding.here()
                    .remark(argument.toString())
                    .map(text -> "; " + text)
                    .orElse("");
            return Optional.of((Files.isSymbolicLink(argument) ? "is a link to nothing" : "no such file") + remark);
        } else if (!Files.isRegularFile(argument)) {
            return Optional.of("not a file");
        }
        return Files.isReadable(argument) ? Optional.empty() : Optional.of("permission denied");
    }

    /** Adds what a folder holds, or reports why it stands for nothing. */
    private static void addAll(
            Path folder, boolean measurements, List<Input> inputs, List<Path> failed, Listener listener) {
        FoundPictures found;
        try {
            found = FoundPictures.below(folder);
        } catch (IOException e) {
            fail(folder, FailureText.of(e, folder, List.of()), failed, listener);
            return;
        }
        var files = new ArrayList<Path>(found.pictures());
        var leftOut = new ArrayList<>(found.leftOut());
        if (measurements) {
            files.addAll(found.measurements());
            files.sort(Comparator.comparing(Path::toString));
        } else {
            found.measurements().forEach(file -> leftOut.add(new LeftOut(file, "is a measurement already")));
        }
        files.forEach(file -> add(file, () -> name(folder, file), inputs, failed, listener));
        String remark = remark(folder, leftOut);
        if (files.isEmpty()) {
            fail(folder, "no pictures in this folder" + (remark.isEmpty() ? "" : "; " + remark), failed, listener);
        } else if (!remark.isEmpty()) {
            listener.note(folder + ": " + remark);
        }
    }

    /** How many files are left out, and the first of them by name. */
    private static String remark(Path folder, List<LeftOut> leftOut) {
        if (leftOut.isEmpty()) {
            return "";
        }
        int more = leftOut.size() - NAMED;
        return leftOut.stream()
                .limit(NAMED)
                .map(left -> folder.relativize(left.file()) + " " + left.reason())
                .collect(Collectors.joining(
                        ", ", leftOut.size() + " left out: ", more > 0 ? ", and " + more + " more" : ""));
    }

    private static Path name(Path folder, Path file) {
        Path relative = folder.relativize(file);
        if (file.endsWith(MeasurementRecord.FILE)) {
            Path parent = relative.getParent();
            return parent == null ? Path.of(Job.nameOf(file)) : parent;
        }
        return relative.resolveSibling(Job.nameOf(file));
    }

    /**
     * Checks that every result has a folder of its own, inside of {@code out}.
     *
     * @throws InvalidRequestException otherwise
     */
    static void requireOwnFolders(List<Input> inputs, Path out) {
        var owners = new HashMap<Path, Path>();
        for (Input input : inputs) {
            Path name = input.name().normalize();
            if (name.isAbsolute() || name.startsWith("..") || name.toString().isEmpty()) {
                throw new InvalidRequestException(input.file() + ": its result's folder '" + input.name()
                        + "' would not lie inside of --out; rename it");
            }
            Path other = owners.putIfAbsent(input.name().normalize(), input.file());
            if (other != null) {
                throw new InvalidRequestException(other + " and " + input.file() + " would both go into "
                        + out.resolve(input.name()) + ": give them an --out each");
            }
        }
    }
}
