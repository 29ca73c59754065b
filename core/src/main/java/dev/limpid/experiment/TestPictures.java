package dev.limpid.experiment;

import dev.limpid.io.FoundPictures;
import dev.limpid.io.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The clean pictures of an experiment.
 *
 * @param folder null where the command names it
 * @param list the pictures' hashes, which they must have; null: any pictures will do
 * @param count the first by name
 * @param crop side of the part in the middle of each that is used; 0: all of it
 */
public record TestPictures(@Nullable Path folder, @Nullable Path list, int count, int crop) {
    public TestPictures {
        if (count < 1) {
            throw new InvalidRequestException("count must be positive, got " + count);
        }
        if (crop < 0 || (crop > 0 && crop < Grid.MULTIPLE)) {
            throw new InvalidRequestException("crop must be 0, or " + Grid.MULTIPLE + " or more, got " + crop);
        }
    }

    /**
     * The files.
     *
     * @param experiment its name, for messages
     * @param other folder in place of its own, or null
     * @throws InvalidRequestException in one line, if they are not there, or are not those of the list
     */
    List<Path> files(String experiment, @Nullable Path other) throws IOException {
        Path place = other != null ? other : folder;
        if (place == null) {
            throw new InvalidRequestException(
                    experiment + ": names no pictures; give the folder of clean ones as --data");
        }
        if (!Files.isDirectory(place)) {
            throw new InvalidRequestException(
                    place + ": " + (Files.exists(place) ? "is not a folder" : "no such folder") + " of pictures");
        }
        List<Path> all = FoundPictures.below(place).pictures();
        if (all.size() < count) {
            throw new InvalidRequestException(
                    place + ": has " + all.size() + " pictures, but " + experiment + " needs " + count);
        }
        List<Path> files = all.subList(0, count);
        if (list != null) {
            HashList.read(list).requireListed(files);
        }
        return files;
    }
}
