package dev.limpid.server;

import java.util.Locale;

/** Ends a request with a status and one line for whoever asked. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final int BAD_REQUEST = 400;
    static final int UNAUTHORISED = 401;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int TIMEOUT = 408;
    static final int CONFLICT = 409;
    static final int TOO_LARGE = 413;
    static final int TOO_MANY = 429;
    static final int BUSY = 503;
    static final int NO_SPACE = 507;

    private final int status;

    Refusal(int status, String line) {
        super(line, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }

    /** @throws Refusal if that is why something failed */
    static void whereDiskIsFull(Throwable e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("no space left")
                || message.contains("not enough space")
                || message.contains("disk is full")) {
            throw new Refusal(NO_SPACE, "the server's disk is full");
        }
    }

    static Refusal notFound(String what, String id) {
        return new Refusal(NOT_FOUND, "there is no " + what + " " + id);
    }
}
