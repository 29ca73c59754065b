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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The pages that say so have commands that work, and the tables of the records' pages have every field. */
class DocumentedCommandsTest {
    private static final Path DOCS = Path.of(System.getProperty("limpid.root", ".."), "docs");
    /** How a page says that it is one of these. */
    private static final Pattern TESTED = Pattern.compile("(?m)^A test runs (every|the) command on this page\\b");

    private static final Pattern BLOCK = Pattern.compile("```(sh|csv|yaml)\\n(.*?)```", Pattern.DOTALL);
    private static final List<String> FILES = List.of("image.png", "photos/a.png", "photos/b.png");
    /** Results that tell that a command did its work: a solve of a measurement, of a manifest, and of a record. */
    private static final Map<String, List<String>> RESULTS = Map.of(
            "measurements.md", List.of("restored/image/restored.png", "restored/image/restored.npy"),
            "batches.md", List.of("batch/a/restored.png", "batch-of-its-own/photos/b/restored.png"),
            "evaluate.md", List.of("scored/report.md", "scored/scores.csv", "drawn-again/images.txt"),
            "records.md", List.of("own/image-rerun/run.json", "drawn-rerun/run.json"));

    @TempDir
    private Path folder;

    static List<String> pages() throws IOException {
        try (Stream<Path> files = Files.list(DOCS)) {
            return files.filter(file -> file.toString().endsWith(".md")
                            && TESTED.matcher(text(file)).find())
                    .map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void noPageIsLeftOut() throws IOException {
        assertThat(pages()).hasSizeGreaterThan(7).containsAll(RESULTS.keySet());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandOfThePageWorks(String name) throws IOException {
        Files.createDirectories(folder.resolve("photos"));
        for (String picture : FILES) {
            write(picture, false);
        }
        write("mask.png", true);
        Npy.write(new float[] {1, 2, 1, 2, 4, 2, 1, 2, 1}, new int[] {3, 3}, folder.resolve("psf.npy"));
        String page = text(DOCS.resolve(name));
        for (String manifest : blocks(page, "csv")) {
            Files.writeString(folder.resolve("batch.csv"), manifest);
        }
        for (String experiment : blocks(page, "yaml")) {
            Files.writeString(folder.resolve("experiment.yaml"), experiment);
        }
        List<String> commands =
                blocks(page, "sh").stream().flatMap(String::lines).toList();

        assertThat(commands).isNotEmpty().allSatisfy(this::works);
        assertThat(RESULTS.getOrDefault(name, List.of()))
                .allSatisfy(file -> assertThat(folder.resolve(file)).isRegularFile());
    }

    @Test
    void theTablesHaveEveryFieldOfTheRecords() {
        assertHasFields("records.md", RunRecord.class);
        assertHasFields("measurements.md", MeasurementRecord.class);
    }

    private static void assertHasFields(String name, Class<? extends Record> record) {
        String page = text(DOCS.resolve(name));
        assertThat(record.getRecordComponents())
                .allSatisfy(field -> assertThat(page).contains("`" + field.getName() + "`"));
    }

    private static List<String> blocks(String page, String language) {
        return BLOCK.matcher(page)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void works(String command) {
        List<String> args = new ArrayList<>();
        for (String word : command.split(" ", -1)) {
            boolean file = FILES.contains(word) || word.contains("/") || folder(word);
            args.add(file ? folder.resolve(word).toString() : word);
        }
        assertThat(args.remove(0)).isEqualTo("limpid");
        if (args.get(0).equals("restore") && !command.contains(",")) {
            boolean fits = args.contains("cats64") || command.contains("--solver dmilo");
            args.addAll(
                    fits
                            ? List.of("--set", "outerIterations=1", "--set", "innerIterations=1")
                            : List.of("--set", "steps=2"));
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
        return List.of(
                                "measured",
                                "restored",
                                "photos",
                                "batch",
                                "batch-of-its-own",
                                "events",
                                "drawn",
                                "drawn-again",
                                "scored")
                        .contains(word)
                || word.matches("(own|measured)(-[a-z]+)?|.*\\.(csv|npy|yaml)|mask.png");
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
