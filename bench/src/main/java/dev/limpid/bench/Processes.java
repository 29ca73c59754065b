package dev.limpid.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs cases in processes of their own, all with the same threads, which wait without spinning. */
final class Processes {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int threads;
    private final Map<String, String> environment;

    Processes(int threads) {
        this(threads, Map.of());
    }

    /** @param environment more variables of each process */
    Processes(int threads, Map<String, String> environment) {
        this.threads = threads;
        this.environment = Map.copyOf(environment);
    }

    int threads() {
        return threads;
    }

    /** Runs a {@link Child} under the options of this JVM, which are the launcher's, and reads its result. */
    <T> T java(Class<T> result, Object... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options(ManagementFactory.getRuntimeMXBean().getInputArguments()));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Child.class.getName());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return JSON.readValue(lastLine(command), result);
    }

    /** An agent, such as a debugger or a coverage tool, stays with this process: it would be measured. */
    static List<String> options(List<String> ofThisJvm) {
        return ofThisJvm.stream()
                .filter(option -> !option.startsWith("-agentlib:")
                        && !option.startsWith("-agentpath:")
                        && !option.startsWith("-javaagent:"))
                .toList();
    }

    /** Runs any program and gives the last line that it prints. */
    String lastLine(List<String> command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
        builder.environment().put("OMP_WAIT_POLICY", "passive");
        builder.environment().putIfAbsent("GOMP_SPINCOUNT", "1000");
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            List<String> lines = output.lines().toList();
            if (exit != 0 || lines.isEmpty()) {
                throw new IOException("a process ended with exit code " + exit + " and without a result: "
                        + String.join(" ", command.subList(Math.max(0, command.size() - 6), command.size())));
            }
            return lines.get(lines.size() - 1);
        } finally {
            process.destroy();
        }
    }
}
