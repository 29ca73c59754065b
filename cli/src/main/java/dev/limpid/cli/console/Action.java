package dev.limpid.cli.console;

import java.io.IOException;

/**
 * Carries out one kind of request. A request's own values have been checked; what needs the prior or an image to be checked, such
 * as an image of another size, is checked before anything is computed.
 */
@FunctionalInterface
public interface Action<R> {
    /**
     * Carries out a request. Returns whether all of it succeeded: the exit code is 0, else 1.
     *
     * @throws dev.limpid.io.InvalidRequestException where the request is wrong: the exit code is 2
     * @throws IOException where the work failed: the exit code is 1
     */
    boolean run(R request, Console console) throws IOException;
}
