package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records in which one value is another: what is wrong is said in one line, and not in the words of the virtual machine. */
class DamagedRecordsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> VALUES = List.of("null", "0", "{}", "[null]");
    private static final Pattern INTERNAL =
            Pattern.compile("Cannot invoke|by zero|because \"|java\\.|dev\\.limpid|fault of Limpid|Exception");

    private final List<String> wrong = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void aRunIsRefusedInOneLine() throws IOException {
        var runs = new TinyRuns(folder);
        runs.restore(
                0,
                runs.picture("image.png", TinyPrior.SIDE, 3),
                "--task",
                "inpainting",
                "--mask",
                "centre:4",
                "--out",
                folder.resolve("out"));
        Path record = folder.resolve("out/image/run.json");

        everyOther(
                record,
                changed -> requireOneLine(changed, "rerun", record, "--out", folder.resolve("again"), "--force"));
    }

    @Test
    void aMeasurementIsRefusedInOneLine() throws IOException {
        var runs = new TinyRuns(folder);
        Path picture = runs.picture("image.png", TinyPrior.SIDE, 3);
        for (String task : List.of("super-resolution")) {
            runs.run(0, "degrade", picture, "--task", task, "--out", folder.resolve(task));
            Path record = folder.resolve(task + "/image/measurement.json");

            everyOther(
                    record,
                    changed -> requireOneLine(
                            changed,
                            "restore",
                            record,
                            "--solver",
                            "bicubic",
                            "--prior",
                            folder.resolve("prior.safetensors"),
                            "--out",
                            folder.resolve("again"),
                            "--force"));
        }
    }

    @AfterEach
    void nothingWasSaidInOtherWords() {
        assertThat(wrong).isEmpty();
    }

    private void requireOneLine(String changed, Object... args) {
        try {
            var runs = new TinyRuns(folder);
            runs.execute(args);
            List<String> faults = runs.err()
                    .lines()
                    .filter(line -> line.startsWith("limpid: "))
                    .toList();
            if (faults.size() > 1 || INTERNAL.matcher(runs.err()).find()) {
                wrong.add(changed + ": " + runs.err());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes the record with every single value changed in turn, and as it was at the end. */
    private static void everyOther(Path record, Consumer<String> check) throws IOException {
        byte[] whole = Files.readAllBytes(record);
        for (String pointer : pointers(JSON.readTree(whole), "")) {
            for (String value : VALUES) {
                JsonNode root = JSON.readTree(whole);
                int slash = pointer.lastIndexOf('/');
                ((ObjectNode) root.at(pointer.substring(0, slash)))
                        .set(pointer.substring(slash + 1), JSON.readTree(value));
                Files.write(record, JSON.writeValueAsBytes(root));
                check.accept(pointer + " = " + value);
            }
        }
        Files.write(record, whole);
    }

    private static List<String> pointers(JsonNode node, String at) {
        var pointers = new ArrayList<String>();
        node.properties().forEach(field -> {
            String pointer = at + "/" + field.getKey();
            pointers.add(pointer);
            pointers.addAll(pointers(field.getValue(), pointer));
        });
        return pointers;
    }
}
