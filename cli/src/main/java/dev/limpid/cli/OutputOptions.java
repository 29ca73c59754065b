package dev.limpid.cli;

import dev.limpid.io.InvalidRequestException;
import picocli.CommandLine.Option;

/** The options of how a command speaks. */
final class OutputOptions {
    @Option(names = "--quiet", description = "Say nothing but failures.")
    private boolean quiet;

    @Option(names = "--json", description = "Say what happens in JSON, one object per line on standard output.")
    private boolean json;

    /** @throws InvalidRequestException where both are asked for */
    Console console(Console plain) {
        if (quiet && json) {
            throw new InvalidRequestException("--quiet and --json exclude each other");
        }
        return plain.with(json ? Console.Speech.JSON : quiet ? Console.Speech.QUIET : Console.Speech.TEXT);
    }
}
