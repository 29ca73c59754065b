package dev.limpid.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder that was made, with the folders above it that had to be made for it: a run that leaves nothing leaves none of them.
 *
 * @param folders the lowest first
 */
record MadeFolders(List<Path> folders) {
    MadeFolders {
        folders = List.copyOf(folders);
    }

    /** Makes a folder, which counts as made even if it is there. */
    static MadeFolders make(Path folder) throws IOException {
        var folders = new ArrayList<>(List.of(folder));
        for (Path above = folder.getParent(); above != null && !Files.exists(above); above = above.getParent()) {
            if (!above.endsWith(".")) {
                folders.add(above);
            }
        }
        try {
            Files.createDirectories(folder);
        } catch (NoSuchFileException e) {
            Files.createDirectories(folder); // another run has just removed one above, which it had made
        }
        return new MadeFolders(folders);
    }

    /** Removes them from the lowest on, up to the first that holds something or cannot be removed: the result is what counts. */
    void removeEmpty() {
        try {
            for (Path folder : folders) {
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            // Another run has just taken it, or it holds what is not ours.
        }
    }
}
