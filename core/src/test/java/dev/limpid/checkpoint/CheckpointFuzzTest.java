package dev.limpid.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;

/** Any bytes as a file of weights, zip archives and legacy files above all: readable, or one line of refusal. */
@Tag("fuzz")
class CheckpointFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void opens(byte[] content) throws Exception {
        try (var checkpoint = Checkpoints.open(new ByteSource.OfMemory("fuzz.pt", ByteBuffer.wrap(content)))) {
            checkpoint.verify();
            CheckpointSummary.of(checkpoint);
        } catch (CheckpointException e) {
            assertThat(e.getMessage()).startsWith("fuzz.pt: ").doesNotContain("\n");
        }
    }
}
