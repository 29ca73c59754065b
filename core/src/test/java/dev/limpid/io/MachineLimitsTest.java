package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.IIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One picture that needs too much takes nothing away from the others. */
class MachineLimitsTest {
    @TempDir
    Path folder;

    private static Path resource(String name) throws Exception {
        return Path.of(MachineLimitsTest.class.getResource(name).toURI());
    }

    /** Reads pictures one after the other, and says of each how it went. */
    static final class Batch {
        public static void main(String[] files) {
            for (String file : files) {
                try (var scope = Scope.open()) {
                    Image image = Images.read(Path.of(file));
                    System.out.println("read " + image.width() + " x " + image.height());
                } catch (IOException e) {
                    System.out.println(e.getMessage());
                }
            }
            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("decoding"))
                    .filter(Batch::goesOn)
                    .forEach(thread -> System.out.println("still " + thread.getName()));
        }

        /** A thread has given its result before it ends. */
        private static boolean goesOn(Thread thread) {
            try {
                thread.join(1000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return thread.isAlive();
        }
    }

    private List<String> batch(String heap, List<Path> files) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Batch.class.getName()));
        files.forEach(file -> command.add(file.toString()));
        Process child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(output).isZero();
        // The collector that java takes on one processor leaves a part of -Xmx out.
        return output.lines()
                .map(line -> line.replaceFirst("heap of \\d+ MiB", "heap of some MiB"))
                .toList();
    }

    @Test
    void readsTheGoodPicturesBehindThoseThatDoNotFitOrWouldTakeMinutes() throws Exception {
        Path large = resource("webp/large.webp");
        Path scans = resource("cases/progressive-2000-empty-scans.jpg");
        Path good = resource("cases/phone_mpf.jpg");

        assertThat(batch("80m", List.of(scans, large, scans, good, large, good, good)))
                .containsExactly(
                        scans + ": has 2009 scans of 7900 x 8000 pixels; 50 are read at this size",
                        large + ": its pixels do not fit into Java's heap of some MiB; start java with a larger -Xmx",
                        scans + ": has 2009 scans of 7900 x 8000 pixels; 50 are read at this size",
                        "read 64 x 64",
                        large + ": its pixels do not fit into Java's heap of some MiB; start java with a larger -Xmx",
                        "read 64 x 64",
                        "read 64 x 64");
        // The pixels of a camera's picture, four bytes each, and little more.
        assertThat(batch("160m", List.of(large, good, large)))
                .containsExactly("read 6144 x 4096", "read 64 x 64", "read 6144 x 4096");
        assertThat(folder.toFile().list((parent, name) -> name.contains("webp")))
                .as("unpacked libraries")
                .isEmpty();
    }

    @Test
    void endsADecoderThatRunsAwayBeforeItGoesOn() {
        var thread = new AtomicReference<Thread>();
        var in = new StoppableInput(new byte[1000]);

        assertThatIOException()
                .isThrownBy(() -> Deadline.within(
                        1,
                        "x.png",
                        () -> {
                            thread.set(Thread.currentThread());
                            while (true) {
                                in.seek(0);
                                in.read(new byte[100]);
                            }
                        },
                        in::stop))
                .withMessage("x.png: decoding takes longer than 1 s");
        assertThat(thread.get()).isNotNull().matches(ended -> !ended.isAlive());
    }

    @Test
    void turnsErrorsOfTheMachineIntoAFailureOfTheFile() {
        assertThatIOException()
                .isThrownBy(() -> MachineLimits.within("x", () -> {
                    throw new StackOverflowError();
                }))
                .withMessage("x: cannot be decoded: it is nested too deeply");
        assertThatIOException()
                .isThrownBy(() -> MachineLimits.within("x", () -> {
                    throw new OutOfMemoryError();
                }))
                .withMessageStartingWith("x: its pixels do not fit into Java's heap of ");
    }

    /** As the JDK's reader of PNG wraps what goes wrong below it. */
    @Test
    void findsTheHeapThatRanOutBehindOtherFailures() {
        var heap = new IIOException("Caught exception during read: ", new OutOfMemoryError("Java heap space"));
        var index = new IIOException("Caught exception during read: ", new IllegalStateException("no such row"));

        assertThat(PictureReader.damaged("x", heap))
                .hasMessageStartingWith("x: its pixels do not fit into Java's heap");
        assertThat(PictureReader.damaged("x", index)).hasMessage("x: cannot be decoded: no such row");
    }

    @Test
    void refusesArraysOfMoreDimensionsThanNumpyHas() throws Exception {
        Path file = resource("cases/n02b-2000dims.npy");

        assertThatIOException()
                .isThrownBy(() -> Npy.read(file))
                .withMessage(file + ": has 2000 dimensions; NumPy allows 64");
        assertThatIOException()
                .isThrownBy(() -> Images.read(file))
                .withMessage(file + ": has 2000 dimensions; NumPy allows 64");
        byte[] most = BadPictureTest.npy("|u1", "(" + "1, ".repeat(64) + ")", new byte[1]);
        assertThat(Npy.parse(most, "x", ReadLimits.DEFAULT).shape()).hasSize(64);
        for (String shape : List.of("(1 2)", "(1,,2)", "(" + " ".repeat(60_000) + "1 1,)")) {
            assertThatIOException()
                    .isThrownBy(() -> Npy.parse(BadPictureTest.npy("|u1", shape, new byte[2]), "x", ReadLimits.DEFAULT))
                    .withMessage("x: its NPY header has no 'shape'");
        }
    }
}
