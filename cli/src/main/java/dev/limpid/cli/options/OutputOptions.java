package dev.limpid.cli.options;

import dev.limpid.cli.console.Console;
import dev.limpid.io.InvalidRequestException;
import picocli.CommandLine.Option;

/** The options of how a command speaks. */
public final class OutputOptions {
    @Option(names = "--quiet", description = "Say nothing but failures.")
    private boolean quiet;

    @Option(names = "--json", description = "Say what happens in JSON, one object per line on standard output.")
    private boolean json;

    /**
     * The console with the way of speaking that was asked for.
     *
     * @throws InvalidRequestException where both are asked for
     */
    public Console console(Console plain) {
        if (quiet && json) {
            throw new InvalidRequestException("--quiet and --json exclude each other");
        }
        return plain.with(json ? Console.Speech.JSON : quiet ? Console.Speech.QUIET : Console.Speech.TEXT);
    }
}
