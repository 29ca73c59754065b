package dev.limpid.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/** Any bytes as a pickle: a state dict, or one line of refusal. */
@Tag("fuzz")
class PickleFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void reads(byte[] content) throws Exception {
        try {
            StateDict.of("fuzz.pt", PickleReader.read("fuzz.pt", content));
        } catch (CheckpointException e) {
            assertThat(e.getMessage()).startsWith("fuzz.pt: ").doesNotContain("\n");
        }
    }
}
