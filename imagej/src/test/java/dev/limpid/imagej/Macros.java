package dev.limpid.imagej;

import ij.ImagePlus;
import ij.Macro;
import ij.WindowManager;
import ij.macro.Interpreter;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** Runs the plugin as a macro does, without a screen. */
final class Macros {
    /** By such a name ImageJ knows the threads of macros. */
    private static final String THREAD = "Run$_Restore";

    private Macros() {}

    /** The image that is current after the plugin has run on another one: the result, or that image. */
    static ImagePlus run(ImagePlus image, String options) throws InterruptedException {
        Interpreter.batchMode = true; // nothing is shown
        var result = new AtomicReference<ImagePlus>();
        var thread = new Thread(
                () -> {
                    Macro.setOptions(options);
                    WindowManager.setTempCurrentImage(image);
                    new RestorePlugIn().run("");
                    result.set(WindowManager.getCurrentImage());
                    WindowManager.setTempCurrentImage(null);
                },
                THREAD);
        thread.start();
        thread.join();
        return Objects.requireNonNull(result.get(), "an image");
    }

    /** The message by which the plugin refuses. */
    static String refusal(ImagePlus image, String options) throws InterruptedException {
        var failure = new AtomicReference<>("");
        var thread = new Thread(
                () -> {
                    Macro.setOptions(options);
                    failure.set(RestorePlugIn.ask(image));
                },
                THREAD);
        thread.start();
        thread.join();
        return Objects.requireNonNull(failure.get(), "a message");
    }
}
