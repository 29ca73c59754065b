package dev.limpid.cli.about;

import dev.limpid.io.AtomicFile;
import dev.limpid.job.Requirements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code limpid man}: writes a man page for every command. */
@Command(
        name = "man",
        mixinStandardHelpOptions = true,
        description = "Writes the man pages, one for each command, such as limpid-restore.1.")
public final class ManCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Folder for the pages, such as ~/.local/share/man/man1.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createDirectories(Requirements.writableFolder(out));
        CommandLine root = spec.root().commandLine();
        write(folder, root);
        for (CommandLine command : root.getSubcommands().values()) {
            write(folder, command);
            for (CommandLine nested : command.getSubcommands().values()) {
                write(folder, nested);
            }
        }
        spec.commandLine().getOut().println("Man pages in " + folder);
        return 0;
    }

    private static void write(Path folder, CommandLine command) throws IOException {
        String name = command.getCommandSpec().qualifiedName("-");
        AtomicFile.write(
                folder.resolve(name + ".1"),
                new ManPage(command.getCommandSpec()).text().getBytes(StandardCharsets.UTF_8));
    }
}
