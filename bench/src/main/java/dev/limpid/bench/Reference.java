package dev.limpid.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The same iteration in PyTorch: the script {@code reference_bench.py}, run by the system's Python. */
final class Reference {
    static final String PYTHON = "/usr/bin/python3";

    /** A column of the script. */
    enum Column {
        /** Weights frozen: what the authors' code would cost without gradients that it never uses. */
        DMILO_FROZEN(Fit.DMILO, "dmilo-frozen", 0.7),
        /** As the authors published it. */
        DMILO(Fit.DMILO, "dmilo", 0.75),
        /** Weights frozen. */
        DMPLUG_FROZEN(Fit.DMPLUG, "dmplug-frozen", 0.7),
        /** As the authors published it. */
        DMPLUG(Fit.DMPLUG, "dmplug", null);

        private final Fit fit;
        private final String algorithm;
        private final @Nullable Double timeTarget;

        Column(Fit fit, String algorithm, @Nullable Double timeTarget) {
            this.fit = fit;
            this.algorithm = algorithm;
            this.timeTarget = timeTarget;
        }

        /**
         * By its name in the script.
         *
         * @throws IllegalArgumentException if there is none of that name
         */
        static Column of(String algorithm) {
            return Stream.of(values())
                    .filter(column -> column.algorithm.equals(algorithm))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("unknown column '" + algorithm + "': "
                            + String.join(
                                    ", ",
                                    Stream.of(values()).map(Column::algorithm).toList())));
        }

        /** Limpid's side of the comparison. */
        Fit fit() {
            return fit;
        }

        String algorithm() {
            return algorithm;
        }

        /** The largest share of this column's time that Limpid may take; null where none was set. */
        @Nullable
        Double timeTarget() {
            return timeTarget;
        }
    }

    private final Path script;
    private final Processes processes;

    Reference(Path script, Processes processes) {
        this.script = script;
        this.processes = processes;
    }

    /** @throws IOException if there is no Python with PyTorch */
    void requirePyTorch() throws IOException, InterruptedException {
        try {
            processes.lastLine(List.of(PYTHON, "-c", "import torch; print(torch.__version__)"));
        } catch (IOException e) {
            throw new IOException(
                    "the reference needs " + PYTHON + " with PyTorch (Debian: apt-get install python3-torch)", e);
        }
    }

    /** Copies a script of the program to a file. */
    static void extract(String script, Path to) throws IOException {
        try (InputStream in = Reference.class.getResourceAsStream(script)) {
            if (in == null) {
                throw new IOException(script + " is missing from the program");
            }
            Files.write(to, in.readAllBytes());
        }
    }

    /** Measures one case; the script leaves out its first iteration. */
    CaseResult measure(Subject subject, Column column, int steps, int iterations)
            throws IOException, InterruptedException {
        String line = processes.lastLine(List.of(
                PYTHON,
                script.toString(),
                "--models",
                subject.name(),
                "--algorithms",
                column.algorithm(),
                "--steps",
                Integer.toString(steps),
                "--iterations",
                Integer.toString(iterations),
                "--threads",
                Integer.toString(processes.threads())));
        return parse(line);
    }

    static CaseResult parse(String line) throws IOException {
        JsonNode json = new ObjectMapper().readTree(line);
        for (String key :
                List.of("algorithm", "model", "steps", "threads", "iterations", "wall_s", "cpu_s", "peak_rss_mib")) {
            if (!json.has(key)) {
                throw new IOException("the reference's result has no '" + key + "': " + line);
            }
        }
        return new CaseResult(
                "reference " + json.get("algorithm").asText(),
                json.get("model").asText(),
                json.get("steps").asInt(),
                json.get("threads").asInt(),
                json.get("iterations").asInt(),
                1000 * json.get("wall_s").asDouble(),
                1000 * json.get("cpu_s").asDouble(),
                json.get("peak_rss_mib").asLong() << 20);
    }
}
