package dev.limpid.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.RunRecord;
import dev.limpid.io.Sha256;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line, the web page's server, the plugin and the cluster job, each as it is packaged, restore one picture alike. */
class FourFacesIT {
    private static final Path ROOT =
            Path.of(System.getProperty("limpid.root", "..")).toAbsolutePath().normalize();
    private static final String PROGRAM =
            ROOT.resolve("cli/target/limpid-cli.jar").toString();
    private static final Pattern FIRST_ID = Pattern.compile("\"id\":\"([0-9a-f]+)\"");
    private static final int SIDE = 48;
    private static final long JOB_SEED = 3;

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    private Path picture() {
        return folder.resolve("cells.png");
    }

    private void write() throws IOException {
        var random = new Random(9);
        var image = new BufferedImage(SIDE, SIDE - 9, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < SIDE; x++) {
                image.setRGB(x, y, 0x405060 + 5 * x + (random.nextInt(40) << 8));
            }
        }
        ImageIO.write(image, "png", picture().toFile());
    }

    @Test
    void restoreToTheSameBytesWithTheSameRecord() throws Exception {
        write();
        String seed = Long.toString(Seeds.of(JOB_SEED, Sha256.of(picture())));

        Path ofProgram = ofProgram(seed);
        Path ofCluster = ofCluster();
        Path ofServer = ofServer(seed);

        RunRecord expected = RunRecord.read(ofProgram.resolve("run.json"));
        for (Path other : List.of(ofCluster, ofServer)) {
            RunRecord record = RunRecord.read(other.resolve("run.json"));
            same(record, expected);
            assertThat(record.results()).isEqualTo(expected.results());
            assertThat(record.sha256()).isEqualTo(expected.sha256());
            assertThat(record.metrics()).isEqualTo(expected.metrics());
            assertThat(other.resolve("restored.png")).hasSameBinaryContentAs(ofProgram.resolve("restored.png"));
        }
        RunRecord ofPlugin = ofPlugin(seed);
        same(ofPlugin, expected);
        assertThat(pixels(folder.resolve("plugin.png"))).isEqualTo(pixels(ofProgram.resolve("restored.png")));
        assertThat(pixels(folder.resolve("plugin.png"))).isNotEqualTo(pixels(picture()));
    }

    private static void same(RunRecord record, RunRecord expected) {
        assertThat(record.task()).isEqualTo(expected.task());
        assertThat(record.operator()).isEqualTo(expected.operator());
        assertThat(record.solver()).isEqualTo(expected.solver());
        assertThat(record.configuration()).isEqualTo(expected.configuration());
        assertThat(record.seed()).isEqualTo(expected.seed());
        assertThat(record.sha256())
                .containsEntry("checkpoint", expected.sha256().get("checkpoint"));
        assertThat(record.cost().forwardEvaluations()).isEqualTo(expected.cost().forwardEvaluations());
    }

    private static int[] pixels(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    private Path ofProgram(String seed) throws Exception {
        var command =
                new ArrayList<>(List.of("-jar", PROGRAM, "restore", picture().toString()));
        command.addAll(List.of("--out", folder.resolve("program").toString(), "--task", "denoise", "--noise", "0.1"));
        command.addAll(List.of("--solver", "diffpir", "--set", "steps=4", "--seed", seed, "--residual"));
        run(command);
        return folder.resolve("program/cells");
    }

    private Path ofCluster() throws Exception {
        Spark spark = Spark.in(Files.createDirectories(folder.resolve("spark")));
        var options = List.of("--master", "local[1]", "--class", Submit.class.getName());
        var arguments = new ArrayList<>(List.of("--input", picture().toString()));
        arguments.addAll(List.of("--output", folder.resolve("cluster").toString(), "--task", "denoise"));
        arguments.addAll(List.of("--noise", "0.1", "--solver", "diffpir", "--set", "steps=4"));
        arguments.addAll(List.of("--seed", Long.toString(JOB_SEED)));
        Spark.End end = spark.run(options, Spark.built(), arguments.toArray(String[]::new));
        assertThat(end.code()).as(end.err()).isZero();
        return folder.resolve("cluster/cells");
    }

    /** Waits for the end of a program. Returns what it printed. */
    private String run(List<String> command) throws Exception {
        Process process = start(command);
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }

    private Process start(List<String> command) throws IOException {
        var all = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        all.addAll(command);
        var builder = new ProcessBuilder(all).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("OMP_NUM_THREADS", "1");
        return builder.start();
    }

    private Path ofServer(String seed) throws Exception {
        Process server = start(List.of(
                "-jar",
                PROGRAM,
                "serve",
                "--port",
                "0",
                "--json",
                "--data",
                folder.resolve("data").toString()));
        try (BufferedReader lines = server.inputReader(StandardCharsets.UTF_8)) {
            URI address = address(lines);
            String upload =
                    found(FIRST_ID, post(address, "/api/pictures?name=cells.png", Files.readAllBytes(picture())));
            String asked = """
                    {"picture": "%s", "task": "denoise", "values": {"noise": "0.1"}, "solver": "diffpir",
                     "settings": {"steps": "4"}, "seed": %s}
                    """.formatted(upload, seed);
            String job = found(FIRST_ID, post(address, "/api/jobs", asked.getBytes(StandardCharsets.UTF_8)));
            // The events end with the job.
            get(address, "/api/jobs/" + job + "/events", "text/event-stream");
            Path result = Files.createDirectories(folder.resolve("server"));
            for (String name : List.of("restored.png", "run.json")) {
                Files.write(result.resolve(name), get(address, "/api/jobs/" + job + "/files/" + name, "*/*"));
            }
            return result;
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private static URI address(BufferedReader lines) throws IOException {
        Pattern serving = Pattern.compile("\"address\":\"([^\"]+)\"");
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher found = serving.matcher(line);
            if (found.find()) {
                return URI.create(found.group(1));
            }
        }
        throw new IOException("the server said no address");
    }

    private static String found(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return found.group(1);
    }

    private String post(URI address, String path, byte[] body) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(address.resolve(path))
                                .POST(BodyPublishers.ofByteArray(body))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private byte[] get(URI address, String path, String accepted) throws Exception {
        var answer = http.send(
                HttpRequest.newBuilder(address.resolve(path))
                        .header("Accept", accepted)
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    /** The result of ImageJ has the record among its information. */
    private RunRecord ofPlugin(String seed) throws Exception {
        Path imageJ = Path.of(
                ij.IJ.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path information = folder.resolve("information.txt");
        String classes = String.join(
                File.pathSeparator,
                ROOT.resolve("imagej/target/Limpid_.jar").toString(),
                imageJ.toString(),
                ROOT.resolve("spark/target/test-classes").toString());
        String printed = run(List.of(
                "-Djava.awt.headless=true",
                "-cp",
                classes,
                PluginOfTests.class.getName(),
                picture().toString(),
                "task=denoise noise=0.1 solver=diffpir set=steps=4 seed=" + seed,
                folder.resolve("plugin.png").toString(),
                information.toString()));
        assertThat(information).as(printed).exists();
        String text = Files.readString(information);
        return RunRecord.read(Files.writeString(folder.resolve("plugin.json"), text.substring(text.indexOf("{\n"))));
    }
}
