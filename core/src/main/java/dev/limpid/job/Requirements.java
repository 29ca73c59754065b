package dev.limpid.job;

import dev.limpid.degradation.Values;
import dev.limpid.io.InvalidRequestException;
import java.nio.file.Files;
import java.nio.file.Path;
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
     * Accepts a folder that can be written to or made; makes nothing yet.
     *
     * @throws InvalidRequestException otherwise
     */
    public static Path writableFolder(Path folder) {
        Path existing = folder.toAbsolutePath().normalize();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing)) {
            throw new InvalidRequestException("--out " + folder + ": " + existing + " is not a folder");
        } else if (!Files.isWritable(existing)) {
            throw new InvalidRequestException("--out " + folder + ": " + existing + " cannot be written to");
        }
        return folder;
    }
}
