package dev.limpid.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The number of threads of an operation where nobody has said one. */
class CoresTest {
    private static final List<String> NUMBERS = List.of("OMP_NUM_THREADS", "MKL_NUM_THREADS");

    @TempDir
    private Path folder;

    @Test
    void processorsThatShareACoreCountOnce() throws IOException {
        processor("cpu0", "0,2\n");
        processor("cpu1", "1,3\n");
        processor("cpu2", "0,2\n");
        processor("cpu3", "1,3\n");

        assertThat(Cores.in(folder)).hasValue(2);
    }

    @Test
    void processorsThatAreSwitchedOffDoNotCount() throws IOException {
        processor("cpu0", "0\n");
        processor("cpu10", "10\n");
        Files.createDirectories(folder.resolve("cpu11"));
        Files.createDirectories(folder.resolve("cpufreq/topology"));

        assertThat(Cores.in(folder)).hasValue(2);
    }

    @Test
    void aSystemThatDoesNotTellHasNone() {
        assertThat(Cores.in(folder)).isEmpty();
        assertThat(Cores.in(folder.resolve("absent"))).isEmpty();
    }

    /** As LibTorch does by itself where it counts them rightly. */
    @Test
    void everyThreadTakesOneForEachCore() throws Exception {
        assumeThat(Cores.usable()).isPresent();
        int cores = Cores.usable().getAsInt();

        assertThat(threads(List.of())).isEqualTo(cores + " " + cores);
        assertThat(threads(List.of("OMP_NUM_THREADS="))).isEqualTo(cores + " " + cores);
    }

    @Test
    void aNumberThatTheUserGaveStays() throws Exception {
        assertThat(threads(List.of("OMP_NUM_THREADS=3"))).isEqualTo("3 3");
        assertThat(threads(List.of("MKL_NUM_THREADS=3"))).isEqualTo("3 3");
    }

    private void processor(String name, String siblings) throws IOException {
        Path file = folder.resolve(name).resolve("topology/thread_siblings_list");
        Files.createDirectories(file.getParent());
        Files.writeString(file, siblings);
    }

    /** The threads of a process with these variables alone. */
    private static String threads(List<String> variables) throws Exception {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Threads.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        NUMBERS.forEach(builder.environment()::remove);
        variables.forEach(variable -> builder.environment()
                .put(variable.substring(0, variable.indexOf('=')), variable.substring(variable.indexOf('=') + 1)));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output.strip();
    }

    /** Says how many threads the first thread and another may use. */
    static final class Threads {
        private Threads() {}

        public static void main(String[] args) throws InterruptedException {
            int first = LibTorch.threads();
            var other = new Thread(() -> System.out.println(first + " " + LibTorch.threads()));
            other.start();
            other.join();
        }
    }
}
