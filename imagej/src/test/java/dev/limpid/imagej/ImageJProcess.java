package dev.limpid.imagej;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * ImageJ as its users have it: its own jar, and nothing else on the class path.
 *
 * @param folder that holds {@code plugins}
 */
record ImageJProcess(Path folder, Screen screen) {
    private static final Path ROOT =
            Path.of(System.getProperty("limpid.root", "..")).toAbsolutePath().normalize();
    static final Path BUILT = ROOT.resolve("imagej/target");

    /** With the plugin as a single jar. */
    static ImageJProcess withJar(Path folder, Screen screen) throws IOException {
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        link(BUILT.resolve("Limpid_.jar"), plugins);
        return new ImageJProcess(folder, screen);
    }

    /** With the plugin as a folder of jars. */
    static ImageJProcess withFolder(Path folder, Screen screen) throws IOException {
        Path plugins = Files.createDirectories(folder.resolve("plugins/Limpid"));
        try (Stream<Path> jars = Files.list(BUILT.resolve("Limpid"))) {
            for (Path jar : jars.toList()) {
                link(jar, plugins);
            }
        }
        return new ImageJProcess(folder, screen);
    }

    /** A link where that is possible, for the jars are large. */
    private static void link(Path jar, Path folder) throws IOException {
        Path to = folder.resolve(jar.getFileName());
        try {
            Files.createLink(to, jar);
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(jar, to);
        }
    }

    /** Runs a macro without windows. Returns all that was printed. */
    String batch(Path macro, String argument) throws IOException, InterruptedException {
        return run(List.of("ij.ImageJ", "-batch", macro.toString(), argument), "");
    }

    /**
     * Runs a class.
     *
     * @param more entries of the class path, which end with a separator
     */
    String run(List<String> command, String more) throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dplugins.dir=" + folder,
                "-Duser.home=" + System.getProperty("user.home"),
                "-cp",
                more + imageJ()));
        all.addAll(command);
        var builder = new ProcessBuilder(all).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("DISPLAY", screen.display());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static String imageJ() {
        try {
            return Path.of(ij.IJ.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A file of the project. */
    static Path project(String path) {
        return ROOT.resolve(path);
    }
}
