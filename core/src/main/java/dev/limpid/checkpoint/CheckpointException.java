package dev.limpid.checkpoint;

import java.io.IOException;

/** A file of weights that cannot be used: names the file and the reason. */
public final class CheckpointException extends IOException {
    private static final long serialVersionUID = 1L;

    public CheckpointException(String file, String reason) {
        super(file + ": " + reason);
    }

    public CheckpointException(String file, String reason, Throwable cause) {
        super(file + ": " + reason, cause);
    }
}
