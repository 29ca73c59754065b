package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher in an installation whose {@code java} and {@code mvnw} print what they are given and do nothing else. */
@EnabledOnOs(OS.LINUX)
class LauncherTest {
    private static final Path LAUNCHER = Path.of(System.getProperty("limpid.root", ".."), "limpid");
    private static final Instant BUILT = Instant.parse("2026-01-02T00:00:00Z");
    private static final Instant BEFORE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = Instant.parse("2026-01-03T00:00:00Z");

    /** No user who is in the system's list. */
    private static final String STRANGER = "54321";

    private static final String JAVA = """
            #!/bin/sh
            folder=$(dirname "$0")
            case "$*" in
            *-XshowSettings:properties*) cat "$folder/settings" >&2; exit "$(cat "$folder/code")" ;;
            esac
            echo "LC_ALL=${LC_ALL:-}"
            env | grep -E '^(OMP|GOMP|MALLOC|GLIBC)_'
            for word; do echo "$word"; done
            """;

    private static final String SETTINGS = """
            Property settings:
                java.specification.version = 17
                sun.jnu.encoding = %s
                user.home = %s
            openjdk version "17.0.15" 2025-04-15
            """;

    @TempDir
    private Path folder;

    private Path root;
    private Path jar;
    private Path lock;
    private Path source;

    /** An ended process: its code, and the lines of standard output and error. */
    private record Ended(int code, List<String> out, List<String> err) {}

    @BeforeEach
    void install() throws IOException {
        root = Files.createDirectory(folder.resolve("an installation"));
        jar = root.resolve("cli/target/limpid-cli.jar");
        lock = root.resolve("target/limpid-build.lock");
        source = write("core/src/main/Source.java", "");
        for (String file : List.of("pom.xml", "core/pom.xml", "cli/pom.xml", "cli/src/main/Source.java")) {
            write(file, "");
        }
        write("target/lib/library.jar", "");
        write("cli/target/limpid-cli.jar", "");
        executable("limpid", Files.readString(LAUNCHER));
        executable("jdk/bin/java", JAVA);
        executable("mvnw", "#!/bin/sh\necho \"$*|${MAVEN_OPTS:-}\" >>mvnw.txt\ntouch cli/target/limpid-cli.jar\n");
        settings("UTF-8", "/home/somebody");
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(BEFORE));
            }
        }
        Files.setLastModifiedTime(jar, FileTime.from(BUILT));
        mode(folder, "rwxr-xr-x");
    }

    private Path write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private void executable(String name, String text) throws IOException {
        mode(write(name, text), "rwxr-xr-x");
    }

    private static void mode(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private void settings(String encoding, String home) throws IOException {
        write("jdk/bin/settings", SETTINGS.formatted(encoding, home));
        write("jdk/bin/code", "0");
    }

    private void sourcesChange() throws IOException {
        Files.setLastModifiedTime(source, FileTime.from(LATER));
    }

    @AfterEach
    void makeWritable() throws IOException {
        readOnly("rwxr-xr-x");
    }

    /** For everybody but root, who is not asked. */
    private void readOnly(String permissions) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isDirectory).toList()) {
                mode(file, permissions);
            }
        }
    }

    /** As another user, who can write nothing here. */
    private Ended runElsewhere(String... arguments) throws Exception {
        readOnly("r-xr-xr-x");
        boolean asRoot = "root".equals(System.getProperty("user.name"));
        List<String> as =
                asRoot ? List.of("setpriv", "--reuid", STRANGER, "--regid", STRANGER, "--clear-groups") : List.of();
        return run(start(as, Map.of(), arguments));
    }

    private Ended run(Map<String, String> environment, String... arguments) throws Exception {
        return run(start(List.of(), environment, arguments));
    }

    private Process start(List<String> as, Map<String, String> environment, String... arguments) throws IOException {
        var command = new ArrayList<>(as);
        command.add(root.resolve("limpid").toString());
        command.addAll(List.of(arguments));
        return start(command, environment);
    }

    private Process start(List<String> command, Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.matches("(LC|OMP|GOMP|MALLOC|GLIBC)_.*|LIMPID_JAVA_OPTIONS"));
        builder.environment().put("JAVA_HOME", root.resolve("jdk").toString());
        builder.environment().put("LANG", "C.UTF-8");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Ended run(Process process) throws Exception {
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).as("it has ended").isTrue();
        return new Ended(process.exitValue(), said("out"), said("err"));
    }

    private List<String> said(String stream) throws IOException {
        return Files.readAllLines(folder.resolve(stream), StandardCharsets.UTF_8);
    }

    private boolean built() {
        return Files.exists(root.resolve("mvnw.txt"));
    }

    @Test
    void startsWhatIsBuilt() throws Exception {
        Ended ended = run(Map.of("LIMPID_JAVA_OPTIONS", "-Da=b -Xmx1g"), "restore", "a b");

        assertThat(ended.code).isZero();
        assertThat(ended.err).isEmpty();
        assertThat(ended.out).contains("-Da=b", "-Xmx1g").endsWith("-jar", jar.toString(), "restore", "a b");
        assertThat(built()).isFalse();
    }

    @Test
    void tellsNativeLibrariesHowToWaitAndWhatToKeep() throws Exception {
        assertThat(run(Map.of(), "restore").out)
                .contains("OMP_WAIT_POLICY=passive", "GOMP_SPINCOUNT=1000")
                .contains("MALLOC_MMAP_THRESHOLD_=33554432", "MALLOC_TRIM_THRESHOLD_=67108864")
                .contains("MALLOC_ARENA_MAX=1", "GLIBC_TUNABLES=glibc.malloc.hugetlb=1");

        Map<String, String> own = Map.of(
                "GOMP_SPINCOUNT", "7", "MALLOC_TRIM_THRESHOLD_", "9", "MALLOC_ARENA_MAX", "2", "GLIBC_TUNABLES", "a=b");
        assertThat(run(own, "restore").out)
                .contains("OMP_WAIT_POLICY=passive", "GOMP_SPINCOUNT=7")
                .contains("MALLOC_MMAP_THRESHOLD_=33554432", "MALLOC_TRIM_THRESHOLD_=9")
                .contains("MALLOC_ARENA_MAX=2", "GLIBC_TUNABLES=glibc.malloc.hugetlb=1:a=b");
    }

    @Test
    void buildsWhereTheSourcesHaveChanged() throws Exception {
        sourcesChange();

        Ended ended = run(Map.of());

        assertThat(ended.code).isZero();
        assertThat(ended.err).containsExactly("Building Limpid (its sources have changed) ...");
        assertThat(built()).isTrue();
        assertThat(lock).doesNotExist();
    }

    @Test
    void servesUsersWhoCannotWriteInIt() throws Exception {
        Ended ended = runElsewhere("priors");

        assertThat(ended.code).isZero();
        assertThat(ended.err).isEmpty();
        assertThat(ended.out).endsWith("-jar", jar.toString(), "priors");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "empty", "of a process that has ended", "of another program"})
    void isNotAwaitedByThemWhereItsTimesAreOlder(String kind) throws Exception {
        sourcesChange();
        leaveALock(kind);

        Ended ended = runElsewhere("priors");

        assertThat(ended.code).isZero();
        assertThat(ended.err)
                .containsExactly("limpid: its sources are newer than the build, which is started as it is, because "
                        + root + "/target cannot be written to");
        assertThat(ended.out).endsWith("priors");
    }

    @Test
    void saysThatItMustBeBuiltByItsOwner() throws Exception {
        Files.delete(jar);

        Ended ended = runElsewhere("priors");

        assertThat(ended.code).isEqualTo(1);
        assertThat(ended.err)
                .containsExactly("limpid: Limpid must be built first, and " + root
                        + "/target cannot be written to; let the owner of " + root + " start it once");
    }

    @Test
    void saysThatItCannotBeRead() throws Exception {
        mode(jar, "---------");
        Ended ended = runElsewhere("priors");
        mode(jar, "rw-r--r--");

        assertThat(ended.code).isEqualTo(1);
        assertThat(ended.err)
                .containsExactly("limpid: " + jar + " cannot be read, and " + root + "/target cannot be written to");
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "of a process that has ended", "of another program"})
    void aLockThatWasLeftBehindIsRemoved(String kind) throws Exception {
        sourcesChange();
        leaveALock(kind);

        Ended ended = run(Map.of());

        assertThat(ended.code).isZero();
        assertThat(built()).isTrue();
        assertThat(lock).doesNotExist();
    }

    private void leaveALock(String kind) throws IOException {
        switch (kind) {
            case "empty" -> Files.createDirectories(lock);
            case "of a process that has ended" -> write("target/limpid-build.lock/pid", "999999999");
            case "of another program" -> {
                write(
                        "target/limpid-build.lock/pid",
                        Long.toString(ProcessHandle.current().pid()));
                write("target/limpid-build.lock/command", "/bin/sh limpid restore");
            }
            default -> assertThat(kind).isEqualTo("none");
        }
    }

    @Test
    void aFileInThePlaceOfTheLockIsNotAwaited() throws Exception {
        sourcesChange();
        write("target/limpid-build.lock", "");
        Path other = root.resolve("target/limpid-build.lock");

        assertThat(run(Map.of()).code).isZero();
        assertThat(other).doesNotExist();
    }

    @Test
    void aBuildOfAnotherProcessIsAwaited() throws Exception {
        sourcesChange();
        Process other = new ProcessBuilder("sleep", "100").start();
        write("target/limpid-build.lock/pid", Long.toString(other.pid()));
        write("target/limpid-build.lock/command", "sleep 100 ");

        Process process = start(List.of(), Map.of(), "priors");
        while (said("err").isEmpty() && process.isAlive()) {
            Thread.sleep(20);
        }
        assertThat(said("err")).containsExactly("Waiting for process " + other.pid() + ", which builds Limpid ...");
        assertThat(built()).isFalse();
        Files.setLastModifiedTime(jar, FileTime.from(LATER));
        other.destroyForcibly();

        Ended ended = run(process);
        assertThat(ended.code).isZero();
        assertThat(ended.out).endsWith("priors");
        assertThat(built()).as("built again").isFalse();
    }

    @ParameterizedTest
    @CsvSource({"ANSI_X3.4-1968, de_DE.UTF-8, C.UTF-8", "UTF-8, C, C.UTF-8", "UTF-8, '', C.UTF-8", "UTF-8, C.UTF-8, ''"
    })
    void aLocaleThatDoesNotWorkIsReplaced(String encoding, String locale, String expected) throws Exception {
        settings(encoding, "/home/somebody");

        assertThat(run(Map.of("LANG", locale)).out).startsWith("LC_ALL=" + expected);
    }

    @ParameterizedTest
    @CsvSource({"?, ' -Duser.home=/home/somebody'", "/home/another, ''"})
    void mavenKeepsItsFilesBelowHome(String home, String options) throws Exception {
        settings("UTF-8", home);
        sourcesChange();

        assertThat(run(Map.of("HOME", "/home/somebody", "MAVEN_OPTS", "")).code).isZero();

        assertThat(Files.readString(root.resolve("mvnw.txt"))).endsWith("package|" + options + "\n");
    }

    @Test
    void aJavaThatDoesNotStartSaysWhy() throws Exception {
        write("jdk/bin/code", "1");
        write("jdk/bin/settings", """
                Picked up JAVA_TOOL_OPTIONS: -Da=b
                [0.003s][warning][gc] Failed to reserve memory for new overflow mark stack
                Error occurred during initialization of VM
                Could not reserve enough space for 524288KB object heap
                """);
        assertThat(run(Map.of()).err)
                .containsExactly("limpid: " + root
                        + "/jdk/bin/java does not start: Could not reserve enough space for 524288KB object heap");

        Process limited = start(
                List.of(
                        "sh",
                        "-c",
                        "ulimit -v 1000000; exec \"$0\" --version",
                        root.resolve("limpid").toString()),
                Map.of());
        Ended ended = run(limited);
        assertThat(ended.code).isEqualTo(1);
        assertThat(ended.err)
                .singleElement()
                .asString()
                .endsWith("object heap (ulimit -v leaves it 1000000 kB of address space)");
    }

    @Test
    void aJavaThatIsTooOldIsNamed() throws Exception {
        write("jdk/bin/settings", "    java.specification.version = 1.8\n");

        assertThat(run(Map.of()).err)
                .containsExactly("limpid: Java 17 or newer is needed, and " + root + "/jdk/bin/java is version 1.8");
    }

    @Test
    void aClosedStandardOutputIsRefused() throws Exception {
        Ended ended = run(start(
                List.of(
                        "sh",
                        "-c",
                        "exec \"$0\" priors >&-",
                        root.resolve("limpid").toString()),
                Map.of()));

        assertThat(ended.code).isEqualTo(1);
        assertThat(ended.err)
                .containsExactly("limpid: standard output is closed; where nobody is to read it, give > /dev/null");
    }

    @Test
    void otherClosedDescriptorsAreNotTakenByFiles() throws Exception {
        executable("jdk/bin/java", JAVA + "readlink /proc/$$/fd/0 /proc/$$/fd/2\n");

        Ended ended = run(start(
                List.of(
                        "sh",
                        "-c",
                        "exec \"$0\" priors <&- 2>&-",
                        root.resolve("limpid").toString()),
                Map.of()));

        assertThat(ended.code).isZero();
        assertThat(ended.out).endsWith("/dev/null", "/dev/null");
    }
}
