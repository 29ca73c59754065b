package dev.limpid.cli;

import dev.limpid.io.PictureFile;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How pictures are read.
 *
 * @param range which values are black and white
 * @param limits what a file may claim
 */
record Reading(RangeChoice range, ReadLimits limits) {
    /** As files are without options. */
    static final Reading DEFAULT = new Reading(RangeChoice.NATURAL, ReadLimits.DEFAULT);

    /** The pages of a file, at least one. The only page has its result in {@code folder}, several have folders in it. */
    List<Page> pages(Path file, Path folder) throws IOException {
        PictureFile opened = PictureFile.open(file, limits);
        int count = opened.pages();
        var pages = new ArrayList<Page>();
        for (int i = 0; i < count; i++) {
            Path own = count == 1 ? folder : folder.resolve(String.format(Locale.ROOT, "page-%03d", i + 1));
            pages.add(new Page(file, opened, i, own, range));
        }
        return pages;
    }
}
