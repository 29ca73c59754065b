package dev.limpid.job;

import dev.limpid.io.PictureFile;
import dev.limpid.io.ReadLimits;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads each picture's file once: for its hash and its pixels, and a file of several pages for all pages that follow each other. */
final class OpenedPictures {
    private final ReadLimits limits;
    private @Nullable Path file;
    private @Nullable PictureFile last;

    OpenedPictures(ReadLimits limits) {
        this.limits = limits;
    }

    /** The file, read now unless it is the one that was asked for before and has more pages. */
    PictureFile open(Path wanted) throws IOException {
        PictureFile opened = wanted.equals(file) ? last : null;
        if (opened == null) {
            last = null; // two files would need twice the memory
            opened = PictureFile.open(wanted, limits);
        }
        file = wanted;
        last = opened.pages() > 1 ? opened : null;
        return opened;
    }
}
