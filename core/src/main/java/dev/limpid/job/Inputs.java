package dev.limpid.job;

import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.MeasurementRecord;
import dev.limpid.io.PictureFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files that arguments stand for: a folder stands for the pictures and measurements in it and below. */
final class Inputs {
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

    static Found of(List<Path> arguments, Listener listener) throws IOException {
        var inputs = new ArrayList<Input>();
        int failed = 0;
        for (Path argument : arguments) {
            if (Files.isDirectory(argument)) {
                inputs.addAll(in(argument));
            }
            Optional<String> fault = fault(argument);
            if (fault.isPresent()) {
                var image = new Event.Image(argument.toString(), argument, null, null);
                listener.on(new Event.Failed(image, fault.get()));
                failed++;
            } else if (!Files.isDirectory(argument)) {
                inputs.add(new Input(argument, Path.of(Job.nameOf(argument))));
            }
        }
        return new Found(inputs, failed);
    }

    /** Why an argument stands for nothing. */
    static Optional<String> fault(Path argument) throws IOException {
        if (Files.isDirectory(argument)) {
            return in(argument).isEmpty() ? Optional.of("no pictures in this folder") : Optional.empty();
        } else if (!Files.exists(argument)) {
            return Optional.of("no such file");
        } else if (!Files.isRegularFile(argument)) {
            return Optional.of("not a file");
        }
        return Files.isReadable(argument) ? Optional.empty() : Optional.of("permission denied");
    }

    private static List<Input> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> isInput(folder, file))
                    .sorted()
                    .map(file -> new Input(file, name(folder, file)))
                    .toList();
        }
    }

    /** A measurement stands for all that lies beside it, which is its mask and its preview. */
    private static boolean isInput(Path folder, Path file) {
        if (!Files.isRegularFile(file) || hidden(folder.relativize(file)) || isResult(folder, file)) {
            return false;
        }
        if (Files.exists(file.resolveSibling(MeasurementRecord.FILE))) {
            return file.endsWith(MeasurementRecord.FILE);
        }
        return PictureFile.isNamedAsPicture(file);
    }

    /** Results of an earlier run below a folder of inputs are no inputs of the next run. The folder itself was asked for. */
    private static boolean isResult(Path folder, Path file) {
        return !folder.equals(file.getParent()) && Files.exists(file.resolveSibling(ResultFolder.RECORD));
    }

    private static boolean hidden(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
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
