package dev.limpid.cli;

import dev.limpid.cli.about.CatalogueCommand;
import dev.limpid.cli.about.DoctorCommand;
import dev.limpid.cli.about.ManCommand;
import dev.limpid.cli.checkpoint.CheckpointCommand;
import dev.limpid.cli.console.Arguments;
import dev.limpid.cli.console.Console;
import dev.limpid.cli.console.Failures;
import dev.limpid.cli.dataset.DatasetCommand;
import dev.limpid.cli.experiment.EvaluateCommand;
import dev.limpid.cli.options.Converters;
import dev.limpid.cli.options.ListsInHelp;
import dev.limpid.cli.prior.PriorCommand;
import dev.limpid.cli.prior.PriorsCommand;
import dev.limpid.cli.prior.SampleCommand;
import dev.limpid.cli.restore.DegradeCommand;
import dev.limpid.cli.restore.DemoCommand;
import dev.limpid.cli.restore.RerunCommand;
import dev.limpid.cli.restore.RestoreCommand;
import dev.limpid.cli.serve.ServeCommand;
import dev.limpid.cli.train.TrainCommand;
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
        int code = execute(line, args);
        System.exit(System.out.checkError() ? Failures.lost(code, line) : code);
    }

    /**
     * The program around a runner.
     *
     * @param width columns of the terminal that progress is drawn on, 0 where there is none
     */
    static CommandLine commandLine(Runner runner, int width) {
        var limpid = new Limpid();
        var line = new CommandLine(limpid);
        line.addSubcommand(new DemoCommand(runner::demo, width));
        line.addSubcommand(new RestoreCommand(runner::restore, width));
        line.addSubcommand(new DegradeCommand(runner::degrade, width));
        line.addSubcommand(new RerunCommand(runner::rerun, width));
        line.addSubcommand(new ServeCommand(runner::serve, width));
        line.addSubcommand(new SampleCommand(runner::sample, width));
        line.addSubcommand(DatasetCommand.of(runner::kernels, runner::prepare, width));
        line.addSubcommand(new TrainCommand(runner::train, width));
        line.addSubcommand(new EvaluateCommand(runner::experiments, width));
        line.addSubcommand(PriorCommand.of(runner::evaluate, runner::compare, width));
        line.addSubcommand(new PriorsCommand(runner::priors));
        line.addSubcommand(new CatalogueCommand.TaskTable());
        line.addSubcommand(new CatalogueCommand.OperatorTable());
        line.addSubcommand(new CatalogueCommand.SolverTable());
        line.addSubcommand(new DoctorCommand(runner::doctor, width));
        line.addSubcommand("completion", new AutoComplete.GenerateCompletion());
        line.addSubcommand(new ManCommand());
        line.addSubcommand(new CheckpointCommand());
        Converters.register(line);
        line.setPosixClusteredShortOptionsAllowed(false); // -hello.png is no -h
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

    /** Executes, and reports natives that do not load, and memory or a stack that runs out, as other failures are. */
    static int execute(CommandLine line, String... args) {
        try {
            return line.execute(Arguments.withFiles(line, args));
        } catch (LinkageError | VirtualMachineError e) {
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
