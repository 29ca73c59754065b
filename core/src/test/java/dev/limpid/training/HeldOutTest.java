package dev.limpid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldOutTest {
    private static final String HASH = "0123456789abcdef".repeat(4);

    @TempDir
    private Path folder;

    @Test
    void isReadAsItWasWrittenWhateverTheNames() throws IOException {
        var list = new HeldOut(Map.of("a b/c.png", HASH, "ä\nö\\n\r.png", HASH, " x ", HASH));

        list.write(folder.resolve("held-out.txt"));

        assertThat(HeldOut.read(folder)).isEqualTo(list);
        // As sha256sum does it.
        assertThat(Files.readAllLines(folder.resolve("held-out.txt")))
                .containsExactly(HASH + "   x ", HASH + "  a b/c.png", "\\" + HASH + "  ä\\nö\\\\n\\r.png");
    }

    @Test
    void saysWhatIsWrongWithAList() throws IOException {
        Path file = folder.resolve("list.txt");
        assertThatThrownBy(() -> HeldOut.read(file)).hasMessage(file + ": no such file");
        Files.writeString(file, "");
        assertThatThrownBy(() -> HeldOut.read(file))
                .hasMessage(file + ": lists no picture; the training held out none");
        Files.writeString(file, HASH + "  a.png\na.png\n");
        assertThatThrownBy(() -> HeldOut.read(file))
                .hasMessage(file + ": line 2 is not a SHA-256, two spaces and a name");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(() -> HeldOut.read(file)).hasMessage(file + ": is not in UTF-8");
    }
}
