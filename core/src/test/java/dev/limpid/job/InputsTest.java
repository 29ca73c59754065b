package dev.limpid.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
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

        Inputs.Found found = Inputs.of(List.of(folder), true, events::add);

        assertThat(found.inputs())
                .extracting(input -> input.file().getFileName().toString())
                .containsExactlyElementsOf(names);
        assertThat(events)
                .containsExactly(new Event.Note(folder + ": 2 left out: notes.txt is no picture, png is no picture"));
    }

    @Test
    void aFolderStandsForPicturesByTheirContentAndTheOthersAreCountedAndNamed() throws IOException {
        byte[] png = picture();
        for (String name : List.of("no-ending", "photo.dat", "deeper/photo.jpe")) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.write(folder.resolve(name), png);
        }
        Files.writeString(folder.resolve("phone.heic"), "\0\0\0\u0018ftypheic\0\0\0\0", StandardCharsets.ISO_8859_1);
        Files.writeString(folder.resolve("old.gif"), "GIF89a", StandardCharsets.ISO_8859_1);
        Files.writeString(folder.resolve("BM.txt"), "BMW is a car", StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 5; i++) {
            Files.writeString(folder.resolve("z" + i), "text");
        }

        Inputs.Found found = Inputs.of(List.of(folder), true, events::add);

        assertThat(found.inputs())
                .extracting(Inputs.Input::name)
                .containsExactly(Path.of("deeper/photo"), Path.of("no-ending"), Path.of("photo"));
        assertThat(events)
                .containsExactly(new Event.Note(folder + ": 8 left out: BM.txt is no picture, old.gif is a GIF file,"
                        + " phone.heic is a HEIF or AVIF file, z0 is no picture, z1 is no picture, and 3 more"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void followsLinksToFoldersOnceAndGoesRoundNoLoop() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/inner"));
        Files.write(elsewhere.resolve("a.png"), picture());
        Files.write(data.resolve("b.png"), picture());
        Files.createDirectories(data.resolve("zoo"));
        Files.write(data.resolve("zoo/c.png"), picture());
        Files.createSymbolicLink(data.resolve("linked"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(elsewhere.resolve("back"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(data.resolve("again"), data.resolve("zoo"));
        Files.createSymbolicLink(data.resolve("nowhere"), folder.resolve("nothing"));
        Files.createSymbolicLink(data.resolve("self"), Path.of("self"));

        Inputs.Found found = Inputs.of(List.of(data), true, events::add);

        assertThat(found.inputs())
                .extracting(Inputs.Input::name)
                .containsExactly(Path.of("b"), Path.of("linked/inner/a"), Path.of("zoo/c"));
        assertThat(events)
                .containsExactly(new Event.Note(data + ": 4 left out: again is a link to a folder that is read already,"
                        + " linked/inner/back is a link to a folder around it, nowhere is a link to nothing, self is a"
                        + " link to nothing"));
    }

    @Test
    void whatIsMeasuredAlreadyIsNotMeasuredAgain() throws IOException {
        Files.write(folder.resolve("a.png"), picture());
        Path measured = Files.createDirectories(folder.resolve("a"));
        Files.writeString(measured.resolve("measurement.json"), "{}");
        Files.write(measured.resolve("measurement.png"), picture());

        assertThat(Inputs.of(List.of(folder), false, events::add).inputs())
                .extracting(Inputs.Input::file)
                .containsExactly(folder.resolve("a.png"));
        assertThat(events)
                .containsExactly(new Event.Note(folder + ": 1 left out: a/measurement.json is a measurement already"));
    }

    private static byte[] picture() throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY), "png", bytes);
        return bytes.toByteArray();
    }

    @Test
    void anArgumentThatStandsForNothingIsAFailureOfItsOwn() throws IOException {
        Path none = folder.resolve("none.png");

        Inputs.Found found = Inputs.of(List.of(none, folder), true, events::add);

        assertThat(found.inputs()).isEmpty();
        assertThat(found.failed()).isEqualTo(2);
        assertThat(events).containsExactly(failed(none, "no such file"), failed(folder, "no pictures in this folder"));
    }

    private static Event failed(Path file, String message) {
        return new Event.Failed(new Event.Image(file.toString(), file, null, null), message);
    }
}
