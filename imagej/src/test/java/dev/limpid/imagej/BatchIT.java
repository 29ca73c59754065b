package dev.limpid.imagej;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.io.FileSaver;
import ij.process.FloatProcessor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged plugin in an ImageJ of its own, without windows: the macro of docs/imagej.md, and the command line's pixels. */
class BatchIT {
    private static final Pattern MACRO = Pattern.compile("```ijm\\n(.*?)```", Pattern.DOTALL);
    private static final Path COMMAND_LINE = ImageJProcess.project("cli/target/limpid-cli.jar");

    private static Screen screen;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() throws IOException {
        screen = Screen.open();
    }

    @AfterAll
    static void close() {
        if (screen != null) {
            screen.close();
        }
    }

    @Test
    void theMacroOfTheDocumentationGivesThePixelsOfTheCommandLine() throws Exception {
        write();
        Path macro = Files.writeString(folder.resolve("documented.ijm"), macro());

        String output = ImageJProcess.withJar(folder, screen).batch(macro, folder + "/");

        assertThat(output).doesNotContain("SLF4J", "Exception");
        ImagePlus filled = opened("filled.tif");
        assertThat(filled.getCalibration().pixelWidth).isEqualTo(0.25);
        assertThat(filled.getInfoProperty()).contains("task=inpainting");
        assertThat(opened("stack.tif").getStackSize()).isEqualTo(3);
        samePixels(opened("sharp.tif"), commandLine("cells.tif", "motion-deblur", "--psf", folder + "/kernel.tif"));
        samePixels(filled, commandLine("cells.tif", "inpainting", "--mask", "box:20,16,7,5"));
    }

    @Test
    void aFolderOfJarsOutlivesARefreshOfTheMenus() throws Exception {
        write();
        Path macro = Files.writeString(folder.resolve("small.ijm"), """
                open(getArgument() + "cells.tif");
                run("Restore...", "task=denoise noise=0.02 set=steps=1");
                print("result: " + getTitle());
                run("Refresh Menus");
                selectImage("cells.tif");
                run("Restore...", "task=motion-deblur noise=0.02 psf=" + getArgument() + "kernel.tif");
                print("again: " + getTitle());
                """);

        assertThat(ImageJProcess.withFolder(folder, screen).batch(macro, folder + "/"))
                .contains("result: cells restored", "again: cells restored");
    }

    @Test
    void aMistakeEndsTheMacroWithOneLine() throws Exception {
        write();
        Path macro = Files.writeString(folder.resolve("wrong.ijm"), """
                open(getArgument() + "cells.tif");
                run("Restore...", "task=inpainting mask=ROI");
                print("went on");
                """);

        assertThat(ImageJProcess.withJar(folder, screen).batch(macro, folder + "/"))
                .contains("cells.tif has no selection of an area")
                .doesNotContain("went on", "\tat ");
    }

    @Test
    void theLicenceOfEveryJarIsNamed() throws IOException {
        String named = Files.readString(ImageJProcess.project("imagej/src/main/resources/META-INF/THIRD-PARTY.txt"));
        try (Stream<Path> jars = Files.list(ImageJProcess.BUILT.resolve("Limpid"))) {
            assertThat(jars.map(jar -> String.valueOf(jar.getFileName()).replaceFirst("[-.](\\d.*|jar)$", ""))
                            .filter(name -> !name.startsWith("limpid")))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(named).containsPattern("(?m)^" + name + " "));
        }
    }

    private void write() {
        var cells = new ImagePlus("cells.tif", Pictures.gray16(1));
        cells.getCalibration().pixelWidth = 0.25;
        cells.getCalibration().pixelHeight = 0.25;
        cells.getCalibration().setUnit("um");
        new FileSaver(cells).saveAsTiff(folder.resolve("cells.tif").toString());
        var kernel = new FloatProcessor(3, 3, new float[] {0, 0, 1, 0, 2, 0, 1, 0, 0});
        new FileSaver(new ImagePlus("kernel.tif", kernel))
                .saveAsTiff(folder.resolve("kernel.tif").toString());
    }

    /** The macro in the page. */
    private static String macro() throws IOException {
        Matcher m = MACRO.matcher(Files.readString(ImageJProcess.project("docs/imagej.md")));
        assertThat(m.find()).as("a macro in docs/imagej.md").isTrue();
        return m.group(1);
    }

    private ImagePlus opened(String name) {
        return IJ.openImage(folder.resolve(name).toString());
    }

    private static void samePixels(ImagePlus one, ImagePlus other) {
        assertThat((short[]) one.getProcessor().getPixels())
                .isEqualTo((short[]) other.getProcessor().getPixels());
    }

    /** The same with the program, which this build has packaged before. */
    private ImagePlus commandLine(String picture, String task, String... options) throws Exception {
        if (!Files.exists(COMMAND_LINE)) {
            System.out.println("skipped: " + COMMAND_LINE + " is not built, with which pixels are compared");
        }
        assumeTrue(Files.exists(COMMAND_LINE), "the command line is not built");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                COMMAND_LINE.toString(),
                "restore",
                folder.resolve(picture).toString(),
                "--task",
                task,
                "--noise",
                "0.01",
                "--seed",
                "3",
                "--out",
                folder.resolve("out-" + task).toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return opened("out-" + task + "/cells/restored.tiff");
    }
}
