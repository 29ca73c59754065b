package dev.limpid.bench;

import dev.limpid.io.Version;
import dev.limpid.tensor.LibTorch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where and with what was measured.
 *
 * @param threads of every case
 * @param load processes that wanted to run when the benchmark started, mean of a minute; negative where unknown
 */
record Machine(
        String processor,
        int cores,
        String system,
        String java,
        String libTorch,
        List<String> options,
        int threads,
        double load) {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    static Machine here(int threads, List<String> options) {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return new Machine(
                processorName(),
                LibTorch.cores(),
                system.getName() + " " + system.getVersion() + " " + system.getArch(),
                Runtime.version().toString(),
                Version.binding(),
                options,
                threads,
                system.getSystemLoadAverage());
    }

    private static String processorName() {
        if (!Files.isReadable(PROCESSORS)) {
            return "unknown";
        }
        try (var lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            // The name is for the reader only.
            return "unknown";
        }
    }
}
