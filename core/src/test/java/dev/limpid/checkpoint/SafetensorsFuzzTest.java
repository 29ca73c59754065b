package dev.limpid.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Tag;

/** Any bytes behind a right header length: safetensors, or one line of refusal. */
@Tag("fuzz")
class SafetensorsFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void opens(byte[] content) throws Exception {
        ByteBuffer file = ByteBuffer.allocate(8 + content.length).order(ByteOrder.LITTLE_ENDIAN);
        int zeros = content.length;
        while (zeros > 0 && content[zeros - 1] == 0) {
            zeros--;
        }
        file.putLong(zeros).put(content).flip();
        try (var checkpoint = Safetensors.open(new ByteSource.OfMemory("fuzz.safetensors", file))) {
            CheckpointSummary.of(checkpoint);
        } catch (CheckpointException e) {
            assertThat(e.getMessage()).startsWith("fuzz.safetensors: ").doesNotContain("\n");
        }
    }
}
