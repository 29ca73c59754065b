package dev.limpid.job;

import dev.limpid.degradation.Values;
import dev.limpid.io.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks of paths before anything is computed. */
public final class Requirements {
    private Requirements() {}

    /**
     * Accepts a file that can be read, or none.
     *
     * @throws InvalidRequestException otherwise, naming the option
     */
    public static @Nullable Path readable(String option, @Nullable Path file) {
        if (file == null) {
            return null;
        }
        if (!Files.exists(file)) {
            throw new InvalidRequestException(option + " " + file + ": no such file");
        } else if (!Files.isRegularFile(file)) {
            throw new InvalidRequestException(option + " " + file + ": not a file");
        } else if (!Files.isReadable(file)) {
            throw new InvalidRequestException(option + " " + file + ": permission denied");
        }
        return file;
    }

    /**
     * Accepts values whose files can be read.
     *
     * @param place begins the message, before the option's name
     * @throws InvalidRequestException otherwise
     */
    public static void readable(String place, Values values) {
        values.eachFile((option, path) -> {
            String advice = option.file() == null ? "" : option.file().advice();
            if (!advice.isEmpty() && !Files.exists(path)) {
                throw new InvalidRequestException(place + option.name() + " " + path + ": no such file; " + advice);
            }
            readable(place + option.name(), path);
        });
    }

    /**
     * Accepts a folder for results that holds no files of others: none at all but hidden ones, or one by which Limpid's are known.
     *
     * @param known name of the file that a former run left there
     * @param force whether files of others may be replaced
     * @throws InvalidRequestException otherwise
     */
    public static Path ownFolder(Path folder, String known, boolean force) throws IOException {
        return force ? folder : ownFolder(folder, known, ", or --force to write among them");
    }

    /**
     * The same for results that nothing may lie among, such as pictures to train on.
     *
     * @throws InvalidRequestException as above
     */
    static Path ownFolder(Path folder, String known) throws IOException {
        return ownFolder(folder, known, "");
    }

    private static Path ownFolder(Path folder, String known, String otherwise) throws IOException {
        if (Files.isDirectory(folder) && !Files.exists(folder.resolve(known))) {
            Optional<Path> other = Target.files(folder).stream().findFirst();
            if (other.isPresent()) {
                throw new InvalidRequestException(folder + ": holds files, such as "
                        + other.get().getFileName() + ", and no " + known + " of Limpid; give another --out"
                        + otherwise);
            }
        }
        return folder;
    }

    /**
     * Accepts an output that does not lie in a folder of pictures, whatever links lead there.
     *
     * @throws InvalidRequestException otherwise
     */
    public static Path outside(Path data, Path out) throws IOException {
        if (real(out).startsWith(real(data))) {
            throw new InvalidRequestException("--out " + out + " lies in the folder of pictures " + data
                    + ", so that results would be taken for its pictures; choose another place");
        }
        return out;
    }

    /** The path without links, as far as it is there. */
    private static Path real(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        if (Files.exists(absolute) || parent == null) {
            return absolute.toRealPath();
        }
        return real(parent).resolve(absolute.getFileName());
    }

    /**
     * Accepts an output that is none of the inputs, under whatever name or link; neither need be there.
     *
     * @throws InvalidRequestException otherwise
     */
    public static Path noneOf(List<Path> inputs, Path output) throws IOException {
        for (Path input : inputs) {
            if (Files.exists(output) && Files.exists(input) && Files.isSameFile(output, input)) {
                throw new InvalidRequestException(
                        "--out " + output + ": is the file " + input + ", which is read; give another --out");
            }
        }
        return output;
    }

    /**
     * Accepts a folder for results that can be written to or made; makes nothing yet.
     *
     * @throws InvalidRequestException otherwise
     */
    public static Path writableFolder(Path folder) {
        return writableFolder("--out", folder);
    }

    /**
     * Accepts a folder that can be written to or made; makes nothing yet.
     *
     * @throws InvalidRequestException otherwise, naming the option
     */
    public static Path writableFolder(String option, Path folder) {
        Path existing = folder.toAbsolutePath().normalize();
        while (!Files.exists(existing) && existing.getParent() != null) {
            if (Files.isSymbolicLink(existing)) {
                throw new InvalidRequestException(option + " " + folder + ": " + existing + " is a link to nothing");
            }
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing)) {
            throw new InvalidRequestException(option + " " + folder + ": " + existing + " is not a folder");
        } else if (!Files.isWritable(existing)) {
            throw new InvalidRequestException(option + " " + folder + ": " + existing + " cannot be written to");
        }
        return folder;
    }
}
