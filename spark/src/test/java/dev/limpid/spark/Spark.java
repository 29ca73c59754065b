package dev.limpid.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Apache Spark as clusters have it, with the jars of its own versions, in processes of its own.
 *
 * @param home what {@code SPARK_HOME} is
 * @param tests a jar of this project's test classes, for executors
 */
record Spark(Path home, Path tests) {
    private static final Path ROOT =
            Path.of(System.getProperty("limpid.root", "..")).toAbsolutePath().normalize();
    private static final Path BUILT = ROOT.resolve("spark/target/limpid-spark-with-libraries.jar");
    private static final Map<String, String> ENVIRONMENT =
            Map.of("SPARK_SCALA_VERSION", "2.13", "SPARK_LOCAL_IP", "127.0.0.1", "OMP_NUM_THREADS", "1");
    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
    private static final long MINUTES = 8;

    /** The end of a program. */
    record End(int code, String out, String err) {}

    static Spark in(Path folder) throws IOException {
        Path jars = Files.createDirectories(folder.resolve("jars"));
        String all = Files.readString(ROOT.resolve("spark/distribution/target/jars.txt"));
        for (String jar : all.strip().split(File.pathSeparator, -1)) {
            Path from = Path.of(jar);
            Files.createSymbolicLink(jars.resolve(from.getFileName()), from);
        }
        return new Spark(folder, testClasses(folder.resolve("tests.jar")));
    }

    private static Path testClasses(Path jar) throws IOException {
        Path classes = ROOT.resolve("spark/target/test-classes");
        try (OutputStream file = Files.newOutputStream(jar);
                var out = new JarOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            for (Path one : all.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(one).toString()));
                Files.copy(one, out);
            }
        }
        return jar;
    }

    /** The jar that users submit. */
    static Path built() {
        assertThat(BUILT).as("./mvnw package makes it").exists();
        return BUILT;
    }

    /** Starts {@code spark-submit}. Its output goes into files beside {@code SPARK_HOME}. */
    Process submit(List<String> options, Path jar, String... arguments) throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of("org.apache.spark.deploy.SparkSubmit"));
        all.addAll(List.of("--conf", "spark.ui.enabled=false", "--conf", "spark.sql.shuffle.partitions=2"));
        for (String process : List.of("driver", "executor")) {
            all.addAll(List.of("--conf", "spark." + process + ".extraJavaOptions=" + SHORT_LIVED));
        }
        all.addAll(options);
        all.add(jar.toString());
        all.addAll(Arrays.asList(arguments));
        return started(new ProcessBuilder(command(all))
                .redirectOutput(home.resolve("out.txt").toFile())
                .redirectError(home.resolve("err.txt").toFile()));
    }

    /** Submits, and waits for the end. */
    End run(List<String> options, Path jar, String... arguments) throws IOException, InterruptedException {
        return end(submit(options, jar, arguments));
    }

    End end(Process process) throws IOException, InterruptedException {
        boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
        String err = Files.readString(home.resolve("err.txt"));
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(ended).as(err).isTrue();
        return new End(process.exitValue(), Files.readString(home.resolve("out.txt")), err);
    }

    /** Spark's own launcher says how Java is started, as its script does. */
    private List<String> command(List<String> submit) throws IOException, InterruptedException {
        var launcher = new ArrayList<>(List.of(java(), "-cp", home + "/jars/*", "org.apache.spark.launcher.Main"));
        launcher.addAll(submit);
        Process process = started(new ProcessBuilder(launcher));
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return Arrays.stream(printed.split("\0"))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private Process started(ProcessBuilder builder) throws IOException {
        builder.environment().putAll(ENVIRONMENT);
        builder.environment().put("SPARK_HOME", home.toString());
        return builder.directory(home.toFile()).start();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
