package dev.limpid.io;

import com.code_intelligence.jazzer.junit.FuzzTest;

class JpegFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void read(byte[] file) {
        PictureFuzz.read(file);
    }
}
