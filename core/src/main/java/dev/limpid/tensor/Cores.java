package dev.limpid.tensor;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The cores of the processor, each of which may run several threads that share its arithmetic. LibTorch asks the processor
 * itself, and some virtual machines answer that they have one core; the system knows better.
 */
final class Cores {
    private static final Path SYSTEM = Path.of("/sys/devices/system/cpu");
    /** Names the processors that share a core with this one, itself among them: "0,4", the same text in each. */
    private static final String SIBLINGS = "topology/thread_siblings_list";

    private Cores() {}

    /** The cores, or the processors that this process may use where those are fewer; empty where the system does not tell. */
    static OptionalInt usable() {
        OptionalInt all = in(SYSTEM);
        // A container's share, or the processors that the process is bound to.
        int processors = Runtime.getRuntime().availableProcessors();
        return all.isEmpty() ? all : OptionalInt.of(Math.min(all.getAsInt(), processors));
    }

    /** The cores of a system that describes its processors in this folder. */
    static OptionalInt in(Path folder) {
        Set<String> cores = new HashSet<>();
        try (var processors = Files.newDirectoryStream(folder, "cpu[0-9]*")) {
            for (Path processor : processors) {
                Path siblings = processor.resolve(SIBLINGS);
                // Processors that are switched off have none.
                if (Files.isReadable(siblings)) {
                    cores.add(Files.readString(siblings).strip());
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Not Linux, or not allowed.
            return OptionalInt.empty();
        }
        return cores.isEmpty() ? OptionalInt.empty() : OptionalInt.of(cores.size());
    }
}
