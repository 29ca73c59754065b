package dev.limpid.cli;

import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program {@code limpid}. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
        name = "limpid",
        mixinStandardHelpOptions = true,
        versionProvider = Limpid.Version.class,
        description = "Restores degraded images with a diffusion model as the prior.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed", "2:wrong usage"},
        footer = {
            "",
            "First steps:   limpid demo",
            "One command:   limpid COMMAND --help",
            "Speed, memory: limpid bench --help"
        })
public final class Limpid implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Say more, and show the stack trace of a failure.")
    private boolean verbose;

    boolean verbose() {
        return verbose;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "no command given");
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        CommandLine line = commandLine(new LibraryRunner(), Console.terminalWidth());
        System.exit(execute(line, args));
    }

    /**
     * The program around a runner.
     *
     * @param width columns of the terminal that progress is drawn on, 0 where there is none
     */
    static CommandLine commandLine(Runner runner, int width) {
        var limpid = new Limpid();
        var line = new CommandLine(limpid);
        line.addSubcommand(new DemoCommand(runner, width));
        line.addSubcommand(new RestoreCommand(runner, width));
        line.addSubcommand(new DegradeCommand(runner, width));
        line.addSubcommand(new RerunCommand(runner, width));
        line.addSubcommand(new SampleCommand(runner, width));
        line.addSubcommand(new TrainCommand(runner, width));
        line.addSubcommand(PriorCommand.of(runner, width));
        line.addSubcommand(new PriorsCommand(runner));
        line.addSubcommand(new CatalogueCommand.TaskTable());
        line.addSubcommand(new CatalogueCommand.Operators());
        line.addSubcommand(new CatalogueCommand.Solvers());
        line.addSubcommand(new DoctorCommand(runner, width));
        line.addSubcommand("completion", new AutoComplete.GenerateCompletion());
        line.addSubcommand(new ManCommand());
        line.addSubcommand(new CheckpointCommand());
        Names.register(line);
        line.setResourceBundle(new ListsInHelp());
        line.setParameterExceptionHandler(Failures::usage);
        line.setExecutionExceptionHandler((e, command, parsed) -> Failures.failure(e, command, limpid.verbose()));
        line.setExecutionStrategy(parsed -> execute(limpid, parsed));
        return line;
    }

    private static int execute(Limpid limpid, ParseResult parsed) {
        if (limpid.verbose()) {
            // Read by logback.xml, which is not loaded before a command computes.
            System.setProperty("limpid.log", "INFO");
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /** Executes, and reports natives that do not load or memory that runs out as other failures are. */
    static int execute(CommandLine line, String... args) {
        try {
            return line.execute(args);
        } catch (LinkageError | OutOfMemoryError e) {
            return Failures.failure(e, line, line.<Limpid>getCommand().verbose());
        } finally {
            flush(line.getOut());
            flush(line.getErr());
        }
    }

    private static void flush(PrintWriter writer) {
        writer.flush();
    }

    /** The version from the build. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "limpid " + dev.limpid.io.Version.limpid(),
                "LibTorch binding " + dev.limpid.io.Version.binding() + ", Java " + Runtime.version()
            };
        }
    }
}
