package dev.limpid.imagej;

import ij.IJ;
import ij.Macro;
import ij.gui.DialogListener;
import ij.gui.GenericDialog;
import ij.gui.NonBlockingGenericDialog;
import ij.macro.Interpreter;
import ij.plugin.frame.Recorder;
import java.awt.GraphicsEnvironment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fields with names, which a user fills in or a macro. ImageJ's dialog does both, and records; where there is no screen it cannot be
 * made, and the macro's options are read without it.
 */
final class Form {
    private final @Nullable GenericDialog dialog;
    private final List<Field> fields = new ArrayList<>();

    /** A field that is read: a list of choices or a text. */
    private record Field(String name, boolean choice, String value) {}

    private Form(@Nullable GenericDialog dialog) {
        this.dialog = dialog;
    }

    /** A form beside which images can be used, so that a selection can be changed meanwhile. */
    static Form of(String title) {
        return new Form(GraphicsEnvironment.isHeadless() ? null : new NonBlockingGenericDialog(title));
    }

    /** Adds a line of text to be read. */
    void message(String text) {
        if (dialog != null) {
            dialog.addMessage(text);
        }
    }

    /** Adds a list of choices; a macro may give any text. */
    void choice(String name, List<String> items, String value) {
        fields.add(new Field(name, true, value));
        if (dialog != null) {
            dialog.addChoice(name, items.toArray(String[]::new), value);
        }
    }

    /** Adds a text. */
    void text(String name, String value) {
        fields.add(new Field(name, false, value));
        if (dialog != null) {
            dialog.addStringField(name, value, 20);
        }
    }

    /** Adds a text that may be the path of a file. */
    void file(String name, String value) {
        fields.add(new Field(name, false, value));
        if (dialog != null) {
            dialog.addFileField(name, value, 20);
        }
    }

    /** Adds a button that shows a page. */
    void help(String html) {
        if (dialog != null) {
            dialog.addHelp(html);
        }
    }

    /**
     * Adds a box that is not recorded.
     *
     * @param changed is told the fields whenever something changes while the box is ticked, and null when it no longer is
     */
    void preview(String label, Consumer<@Nullable Map<String, String>> changed) {
        if (dialog == null) {
            return;
        }
        dialog.addPreviewCheckbox(null, label);
        DialogListener listener = (source, event) -> {
            Map<String, String> texts = read(); // always, for this is how ImageJ records
            if (event != null) {
                changed.accept(source.isPreviewActive() ? texts : null);
            }
            return true;
        };
        dialog.addDialogListener(listener);
    }

    /** Shows the fields and waits. Returns false where the user wants nothing. */
    boolean show() {
        if (dialog == null) {
            return Macro.getOptions() != null;
        }
        dialog.showDialog();
        return !dialog.wasCanceled();
    }

    /**
     * Records the fields of several forms for a macro. ImageJ records each by itself, but forgets the first when something changes
     * in the second.
     */
    static void record(Map<String, String> texts) {
        if (IJ.recording() && Macro.getOptions() == null) {
            Recorder.resetCommandOptions();
            texts.forEach(
                    (name, text) -> Recorder.recordOption(name, text.isEmpty() ? "[]" : Recorder.fixString(text)));
        }
    }

    /** The texts by the names of their fields. */
    Map<String, String> read() {
        var texts = new LinkedHashMap<String, String>();
        for (Field field : fields) {
            texts.put(
                    field.name(),
                    dialog == null ? ofMacro(field) : field.choice() ? dialog.getNextChoice() : dialog.getNextString());
        }
        return texts;
    }

    private static String ofMacro(Field field) {
        String options = Objects.requireNonNull(Macro.getOptions(), "a macro's options");
        String text = Macro.getValue(options, field.name(), field.value());
        Interpreter macro = Interpreter.getInstance();
        String variable = text.startsWith("&") && macro != null ? macro.getVariableAsString(text.substring(1)) : null;
        return variable == null ? text : variable;
    }
}
