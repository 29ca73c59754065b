package dev.limpid.io;

import java.io.IOException;
import java.util.List;

/** A file of one format that was looked through before its pixels are decoded. */
interface Container {
    /** One rule for all formats that may hold several: previews, frames of an animation, pictures in a row. */
    String SEVERAL = "holds more than one picture; the first is read";

    /** The facts of the picture beside its samples. */
    Embedded embedded();

    /** Notices about the file, one sentence each; normally none. */
    List<String> notices();

    /** A file for the decoder, of the first picture alone and without what would make it convert the samples. */
    byte[] decodable() throws IOException;

    /** A file of a format that has nothing beside its samples. */
    record Bare(byte[] file) implements Container {
        @Override
        public Embedded embedded() {
            return Embedded.NOTHING;
        }

        @Override
        public List<String> notices() {
            return List.of();
        }

        @Override
        public byte[] decodable() {
            return file;
        }
    }
}
