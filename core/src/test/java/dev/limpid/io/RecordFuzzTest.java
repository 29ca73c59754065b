package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;

/** Any bytes as run.json: a record that stays what it is when it is written, or one line of refusal. */
@Tag("fuzz")
class RecordFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void read(byte[] content) throws IOException {
        RunRecord record;
        try {
            record = run(content);
        } catch (IOException e) {
            assertThat(e.getMessage()).startsWith("run.json: ").doesNotContain("\n");
            return;
        }
        byte[] written = record.toJson().getBytes(StandardCharsets.UTF_8);
        assertThat(run(written)).isEqualTo(record);
    }

    private static RunRecord run(byte[] content) throws IOException {
        return RecordJson.parse("run.json", content, RunRecord.class, "run record");
    }
}
