package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Images;
import dev.limpid.io.MeasurementRecord;
import dev.limpid.io.Npy;
import dev.limpid.io.RunRecord;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands of docs/runs.md do what the page says, and its tables have every field. */
class RunsPageTest {
    private static final Path PAGE = Path.of(System.getProperty("limpid.root", ".."), "docs", "runs.md");
    private static final Pattern BLOCK = Pattern.compile("```(sh|csv)\\n(.*?)```", Pattern.DOTALL);
    private static final List<String> FILES = List.of("image.png", "photos/a.png", "photos/b.png");

    @TempDir
    private Path folder;

    @Test
    void everyCommandOfThePageWorks() throws IOException {
        Files.createDirectories(folder.resolve("photos"));
        for (String name : FILES) {
            write(name, false);
        }
        write("mask.png", true);
        Npy.write(new float[] {1, 2, 1, 2, 4, 2, 1, 2, 1}, new int[] {3, 3}, folder.resolve("psf.npy"));
        String page = Files.readString(PAGE);
        BLOCK.matcher(page)
                .results()
                .filter(block -> block.group(1).equals("csv"))
                .forEach(block -> manifest(block.group(2)));
        List<String> commands = BLOCK.matcher(page)
                .results()
                .filter(block -> block.group(1).equals("sh"))
                .flatMap(block -> block.group(2).lines())
                .toList();

        assertThat(commands).hasSizeGreaterThan(7).allSatisfy(this::works);
        assertThat(folder.resolve("restored/image/restored.png")).exists();
        assertThat(folder.resolve("batch-of-its-own/photos/b/restored.png")).exists();
        assertThat(folder.resolve("own/image-rerun/run.json")).exists();
    }

    @Test
    void theTablesHaveEveryFieldOfTheRecords() throws IOException {
        String page = Files.readString(PAGE);
        Stream<RecordComponent> fields = Stream.of(RunRecord.class, MeasurementRecord.class)
                .flatMap(record -> Arrays.stream(record.getRecordComponents()));

        assertThat(fields).allSatisfy(field -> assertThat(page).contains("`" + field.getName() + "`"));
    }

    private void works(String command) {
        List<String> args = new ArrayList<>();
        for (String word : command.split(" ", -1)) {
            boolean file = FILES.contains(word) || word.contains("/") || folder(word);
            args.add(file ? folder.resolve(word).toString() : word);
        }
        assertThat(args.remove(0)).isEqualTo("limpid");
        if (args.get(0).equals("restore")) {
            args.addAll(List.of("--set", "outerIterations=1", "--set", "innerIterations=1"));
        }
        var err = new StringWriter();
        CommandLine line = Limpid.commandLine(new LibraryRunner(), 0);
        line.setOut(new PrintWriter(new StringWriter()));
        line.setErr(new PrintWriter(err, true));

        assertThat(Limpid.execute(line, args.toArray(String[]::new)))
                .as(command + "\n" + err)
                .isZero();
    }

    private static boolean folder(String word) {
        return List.of("measured", "restored", "photos", "batch", "batch-of-its-own", "events", "drawn")
                        .contains(word)
                || word.matches("(own|measured)(-[a-z]+)?|.*\\.(csv|npy)|mask.png");
    }

    private void manifest(String lines) {
        try {
            Files.writeString(folder.resolve("batch.csv"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A mask of stripes, which leave whole patches. */
    private void write(String name, boolean mask) throws IOException {
        try (var scope = Scope.open()) {
            var picture = Rng.of(1).purpose(name).normal(1, mask ? 1 : 3, 64, mask ? 1 : 64);
            Images.write(
                    mask
                            ? picture.greater(0.5)
                                    .mul(-2)
                                    .add(1)
                                    .expand(1, 1, 64, 64)
                                    .contiguous()
                            : picture.mul(0.2),
                    folder.resolve(name));
        }
    }
}
