package dev.limpid.cli;

import org.jspecify.annotations.Nullable;

/** A request that cannot be carried out as it was asked for, such as an unknown configuration key: exit code 2. */
final class UsageException extends RuntimeException {
    UsageException(String message) {
        super(message);
    }

    UsageException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
