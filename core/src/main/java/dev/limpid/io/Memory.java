package dev.limpid.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/** Physical memory as the system counts it: Java's heap and LibTorch's together. Only Linux tells without native calls. */
public final class Memory {
    private static final Path PROCESS = Path.of("/proc/self/status");
    private static final Path FORGET = Path.of("/proc/self/clear_refs");
    private static final Path SYSTEM = Path.of("/proc/meminfo");

    private Memory() {}

    /** The most bytes that this process has held since it started, or since {@link #forgetPeak}; empty where the system does not tell. */
    public static OptionalLong peak() {
        return read(PROCESS, "VmHWM:");
    }

    /** Begins the {@link #peak} anew with whatever is held now; where the system has no such counter, it stays that since the start. */
    public static void forgetPeak() {
        try {
            Files.writeString(FORGET, "5", StandardOpenOption.WRITE);
        } catch (IOException e) {
            // Not Linux, or not allowed: the measure is a courtesy.
        }
    }

    /** Bytes that this and other processes could still have without swapping; empty where the system does not tell. */
    public static OptionalLong available() {
        return read(SYSTEM, "MemAvailable:");
    }

    /** Bytes that this process holds; empty where the system does not tell. */
    public static OptionalLong held() {
        return read(PROCESS, "VmRSS:");
    }

    private static OptionalLong read(Path file, String key) {
        if (!Files.isReadable(file)) {
            return OptionalLong.empty();
        }
        try {
            return parse(Files.readString(file, StandardCharsets.US_ASCII), key);
        } catch (IOException e) {
            // A kernel without the file's contents: the measure is a courtesy, never a reason to fail a run.
            return OptionalLong.empty();
        }
    }

    /** The number of kilobytes behind a key. */
    static OptionalLong parse(String status, String key) {
        return status.lines()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst();
    }
}
