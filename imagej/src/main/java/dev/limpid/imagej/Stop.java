package dev.limpid.imagej;

import ij.IJ;
import java.util.function.BooleanSupplier;

/** True once Escape was pressed, and from then on: others may reset the key meanwhile. */
final class Stop implements BooleanSupplier {
    private boolean pressed;

    /** Forgets an Escape of before. */
    Stop() {
        IJ.resetEscape();
    }

    @Override
    public boolean getAsBoolean() {
        pressed = pressed || IJ.escapePressed();
        return pressed;
    }
}
