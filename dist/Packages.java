import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Makes packages of the libraries that Maven has put together: a folder with the program and a Java of its own, an archive of it, a
 * package for Debian where its tools are, and their checksums. The build runs it: {@code java Packages.java TARGET PLATFORM VERSION}.
 */
final class Packages {
    private static final String NAME = "limpid";
    private static final String MAIN = "dev.limpid.cli.Limpid";

    /** Parts of Java that the libraries need, those that they look up by name among them. */
    private static final String MODULES = "java.base,java.desktop,java.logging,java.management,java.naming,java.net.http,"
            + "java.security.jgss,java.sql,java.xml,jdk.charsets,jdk.crypto.ec,jdk.localedata,jdk.management,jdk.unsupported,jdk.zipfs";

    /** As in the launcher, with its heap for the server: one that is not needed is not taken. */
    private static final List<String> JAVA_OPTIONS = List.of(
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xms16m", "-Xmx2g", "-XX:MaxNewSize=48m",
            "--enable-native-access=ALL-UNNAMED");

    /** Where jars keep natives of every platform, by the jar's name. */
    private static final Map<String, String> NATIVES = Map.of("sqlite-jdbc", "org/sqlite/native/", "webp-imageio", "native/");

    /** The platforms' folders there. */
    private static final Map<String, String> FOLDERS = Map.of(
            "linux-x86_64", "Linux/x86_64/",
            "macosx-arm64", "Mac/aarch64/",
            "macosx-x86_64", "Mac/x86_64/",
            "windows-x86_64", "Windows/x86_64/");

    private final Path target;
    private final String platform;
    private final String number;
    private final Path out;

    private Packages(Path target, String platform, String version) {
        this.target = target;
        this.platform = platform;
        number = version.replaceFirst("-.*", ""); // packages have numbers alone
        out = target.resolve("packages");
    }

    public static void main(String[] args) throws Exception {
        new Packages(Path.of(args[0]), args[1], args[2]).make();
    }

    private void make() throws Exception {
        remove(out);
        Path input = Files.createDirectories(fresh(target.resolve("input")));
        for (Path jar : jars()) {
            copy(jar, input.resolve(jar.getFileName()));
            licences(jar, input.resolve("licences"));
        }
        Path licences = Files.createDirectories(input.resolve("licences"));
        Files.copy(target.resolve("THIRD-PARTY.txt"), licences.resolve("THIRD-PARTY.txt"));
        Files.copy(target.resolve("../../LICENSE").normalize(), licences.resolve("LICENSE"));
        Path parts = target.resolve("limpid-sbom.json");
        if (!Files.exists(parts)) {
            throw new IOException(parts + " is missing: Maven makes the list of parts, and not with --offline");
        }
        Files.copy(parts, input.resolve("limpid-sbom.json"));
        image(input);
        archive();
        debian();
        other("imagej/target/Limpid_.jar", "Limpid_");
        other("spark/target/limpid-spark-with-libraries.jar", "limpid-spark");
        checksums();
    }

    /** The jar of another face, where the same build has made it. */
    private void other(String built, String name) throws IOException {
        Path jar = target.resolve("../..").resolve(built).normalize();
        if (Files.exists(jar)) {
            Files.copy(jar, out.resolve(name + "-" + number + "-" + platform + ".jar"));
        }
    }

    private static Path fresh(Path folder) throws IOException {
        remove(folder);
        return folder;
    }

    private static void remove(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.list(target.resolve("libraries"))) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
    }

    /** Without the natives of other platforms. */
    private void copy(Path jar, Path to) throws IOException {
        String natives = NATIVES.entrySet().stream()
                .filter(entry -> jar.getFileName().toString().startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
        if (natives == null) {
            Files.copy(jar, to);
            return;
        }
        String own = natives + FOLDERS.get(platform);
        try (var from = new ZipFile(jar.toFile());
                var zip = new ZipOutputStream(Files.newOutputStream(to))) {
            for (ZipEntry entry : from.stream().toList()) {
                if (!entry.getName().startsWith(natives) || entry.getName().startsWith(own)) {
                    zip.putNextEntry(new ZipEntry(entry.getName()));
                    try (InputStream in = from.getInputStream(entry)) {
                        in.transferTo(zip);
                    }
                    zip.closeEntry();
                }
            }
        }
    }

    /** Every text in a jar that says under which terms it is given. */
    private static void licences(Path jar, Path licences) throws IOException {
        String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
        try (var zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : zip.stream().filter(entry -> !entry.isDirectory()).toList()) {
                String file = entry.getName();
                if (file.toLowerCase(Locale.ROOT).matches("(.*/)?(license|licence|notice|copying|copyright)[^/]*")
                        && !file.endsWith(".class")) {
                    Path to = licences.resolve(name).resolve(file.replace('/', '-'));
                    Files.createDirectories(to.getParent());
                    try (InputStream in = zip.getInputStream(entry)) {
                        Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
    }

    /** The program's folder, with a Java that has no more than it needs. */
    private void image(Path input) throws Exception {
        var command = new ArrayList<>(List.of(
                tool("jpackage"), "--type", "app-image", "--name", NAME, "--app-version", number,
                "--input", input.toString(), "--main-jar", program(input), "--main-class", MAIN,
                "--add-modules", MODULES, "--dest", out.toString(),
                "--jlink-options", "--strip-native-commands --strip-debug --no-man-pages --no-header-files --compress=2"));
        if (platform.startsWith("windows")) {
            command.add("--win-console");
        }
        JAVA_OPTIONS.forEach(option -> command.addAll(List.of("--java-options", option)));
        run(command);
    }

    private static String program(Path input) throws IOException {
        try (Stream<Path> files = Files.list(input)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("limpid-cli"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void archive() throws Exception {
        boolean windows = platform.startsWith("windows");
        Path archive = out.resolve(NAME + "-" + number + "-" + platform + (windows ? ".zip" : ".tar.gz"));
        String image = platform.startsWith("macosx") ? NAME + ".app" : NAME;
        run(List.of("tar", windows ? "-acf" : "-czf", archive.toString(), "-C", out.toString(), image));
    }

    private void debian() throws Exception {
        if (!platform.startsWith("linux") || !isThere("dpkg-deb") || !isThere("fakeroot")) {
            System.out.println("no package for Debian: that takes dpkg-deb and fakeroot");
            return;
        }
        run(List.of(
                tool("jpackage"), "--type", "deb", "--name", NAME, "--app-version", number, "--app-image",
                out.resolve(NAME).toString(), "--dest", out.toString(), "--license-file",
                target.resolve("../../LICENSE").normalize().toString(), "--description",
                "Restores images with diffusion-model priors"));
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1)).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** In the form of sha256sum. */
    private void checksums() throws Exception {
        var lines = new ArrayList<String>();
        try (Stream<Path> files = Files.list(out)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
                lines.add(HexFormat.of().formatHex(hash) + "  " + file.getFileName());
            }
        }
        Files.write(out.resolve("SHA256SUMS"), lines);
        lines.forEach(System.out::println);
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private static void run(List<String> command) throws Exception {
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + code);
        }
    }
}
