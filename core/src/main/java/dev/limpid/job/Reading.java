package dev.limpid.job;

import dev.limpid.io.Image;
import dev.limpid.io.PictureFile;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How pictures are read.
 *
 * @param range which values are black and white
 * @param limits the limits on the sizes that a file declares
 */
public record Reading(RangeChoice range, ReadLimits limits) {
    /** The number of pages. Returns 1 for an unreadable file; the error is reported when it is read. */
    int pages(Path file) {
        try {
            return PictureFile.pages(file, limits);
        } catch (IOException | OutOfMemoryError e) {
            return 1;
        }
    }

    /**
     * Decodes a picture of a file that was opened.
     *
     * @param file for messages
     * @param page from 1, or null for the only one
     */
    Image decode(PictureFile opened, Path file, @Nullable Integer page) throws IOException {
        if (page == null && opened.pages() > 1) {
            throw new IOException(file + ": holds " + opened.pages() + " pages, one is read");
        }
        if (page != null && page > opened.pages()) {
            throw new IOException(file + ": has no page " + page + ", it holds " + opened.pages());
        }
        return opened.read(page == null ? 0 : page - 1, range);
    }
}
