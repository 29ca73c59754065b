package dev.limpid.io;

import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be carried out as it was made, such as one with an unknown configuration key. The request must be
 * changed; trying again does not help. The command line ends with exit code 2.
 */
public final class InvalidRequestException extends RuntimeException {
    public InvalidRequestException(String message) {
        super(message);
    }

    public InvalidRequestException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
