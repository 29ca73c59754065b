package dev.limpid.checkpoint;

import dev.limpid.checkpoint.PickleValue.Storage;
import java.io.IOException;
import java.nio.ByteOrder;

/** One of the two ways in which torch.save lays a pickle and its arrays into a file. */
interface TorchContainer {
    /** Its name, for people. */
    String format();

    /** The object that was saved. */
    PickleValue root();

    /** How the values of its arrays are written. */
    ByteOrder order();

    /** Where the whole array behind a storage begins in the file; its length has been checked. */
    long begin(Storage storage) throws CheckpointException;

    /** Holds one array against its checksum, where there is one. */
    void verify(Storage storage) throws IOException;

    /** Reads the whole file, and holds all of it against its checksums. */
    void verify() throws IOException;
}
