package dev.limpid.io;

import com.code_intelligence.jazzer.junit.FuzzTest;

class TiffFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void read(byte[] file) {
        PictureFuzz.read(file);
    }
}
