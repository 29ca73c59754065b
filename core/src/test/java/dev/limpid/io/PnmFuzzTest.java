package dev.limpid.io;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class PnmFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void read(byte[] file) {
        PictureFuzz.read(file);
    }
}
