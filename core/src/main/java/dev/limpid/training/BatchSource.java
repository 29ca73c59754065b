package dev.limpid.training;

import java.io.IOException;

/** Where batches come from: the same one whenever a number is asked for again. */
@FunctionalInterface
public interface BatchSource {
    /** The batch of that number, from 0; accumulated gradients take several for one step. */
    Batch at(long number) throws IOException;
}
