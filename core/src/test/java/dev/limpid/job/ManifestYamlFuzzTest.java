package dev.limpid.job;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class ManifestYamlFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void read(byte[] content) {
        ManifestFuzz.read(Path.of("m.yaml"), content);
    }
}
