package dev.limpid.imagej;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.LoggerFactory;

/** Says what the plugin lacks on this machine before the engine is touched. */
final class Prerequisites {
    private static final String LOGGING = "slf4j.internal.verbosity";
    private static final String BUILD = "build.properties";

    private Prerequisites() {}

    /** The engine logs to whatever ImageJ brings along; where that is nothing, nobody need be told. */
    static void quietLogging() {
        if (System.getProperty(LOGGING) != null) {
            return;
        }
        System.setProperty(LOGGING, "ERROR");
        LoggerFactory.getILoggerFactory();
        System.clearProperty(LOGGING);
    }

    /** One line on what is missing; empty where nothing is known to be. */
    static Optional<String> missing() {
        return missing(built(), platform(System.getProperty("os.name", ""), System.getProperty("os.arch", "")));
    }

    static Optional<String> missing(String built, String here) {
        if (built.equals(here)) {
            return Optional.empty();
        }
        return Optional.of("this plugin has the native libraries of " + built + ", and this is " + here
                + ": build it on such a machine, see docs/imagej.md");
    }

    /** The platform in the words of the natives' files. */
    static String platform(String system, String architecture) {
        String name = system.toLowerCase(Locale.ROOT);
        String os = name.startsWith("mac") ? "macosx" : name.startsWith("windows") ? "windows" : name;
        boolean arm = architecture.equals("aarch64") || architecture.equals("arm64");
        boolean intel = architecture.equals("amd64") || architecture.equals("x86_64");
        return os + "-" + (arm ? "arm64" : intel ? "x86_64" : architecture);
    }

    private static String built() {
        var properties = new Properties();
        try (InputStream in = Prerequisites.class.getResourceAsStream(BUILD)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("platform", "an unknown platform");
    }
}
