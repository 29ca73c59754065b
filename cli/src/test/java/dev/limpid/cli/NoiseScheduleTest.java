package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.RunRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The noise schedule of a prior whose file does not tell it. */
class NoiseScheduleTest {
    private static final String ASSUMED = ": its file does not tell the noise schedule; linear is assumed";

    @TempDir
    private Path folder;

    private TinyRuns runs;
    private Path image;

    @BeforeEach
    void writeFiles() throws Exception {
        runs = new TinyRuns(folder);
        image = runs.picture("image.png", TinyPrior.SIDE, 3);
    }

    @Test
    void isInTheRecordAndWhatWasAssumedToo() throws Exception {
        runs.restore(0, image, "--task", "denoise", "--out", runs.at("o"));

        RunRecord record = RunRecord.read(runs.at("o/image/run.json"));
        assertThat(record.request()).containsEntry("noiseSchedule", "linear");
        assertThat(record.warnings()).anyMatch(warning -> warning.contains(ASSUMED));
        assertThat(runs.err()).contains(runs.prior() + ASSUMED);
    }

    @Test
    void isChangedByTheConfigurationAndRunAgain() throws Exception {
        Path config = Files.writeString(runs.at("cosine.yaml"), "noise_schedule: cosine\n");
        runs.restore(0, image, "--task", "denoise", "--out", runs.at("linear"));
        runs.restore(0, image, "--task", "denoise", "--out", runs.at("cosine"), "--config", config);
        runs.run(0, "rerun", runs.at("cosine/image/run.json"));

        RunRecord record = RunRecord.read(runs.at("cosine/image/run.json"));
        assertThat(record.request()).containsEntry("noiseSchedule", "cosine");
        assertThat(record.warnings()).noneMatch(warning -> warning.contains(ASSUMED));
        assertThat(Files.readAllBytes(runs.at("cosine/image/restored.png")))
                .isNotEqualTo(Files.readAllBytes(runs.at("linear/image/restored.png")));
        runs.requireSame("cosine/image/restored.png", "cosine/image-rerun/restored.png");
    }

    /** A result of a former version, whose record has no schedule, is the same result. */
    @Test
    void isNoOtherSettingThanThatOfARecordWithoutIt() throws Exception {
        runs.restore(0, image, "--task", "denoise", "--out", runs.at("o"));
        Path json = runs.at("o/image/run.json");
        String former = Files.readString(json)
                .replaceAll("\\s*\"noiseSchedule\" : \"linear\",?", "")
                .replaceAll(",(\\s*})", "$1");
        Files.writeString(json, former);
        runs.restore(0, image, "--task", "denoise", "--out", runs.at("o"));
        runs.run(0, "rerun", json);

        assertThat(RunRecord.read(json).request()).doesNotContainKey("noiseSchedule");
        assertThat(runs.err()).contains("finished before, skipped");
    }

    @Test
    void canBeWrittenIntoTheFile() throws Exception {
        Path told = runs.at("told.safetensors");
        runs.run(0, "checkpoint", "convert", runs.prior(), "--out", told, "--describe", "noise_schedule=cosine");
        runs.run(0, "sample", "--prior", told, "--count", "1", "--steps", "2", "--out", runs.at("s"));

        RunRecord record = RunRecord.read(runs.at("s/run.json"));
        assertThat(record.request()).containsEntry("noiseSchedule", "cosine");
        assertThat(record.warnings()).isEmpty();
        runs.run(0, "rerun", runs.at("s/run.json"));
    }
}
