package dev.limpid.spark;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.WindowManager;
import ij.io.FileSaver;
import ij.macro.Interpreter;
import ij.plugin.PlugIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program with ImageJ and the packaged plugin, without a screen: runs the plugin as a macro's line does. */
public final class PluginOfTests {
    /** By such a name ImageJ knows the threads of macros. */
    private static final String THREAD = "Run$_Restore";

    private PluginOfTests() {}

    /** A picture, the macro's options, and where the result and its information go. */
    public static void main(String[] args) throws InterruptedException {
        Interpreter.batchMode = true;
        var thread = new Thread(() -> restore(args[0], args[1], args[2], args[3]), THREAD);
        thread.start();
        thread.join();
    }

    private static void restore(String picture, String options, String result, String information) {
        try {
            PlugIn plugin = Class.forName("dev.limpid.imagej.start.Restore")
                    .asSubclass(PlugIn.class)
                    .getDeclaredConstructor()
                    .newInstance();
            Macro.setOptions(options);
            WindowManager.setTempCurrentImage(IJ.openImage(picture));
            plugin.run("");
            ImagePlus restored = WindowManager.getCurrentImage();
            new FileSaver(restored).saveAsPng(result);
            Files.writeString(Path.of(information), restored.getInfoProperty());
        } catch (ReflectiveOperationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
