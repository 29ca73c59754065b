package dev.limpid.imagej.start;

import ij.IJ;
import ij.plugin.PlugIn;

/** Starts the plugin where Java is new enough for it. */
public final class Restore implements PlugIn {
    private static final String PLUGIN = "dev.limpid.imagej.RestorePlugIn";
    private static final int LEAST_JAVA = 17;

    @Override
    public void run(String argument) {
        String java = System.getProperty("java.specification.version", "0");
        if (number(java) < LEAST_JAVA) {
            IJ.error("Limpid", "Limpid needs Java " + LEAST_JAVA + " or newer, and this ImageJ runs on Java " + java);
            return;
        }
        try {
            plugin().getDeclaredConstructor().newInstance().run(argument);
        } catch (ReflectiveOperationException | LinkageError e) {
            IJ.error("Limpid", "the plugin is not whole, for " + e + "; install its jar or its folder anew");
        }
    }

    /**
     * The plugin's class, the same as long as ImageJ runs: it loads classes anew when its menus are refreshed, and natives that are
     * loaded a second time end the process.
     */
    private static Class<? extends PlugIn> plugin() throws ClassNotFoundException {
        Object known = IJ.getProperty(PLUGIN);
        if (known instanceof Class) {
            return ((Class<?>) known).asSubclass(PlugIn.class);
        }
        Class<? extends PlugIn> loaded = Class.forName(PLUGIN).asSubclass(PlugIn.class);
        IJ.setProperty(PLUGIN, loaded);
        return loaded;
    }

    /** 17 of "17", 8 of "1.8". */
    static int number(String version) {
        String feature = version.startsWith("1.") ? version.substring(2) : version;
        try {
            return Integer.parseInt(feature);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
