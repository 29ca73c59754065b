package dev.limpid.bench.theory;

import dev.limpid.io.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code limpid bench theory}: the inequality behind DMILO, and its projection; docs/experiments/theory.md has the results. */
@Command(
        name = "theory",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures the inequality of the theory of DMILO on small random generators and Gaussian measurements, and compares the"
                    + " A-guided projection of DMILO-PGD with the plain one.",
            "Writes report.md, two tables and three charts to OUT when everything is done, and nothing before."
        })
public final class TheoryBench implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "Where the report is written.")
    private Path out;

    @Option(names = "--seed", defaultValue = "0", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--trials",
            defaultValue = "25",
            paramLabel = "COUNT",
            description =
                    "Random generators, each with a truth of its own, and 16 times as many curves for the projection"
                            + " (default: ${DEFAULT-VALUE}).")
    private int trials;

    @Option(
            names = "--dimension",
            defaultValue = "64",
            paramLabel = "N",
            description = "Numbers in a signal (default: ${DEFAULT-VALUE}).")
    private int dimension;

    @Override
    public Integer call() throws IOException {
        Setting setting = setting();
        if (Files.exists(out) && !(Files.isDirectory(out) && Files.isWritable(out))) {
            throw refused("--out: cannot write to a folder " + out);
        }
        TheoryResults results = measured(setting);

        Files.createDirectories(out);
        write("numbers.csv", text(NumbersFile.recoveries(results)));
        write("projection.csv", text(NumbersFile.projections(results)));
        write("error.png", RecoveryCharts.errors(results));
        write("s-rec.png", RecoveryCharts.gammas(results));
        write("projection.png", ProjectionChart.of(results));
        write("report.md", text(TheoryReport.of(results)));
        say(TheoryReport.of(results));
        return 0;
    }

    private Setting setting() {
        try {
            return new Setting(seed, trials, dimension);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private TheoryResults measured(Setting setting) {
        var rows = new ArrayList<Trial.Row>();
        try (var progress = new Progress("recovery", trials, spec.commandLine().getErr())) {
            for (int i = 0; i < trials; i++) {
                rows.addAll(new Trial(setting, i).rows());
                progress.at(i + 1);
            }
        }
        var projections = new ArrayList<ProjectionTrials>();
        for (int m : List.of(2, 1)) {
            String title = "projection, m = " + m;
            try (var progress =
                    new Progress(title, setting.curves(), spec.commandLine().getErr())) {
                projections.add(ProjectionTrials.of(setting, m, progress::at));
            }
        }
        return new TheoryResults(setting, rows, projections);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void write(String name, byte[] bytes) throws IOException {
        AtomicFile.write(out.resolve(name), bytes);
    }

    private void say(String text) {
        PrintWriter to = spec.commandLine().getOut();
        to.println(text);
        to.flush();
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
