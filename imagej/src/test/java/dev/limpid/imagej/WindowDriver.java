package dev.limpid.imagej;

import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.ImageRoi;
import ij.plugin.frame.Recorder;
import java.awt.AWTException;
import java.awt.Checkbox;
import java.awt.Choice;
import java.awt.Component;
import java.awt.EventQueue;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.TextField;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.awt.event.ItemEvent;
import java.awt.event.KeyEvent;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import javax.swing.JLabel;
import org.jspecify.annotations.Nullable;

/** Uses the plugin in ImageJ's windows as a user does, in a process of its own, and prints what comes of it. */
public final class WindowDriver {
    private static final long PATIENCE = 90_000;

    private final Path folder;
    private final Robot robot;

    private WindowDriver(Path folder) throws AWTException {
        this.folder = folder;
        robot = new Robot();
    }

    /**
     * Uses the plugin.
     *
     * @param arguments the folder of {@code cells.tif}, which gets the screenshots
     */
    public static void main(String[] arguments) throws Exception {
        var imageJ = new ImageJ(null, ImageJ.STANDALONE);
        imageJ.setLocation(20, 20);
        try {
            new WindowDriver(Path.of(arguments[0])).use();
        } catch (Exception e) {
            say("failed", e + " at " + Arrays.toString(e.getStackTrace())); // before the process is gone
        } finally {
            Runtime.getRuntime().halt(0);
        }
    }

    private void use() throws Exception {
        ImagePlus image = IJ.openImage(folder.resolve("cells.tif").toString());
        image.show();
        image.getWindow().setLocation(60, 160);
        enlarge(image);
        image.setRoi(20, 16, 7, 5);
        Object before = image.getProcessor().getPixelsCopy();
        var recorder = new Recorder();
        ((Window) recorder).setLocation(20, 640);
        new Thread(() -> IJ.doCommand("Restore...")).start();
        chooseTask();
        fillIn(image);
        ImagePlus result = await(() -> WindowManager.getImage("cells restored"));
        result.getWindow().setLocation(560, 160);
        enlarge(result);
        IJ.wait(500);
        screenshot("result.png");
        say("untouched", Arrays.equals((short[]) before, (short[])
                image.getProcessor().getPixels()));
        say("overlay gone", image.getOverlay() == null);
        replay(image, result, recorder.getText());
        stop(image);
    }

    private static void enlarge(ImagePlus image) {
        for (int zoom = 0; zoom < 3; zoom++) {
            IJ.run(image, "In [+]", "");
        }
    }

    private void chooseTask() throws IOException {
        GenericDialog dialog = dialog("Limpid: restore");
        ((Choice) dialog.getChoices().get(0)).select("inpainting");
        screenshot("task.png");
        ok(dialog);
    }

    private void fillIn(ImagePlus image) throws IOException {
        GenericDialog dialog = dialog("Limpid: restore: inpainting");
        dialog.setLocation(560, 140);
        say("proposed mask", ((TextField) dialog.getStringFields().get(0)).getText());
        ((TextField) dialog.getStringFields().get(1)).setText("0.01");
        ((TextField) dialog.getStringFields().get(6)).setText("3");
        tick(dialog, dialog.getPreviewCheckbox());
        await(() -> image.getOverlay() != null && image.getOverlay().get(0) instanceof ImageRoi ? image : null);
        IJ.wait(500);
        screenshot("dialog.png");
        ok(dialog);
    }

    /** Runs what was recorded on the same image again. */
    private void replay(ImagePlus image, ImagePlus result, String recorded) throws IOException {
        String macro = recorded.lines()
                .filter(line -> line.startsWith("run(\"Restore...\""))
                .findFirst()
                .orElse("nothing was recorded");
        Files.writeString(folder.resolve("recorded.ijm"), macro);
        say("recorded", macro);
        var first = (short[]) result.getProcessor().getPixels();
        result.changes = false;
        result.close();
        WindowManager.setCurrentWindow(image.getWindow());
        IJ.runMacro(macro);
        ImagePlus again = await(() -> WindowManager.getImage("cells restored"));
        say("replayed", Arrays.equals(first, (short[]) again.getProcessor().getPixels()));
        again.changes = false;
        again.close();
    }

    /** Presses Escape while a long stack is restored. */
    private void stop(ImagePlus image) {
        var stack = new ImageStack(image.getWidth(), image.getHeight());
        for (int slice = 0; slice < 200; slice++) {
            stack.addSlice(image.getProcessor().duplicate());
        }
        var many = new ImagePlus("many.tif", stack);
        many.show();
        new Thread(() -> {
                    await(() -> status().contains("slice 3") ? status() : null);
                    IJ.setKeyDown(KeyEvent.VK_ESCAPE);
                })
                .start();
        IJ.run(many, "Restore...", "task=denoise noise=0.02");
        ImagePlus result = WindowManager.getImage("many restored");
        long left = result == null
                ? -1
                : Arrays.stream(result.getStack().getSliceLabels())
                        .filter(label -> label != null && label.contains("not restored"))
                        .count();
        say("stopped with slices left", left > 0 && left < 200);
    }

    private static String status() {
        for (Component part : IJ.getInstance().getStatusBar().getComponents()) {
            if (part instanceof JLabel line) {
                return String.valueOf(line.getText());
            }
        }
        return "";
    }

    private GenericDialog dialog(String title) {
        GenericDialog found = await(() -> Arrays.stream(Window.getWindows())
                .filter(window -> window instanceof GenericDialog dialog
                        && dialog.getTitle().equals(title)
                        && window.isShowing())
                .map(GenericDialog.class::cast)
                .findFirst()
                .orElse(null));
        IJ.wait(300);
        return found;
    }

    /** The events of clicks: without a window manager, clicks themselves would miss. */
    private static void ok(GenericDialog dialog) {
        var button = dialog.getButtons()[0];
        EventQueue.invokeLater(() -> dialog.actionPerformed(new ActionEvent(button, ActionEvent.ACTION_PERFORMED, "")));
    }

    private static void tick(GenericDialog dialog, Checkbox box) {
        box.setState(true);
        EventQueue.invokeLater(() -> dialog.itemStateChanged(
                new ItemEvent(box, ItemEvent.ITEM_STATE_CHANGED, box.getLabel(), ItemEvent.SELECTED)));
    }

    private static <T> T await(Supplier<@Nullable T> condition) {
        long end = System.currentTimeMillis() + PATIENCE;
        while (System.currentTimeMillis() < end) {
            T found = condition.get();
            if (found != null) {
                return found;
            }
            IJ.wait(100);
        }
        throw new IllegalStateException("waited in vain");
    }

    private void screenshot(String name) throws IOException {
        var screen = new Rectangle(Toolkit.getDefaultToolkit().getScreenSize());
        ImageIO.write(robot.createScreenCapture(screen), "png", new File(folder.toFile(), name));
    }

    private static void say(String subject, Object found) {
        System.out.println(subject + ": " + found);
    }
}
