package dev.limpid.training;

import dev.limpid.io.ProcessLock;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Where a training keeps its files: the prior, and beside it a folder with everything else.
 *
 * @param prior file of the averaged weights, safetensors
 */
public record TrainingFiles(Path prior) {
    /** Name of the list of what a training held out. */
    static final String HELD_OUT = "held-out.txt";

    private static final String ENDING = ".safetensors";

    public TrainingFiles {
        if (!String.valueOf(prior.getFileName()).endsWith(ENDING)
                || String.valueOf(prior.getFileName()).length() == ENDING.length()) {
            throw new IllegalArgumentException(prior + ": a prior's file must end in " + ENDING);
        }
    }

    /** {@code cats.training} beside {@code cats.safetensors}. */
    public Path folder() {
        String name = prior.getFileName().toString();
        return prior.resolveSibling(name.substring(0, name.length() - ENDING.length()) + ".training");
    }

    /** From which it is resumed. */
    public Path state() {
        return folder().resolve("state.safetensors");
    }

    /** Locked while a training runs, and left there: it marks the folder as a training's before there is a state. */
    public Path lock() {
        return folder().resolve("lock");
    }

    /**
     * Keeps other trainings from these files, until it is closed.
     *
     * @throws IOException if another training has them
     */
    ProcessLock take() throws IOException {
        return ProcessLock.take(lock(), folder() + ": another training is running there");
    }

    /** Loss, gradient and rate of every step. */
    public Path steps() {
        return folder().resolve("steps.csv");
    }

    /** Loss on the held-out pictures. */
    public Path checks() {
        return folder().resolve("checks.csv");
    }

    /** The curves of both as a picture. */
    public Path chart() {
        return folder().resolve("loss.png");
    }

    /** Samples of the prior after a step. */
    public Path samples(long step) {
        return folder().resolve("samples-%07d.png".formatted(step));
    }

    /** Which files of the data folder were held out, and their hashes. */
    public Path heldOut() {
        return folder().resolve(HELD_OUT);
    }

    /** Files of the data folder that were left out. */
    public Path skipped() {
        return folder().resolve("skipped.txt");
    }
}
