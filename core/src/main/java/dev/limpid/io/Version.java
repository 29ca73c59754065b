package dev.limpid.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The versions that the build knows. */
public final class Version {
    private static final String FILE = "build.properties";

    private Version() {}

    /** The version of Limpid, such as {@code 0.1.0}; records and measurements hold it. */
    public static String limpid() {
        return property("version");
    }

    /** Versions of LibTorch and of its Java binding, such as {@code 2.10.0-1.5.13}. */
    public static String binding() {
        return property("pytorch");
    }

    private static String property(String key) {
        var build = new Properties();
        try (InputStream in = Version.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + FILE + " is missing from the library");
            }
            build.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return build.getProperty(key);
    }
}
