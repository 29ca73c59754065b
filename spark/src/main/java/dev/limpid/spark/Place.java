package dev.limpid.spark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Files in one kind of place. Addresses are paths where nodes see files by them, and else as {@code s3a://bucket/a.png}.
 */
interface Place {
    /**
     * Something that a name stands for.
     *
     * @param address its path or address
     */
    record Found(String address, boolean folder) {}

    /**
     * The files and folders that a name with wildcards stands for, or that of one; empty where there is none.
     *
     * @throws IllegalArgumentException in one line, where its wildcards cannot be understood
     */
    List<Found> matching(String pattern) throws IOException;

    /** All files below a folder. */
    List<String> below(String folder) throws IOException;

    boolean exists(String address) throws IOException;

    InputStream open(String address) throws IOException;

    /** Names of the files in a folder; none where there is no folder. */
    List<String> names(String folder) throws IOException;

    /** Copies a file to a path of this node. */
    void fetch(String address, Path to) throws IOException;

    /** An empty file, whether or not it was there. */
    void mark(String address) throws IOException;

    /**
     * Writes a file as a whole: to an address for files on their way, and then to its place.
     *
     * @param partial in the same place; nothing is left there, whatever happens
     */
    void put(Path file, String address, String partial) throws IOException;

    /** Moves a folder; whatever was at its place gives way. */
    void move(String from, String to) throws IOException;

    /** Removes a file or a folder with all that is in it, if it is there. */
    void delete(String address) throws IOException;
}
