package dev.limpid.spark;

import dev.limpid.io.PictureFile;
import dev.limpid.io.ReadLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** The pixels of pictures, from the beginnings of their files as far as these tell. */
record Sizes(Broadcast<SerializableConfiguration> configuration) implements FlatMapFunction<Iterator<Picture>, Long> {
    private static final long serialVersionUID = 1L;

    /** Behind these a photograph's colour profile and its small picture are over. */
    private static final int BEGINNING = 256 << 10;

    @Override
    public Iterator<Long> call(Iterator<Picture> pictures) {
        Configuration known = configuration.value().value();
        var storage = new Storage(known);
        var pixels = new ArrayList<Long>();
        while (pictures.hasNext()) {
            pixels.add(pixels(pictures.next().file(), storage));
        }
        return pixels.iterator();
    }

    /** 0 for a file that cannot be read, which fails when its turn comes. */
    private static long pixels(String file, Storage storage) {
        try {
            byte[] beginning;
            try (InputStream in = storage.open(file)) {
                beginning = in.readNBytes(BEGINNING);
            }
            Optional<int[]> declared = PictureFile.declared(beginning);
            return declared.isPresent() ? area(declared.get()) : ofWhole(file, storage);
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }

    private static long ofWhole(String file, Storage storage) throws IOException {
        try (var scratch = Scratch.make()) {
            Path local = Storage.isAddress(file) ? scratch.folder().resolve("picture") : Path.of(file);
            if (Storage.isAddress(file)) {
                storage.fetch(file, local);
            }
            PictureFile opened = PictureFile.open(local, ReadLimits.DEFAULT);
            List<int[]> pages = new ArrayList<>();
            for (int page = 0; page < opened.pages(); page++) {
                pages.add(opened.size(page));
            }
            return pages.stream().mapToLong(Sizes::area).sum();
        }
    }

    private static long area(int[] size) {
        return (long) size[0] * size[1];
    }
}
