package dev.limpid.imagej;

import static org.assertj.core.api.Assertions.assertThat;

import ij.ImagePlus;
import ij.io.FileSaver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The packaged plugin in ImageJ's windows. The screenshots lie in {@code target/window} afterwards. */
class WindowIT {
    @Test
    void isUsedPreviewedRecordedReplayedAndStopped() throws Exception {
        Path folder = Files.createDirectories(ImageJProcess.BUILT.resolve("window"));
        var cells = new ImagePlus("cells.tif", Pictures.gray16(1));
        new FileSaver(cells).saveAsTiff(folder.resolve("cells.tif").toString());
        TemporaryFolder.remove(folder.resolve("plugins"));
        try (Screen screen = Screen.open()) {
            String output = ImageJProcess.withJar(folder, screen)
                    .run(
                            List.of(WindowDriver.class.getName(), folder.toString()),
                            ImageJProcess.BUILT.resolve("test-classes") + System.getProperty("path.separator"));

            assertThat(output)
                    .contains("proposed mask: ROI", "untouched: true", "overlay gone: true")
                    .contains(
                            "recorded: run(\"Restore...\", \"task=inpainting mask=ROI noise=0.01 range=natural prior=photo"
                                    + " solver=default preset=brief realism=[] set=[] seed=3\");")
                    .contains("replayed: true", "stopped with slices left: true");
        }
    }
}
