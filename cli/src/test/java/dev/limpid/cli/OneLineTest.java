package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Every message is one line, whatever files are called, and the last event counts every file that failed. */
class OneLineTest {
    @TempDir
    private Path folder;

    private TinyRuns runs;

    @BeforeEach
    void writeAPrior() throws IOException {
        runs = new TinyRuns(folder);
    }

    @Test
    void theEndCountsFilesThatCannotBeOpened() throws IOException {
        Path image = runs.picture("image.png", TinyPrior.SIDE, 3);
        Path broken = Files.writeString(runs.at("broken.png"), "no picture");
        Path record = Files.writeString(Files.createDirectories(runs.at("m")).resolve("measurement.json"), "{}");
        runs.restore(1, image, "none.png", broken, record, "--task", "denoise", "--json", "--out", runs.at("o"));

        List<JsonNode> events = events();
        assertThat(events.get(events.size() - 1).toString())
                .contains("\"event\":\"end\"", "\"restored\":1,\"skipped\":0,\"failed\":3,\"stopped\":false");
        assertThat(events.stream().filter(e -> e.get("event").asText().equals("failed")))
                .hasSize(3)
                .extracting(e -> e.get("file").asText())
                .containsExactlyInAnyOrder("none.png", broken.toString(), record.toString());
    }

    @Test
    void thereIsAnEndWhereNothingCanBeOpened() throws IOException {
        runs.restore(1, "none.png", "--task", "denoise", "--json", "--out", runs.at("o"));
        assertThat(events())
                .hasSize(2)
                .last()
                .hasToString(last("\"restored\":0,\"skipped\":0,\"failed\":1,\"stopped\":false"));

        runs.run(1, "degrade", "none.png", "--task", "denoise", "--json", "--out", runs.at("m"));
        assertThat(events()).hasSize(4).last().asString().contains("\"degraded\":0", "\"failed\":1");
    }

    private String last(String counts) throws IOException {
        List<JsonNode> events = events();
        String time = events.get(events.size() - 1).get("time").asText();
        return "{\"event\":\"end\",\"time\":\"" + time + "\"," + counts + "}";
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void namesWithControlCharactersAreEscaped() throws IOException {
        Path odd = runs.picture("a\nb\t\u001b[1m.png", 10, 3);
        runs.restore(1, odd, runs.at("no\nfile.png"), "--task", "denoise", "--out", runs.at("o"));
        runs.restore(1, odd, "--task", "denoise", "--json", "--out", runs.at("o"));
        runs.restore(0, odd, "--task", "denoise", "--out", runs.at("o"), "--resize");
        runs.run(2, "restore", odd, "--task", "denoise", "--out", runs.at("o"), "--un\nknown");
        runs.run(2, "rerun", runs.at("no\nrun.json"));

        assertThat(runs.err() + runs.out()).doesNotContain("\u001b", "\t");
        String shown = runs.at("a\\nb\\t\\u001b[1m.png").toString();
        assertThat(runs.err().lines())
                .contains("limpid: " + runs.at("no\\nfile.png") + ": no such file")
                .anySatisfy(line -> assertThat(line)
                        .startsWith("limpid: " + shown + ": has 10x10 pixels")
                        .contains("add --resize: limpid "))
                .anySatisfy(line -> assertThat(line).startsWith("limpid: Unknown option: '--un\\nknown'"))
                .contains("limpid: RUN.JSON " + runs.at("no\\nrun.json") + ": no such file");
        assertThat(runs.out().lines())
                .anySatisfy(line -> assertThat(line)
                        .isEqualTo(runs.at("o/a\\nb\\t\\u001b[1m/restored.png").toString()));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aMaskOfAnOddNameIsNamed() throws IOException {
        Path image = runs.picture("image.png", TinyPrior.SIDE, 3);
        Path mask = runs.picture("ma\nsk.png", 4, 1);
        runs.restore(1, image, "--task", "inpainting", "--mask", mask, "--out", runs.at("o"));

        assertThat(runs.err())
                .contains("image.png: " + runs.at("ma\\nsk.png") + ": the mask has 4x4 pixels, the picture 16x16");
    }

    private List<JsonNode> events() throws IOException {
        var mapper = new JsonMapper();
        var events = new ArrayList<JsonNode>();
        for (String line : runs.out().lines().toList()) {
            events.add(mapper.readTree(line));
        }
        return events;
    }
}
