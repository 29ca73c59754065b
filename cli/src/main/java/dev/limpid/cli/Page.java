package dev.limpid.cli;

import dev.limpid.io.Image;
import dev.limpid.io.PictureFile;
import dev.limpid.io.RangeChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * One picture of one of the user's files.
 *
 * @param index its number among the file's pages, from 0
 * @param folder the folder of its result
 */
record Page(Path file, PictureFile opened, int index, Path folder, RangeChoice range) {
    Image read() throws IOException {
        return opened.read(index, range);
    }

    /** The file, and which page where it has several. */
    String name() {
        return opened.pages() == 1 ? file.toString() : file + " page " + (index + 1);
    }

    /** What of the reading decides about the result; nothing for the only page of a file in its natural range. */
    void addTo(Map<String, Object> operator) {
        if (opened.pages() > 1) {
            operator.put("page", index + 1);
        }
        if (!range.equals(RangeChoice.NATURAL)) {
            operator.put("range", range.toString());
        }
    }
}
