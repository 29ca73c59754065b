package dev.limpid.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that a folder stands for. */
class InputsTest {
    private final List<Event> events = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void aFolderStandsForFilesWithEveryEndingThatIsRead() throws IOException {
        List<String> names = List.of(
                "a.png", "b.jpg", "c.JPEG", "d.jfif", "e.tif", "f.tiff", "g.bmp", "h.dib", "i.pgm", "j.webp", "k.npy");
        for (String name : names) {
            Files.createFile(folder.resolve(name));
        }
        for (String name : List.of("notes.txt", "png", "run.json", ".hidden.png")) {
            Files.createFile(folder.resolve(name));
        }

        Inputs.Found found = Inputs.of(List.of(folder), events::add);

        assertThat(found.inputs())
                .extracting(input -> input.file().getFileName().toString())
                .containsExactlyElementsOf(names);
        assertThat(events).isEmpty();
    }

    @Test
    void anArgumentThatStandsForNothingIsAFailureOfItsOwn() throws IOException {
        Path none = folder.resolve("none.png");

        Inputs.Found found = Inputs.of(List.of(none, folder), events::add);

        assertThat(found.inputs()).isEmpty();
        assertThat(found.failed()).isEqualTo(2);
        assertThat(events).containsExactly(failed(none, "no such file"), failed(folder, "no pictures in this folder"));
    }

    private static Event failed(Path file, String message) {
        return new Event.Failed(new Event.Image(file.toString(), file, null, null), message);
    }
}
