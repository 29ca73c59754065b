package dev.limpid.bench;

import dev.limpid.experiment.NamedSolver;
import dev.limpid.io.Memory;
import dev.limpid.restoration.Tiling;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code limpid bench pixels}: time and memory against the pixels of a picture, beside the memory that was said; docs/sizes.md. */
@Command(
        name = "pixels",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Restores drawn pictures of several sizes with the prior photo, each in a process of its own, and prints the time,",
            "the most memory that was held, and the memory that was said before."
        })
final class PixelsBench implements Callable<Integer> {
    private static final double MEGA = 1e6;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--megapixels",
            split = ",",
            defaultValue = "1,4,12",
            paramLabel = "N",
            description =
                    "Pixels of the restored pictures, in millions, with sides of 4 to 3 (default: ${DEFAULT-VALUE}).")
    private List<Double> megapixels = List.of();

    @Option(
            names = "--problems",
            split = ",",
            defaultValue = "inpainting,scratches,motion-deblur,super-resolution,denoise",
            paramLabel = "NAME",
            description = "Default: ${DEFAULT-VALUE}.")
    private List<String> problems = List.of();

    @Option(
            names = "--solver",
            defaultValue = "hqs",
            paramLabel = "NAME",
            description = "With changes of its settings, as hqs+steps=2 (default: ${DEFAULT-VALUE}).")
    private String solver = "";

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description = "As 'limpid restore' takes it, such as 4G (default: half of what is free).")
    private @Nullable String memory;

    @Mixin
    private Conditions conditions;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<PixelsProblem> named = validated();
        conditions.each((set, processes) -> measure(named, set, processes));
        return 0;
    }

    private List<PixelsProblem> validated() throws IOException, InterruptedException {
        if (megapixels.isEmpty() || megapixels.stream().anyMatch(m -> !(m >= 0.01 && m <= 100))) {
            throw conditions.usage("--megapixels must be 0.01 to 100, got " + megapixels);
        }
        conditions.check(null);
        if (Memory.peak().isEmpty()) {
            throw new IOException("this system does not tell a process's memory");
        }
        try {
            if (memory != null) {
                Tiling.parseMemory(memory);
            }
            NamedSolver parsed = NamedSolver.parse(solver);
            List<PixelsProblem> named =
                    problems.stream().map(PixelsProblem::named).toList();
            named.forEach(problem -> parsed.choice(problem.task().tunedAs()));
            return named;
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw conditions.usage(String.valueOf(e.getMessage()));
        }
    }

    private void measure(List<PixelsProblem> named, String set, Processes processes)
            throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Machine machine = Machine.here(conditions.threads(), List.of());
        out.printf(
                Locale.ROOT,
                "%s, %d threads, %s, %s, load %.1f; %.0f GFLOP/s at most%n%n",
                solver,
                conditions.threads(),
                machine.processor(),
                set,
                machine.load(),
                processes.java(Double.class, "matrix", processes.threads()));
        out.println(
                "| problem | picture | seconds | a megapixel | to the size before | peak, GB | said | said / peak |");
        out.println("|---|---|--:|--:|--:|--:|--:|--:|");
        for (PixelsProblem problem : named) {
            double before = Double.NaN;
            for (double m : megapixels) {
                before = row(out, problem, m, before, processes);
            }
        }
    }

    /** Measures a picture and prints its row; returns its seconds for a megapixel. */
    private double row(PrintWriter out, PixelsProblem problem, double millions, double before, Processes processes)
            throws IOException, InterruptedException {
        int height = side(millions, 3.0 / 4);
        int width = side(millions, 4.0 / 3);
        Path folder = Files.createTempDirectory("limpid-pixels");
        try {
            problem.draw(height, width, folder);
            long bytes = memory == null ? 0 : Tiling.parseMemory(memory);
            PixelsResult result = processes.java(PixelsResult.class, "pixels", problem.label(), solver, bytes, folder);
            double each = result.seconds() / ((double) height * width / MEGA);
            out.printf(
                    Locale.ROOT,
                    "| %s | %d × %d | %.1f | %.2f | %s | %.2f | %.2f | %.2f |%n",
                    problem.label(),
                    width,
                    height,
                    result.seconds(),
                    each,
                    Double.isNaN(before) ? "–" : String.format(Locale.ROOT, "%.2f", each / before),
                    result.peak(),
                    result.said(),
                    result.said() / result.peak());
            out.flush();
            return each;
        } finally {
            Folders.remove(folder);
        }
    }

    /** A multiple of 16, so that a smaller picture has whole pixels. */
    private static int side(double millions, double ratio) {
        return Math.max(64, (int) Math.round(Math.sqrt(millions * MEGA * ratio) / 16) * 16);
    }
}
