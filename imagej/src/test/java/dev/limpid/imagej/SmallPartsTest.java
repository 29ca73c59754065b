package dev.limpid.imagej;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.degradation.Tasks;
import ij.ImagePlus;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages, titles, folders, and what the plugin says where it cannot run. */
class SmallPartsTest {
    @Test
    void messagesNameTitlesAndNoDashes() {
        var messages = new Messages();
        messages.name("/tmp/1/slice-000001.npy", "cells.tif");

        assertThat(messages.plain("/tmp/1/slice-000001.npy: say --range min:max or --range auto; well-known -- as is"))
                .isEqualTo("cells.tif: say range min:max or range auto; well-known -- as is");
    }

    @Test
    void titlesLoseTheEndingOfAFile() {
        assertThat(ResultImage.title("cells.tif")).isEqualTo("cells restored");
        assertThat(ResultImage.title("a.b restored")).isEqualTo("a.b restored restored");
        assertThat(ResultImage.title("Untitled")).isEqualTo("Untitled restored");
    }

    @Test
    void aTemporaryFolderIsGoneWithAllThatIsInIt() throws IOException {
        Path path;
        try (var folder = TemporaryFolder.make()) {
            path = folder.path();
            Files.createDirectories(path.resolve("a/b"));
            Files.writeString(path.resolve("a/b/c"), "d");
        }

        assertThat(path).doesNotExist();
    }

    @Test
    void saysWhichPlatformIsMissing() {
        assertThat(Prerequisites.missing()).isEmpty();
        assertThat(Prerequisites.platform("Mac OS X", "aarch64")).isEqualTo("macosx-arm64");
        assertThat(Prerequisites.platform("Windows 11", "amd64")).isEqualTo("windows-x86_64");
        assertThat(Prerequisites.missing("linux-x86_64", "windows-x86_64"))
                .hasValueSatisfying(text -> assertThat(text).contains("linux-x86_64", "windows-x86_64"));
    }

    @Test
    void aPreviewIsOfTheSelectionAndItsSurroundings() {
        var image = new ImagePlus("a", Pictures.gray8(0));

        assertThat(Preview.part(image)).isEqualTo(new Rectangle(0, 0, Pictures.WIDTH, Pictures.HEIGHT));
        image.setRoi(40, 2, 4, 4);
        assertThat(Preview.part(image)).isEqualTo(new Rectangle(8, 0, 40, 38));
    }

    @Test
    void theHelpPageHasEveryOptionOfTheTask() {
        for (var task : Tasks.ALL) {
            String page = HelpPage.of(task, List.of());

            assertThat(task.options(false))
                    .allSatisfy(option -> assertThat(page).contains("<b>" + option.name() + "</b>"));
        }
    }
}
