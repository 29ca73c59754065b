package dev.limpid.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;

/** Any text as a configuration: a network, or one line of refusal. */
@Tag("fuzz")
class ConfigFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void reads(byte[] content) throws Exception {
        try {
            UNetConfigs.of(UNetConfigs.parseYaml("fuzz.yaml", new String(content, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).doesNotContain("\n");
        }
    }
}
