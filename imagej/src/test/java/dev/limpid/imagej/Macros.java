package dev.limpid.imagej;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.WindowManager;
import ij.macro.Interpreter;
import java.util.concurrent.atomic.AtomicReference;

/** Runs the plugin as a macro does, without a screen. */
final class Macros {
    private Macros() {}

    /** The image that is current after the plugin has run on another one: the result, or that image. */
    static ImagePlus run(ImagePlus image, String options) throws InterruptedException {
        Interpreter.batchMode = true; // nothing is shown
        var result = new AtomicReference<ImagePlus>();
        // The name by which ImageJ knows the threads of macros.
        var thread = new Thread(
                () -> {
                    Macro.setOptions(options);
                    WindowManager.setTempCurrentImage(image);
                    new RestorePlugIn().run("");
                    result.set(WindowManager.getCurrentImage());
                    WindowManager.setTempCurrentImage(null);
                },
                "Run$_Restore");
        thread.start();
        thread.join();
        return result.get();
    }

    /** The message by which the plugin refuses. */
    static String refusal(ImagePlus image, String options) throws InterruptedException {
        IJ.redirectErrorMessages(true);
        ImagePlus after = run(image, options);
        if (after != image) {
            throw new AssertionError("there is a result: " + after);
        }
        return IJ.getErrorMessage();
    }
}
