package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.limpid.io.Images;
import dev.limpid.io.RunRecord;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server in a process of its own. */
class ServeTest {
    private static final Path PAGE = Path.of(System.getProperty("limpid.root", ".."), "docs/serve.md");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SIDE = 64;
    private static final long SECONDS = 120;

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private URI address = URI.create("http://127.0.0.1/");

    @BeforeEach
    void write() throws IOException {
        try (var scope = Scope.open()) {
            var noise = Rng.of(1).purpose("image").normal(1, 3, SIDE, SIDE);
            Images.write(noise.mul(0.2), folder.resolve("image.png"));
            var mask = Rng.of(1).purpose("mask").normal(1, 1, SIDE, 1);
            Images.write(
                    mask.greater(0.5).mul(-2).add(1).expand(1, 1, SIDE, SIDE).contiguous(), folder.resolve("mask.png"));
        }
    }

    private Process serve() throws IOException {
        Process process = new ProcessBuilder(OwnProcess.command(
                        "serve",
                        "--port",
                        "0",
                        "--json",
                        "--data",
                        folder.resolve("data").toString()))
                .directory(folder.toFile())
                .redirectError(folder.resolve("server.log").toFile())
                .start();
        BufferedReader lines = OwnProcess.lines(process); // not closed: the server says more later
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode event = JSON.readTree(line);
            if (event.path("event").asText().equals("serving")) {
                address = URI.create(event.get("address").asText());
                return process;
            }
        }
        throw new IOException(Files.readString(folder.resolve("server.log")));
    }

    private JsonNode ask(HttpRequest.Builder request) throws Exception {
        return JSON.readTree(
                http.send(request.build(), BodyHandlers.ofByteArray()).body());
    }

    private JsonNode post(String path, byte[] body) throws Exception {
        return ask(HttpRequest.newBuilder(address.resolve(path)).POST(BodyPublishers.ofByteArray(body)));
    }

    private String job(String picture, String rest) throws Exception {
        String request = "{\"picture\":\"" + picture + "\"," + rest.replace('\'', '"') + "}";
        return post("/api/jobs", request.getBytes(StandardCharsets.UTF_8))
                .get("id")
                .asText();
    }

    private JsonNode await(String job) throws Exception {
        long end = System.nanoTime() + SECONDS * 1_000_000_000;
        while (true) {
            JsonNode now = ask(HttpRequest.newBuilder(address.resolve("/api/jobs/" + job)));
            String state = now.get("state").asText();
            if (!state.equals("waiting") && !state.equals("running")) {
                assertThat(state).as(now.toString()).isEqualTo("done");
                return now;
            }
            assertThat(System.nanoTime()).as(now.toString()).isLessThan(end);
            Thread.sleep(50);
        }
    }

    private byte[] file(String job, String name) throws Exception {
        var answer = http.send(
                HttpRequest.newBuilder(address.resolve("/api/jobs/" + job + "/files/" + name))
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void restoresToTheBytesAndTheRecordOfTheCommandLine() throws Exception {
        Process server = serve();
        try {
            String picture = post("/api/pictures?name=image.png", Files.readAllBytes(folder.resolve("image.png")))
                    .get("id")
                    .asText();
            String job = job(picture, "'task':'denoise','values':{'noise':'0.05'},'realism':0.5,'seed':7");
            await(job);
            byte[] restored = file(job, "restored.png");
            RunRecord record = RunRecord.read(Files.write(folder.resolve("served.json"), file(job, "run.json")));

            int code = Limpid.execute(
                    Limpid.commandLine(new LibraryRunner(), 0),
                    "restore",
                    folder.resolve("image.png").toString(),
                    "--task=denoise",
                    "--noise=0.05",
                    "--realism=0.5",
                    "--seed=7",
                    "--residual",
                    "--out=" + folder.resolve("out"));

            assertThat(code).isZero();
            RunRecord own = RunRecord.read(folder.resolve("out/image/run.json"));
            assertThat(restored).isEqualTo(Files.readAllBytes(folder.resolve("out/image/restored.png")));
            assertThat(record.results()).as("files by their hashes").isEqualTo(own.results());
            assertThat(record.configuration()).isEqualTo(own.configuration());
            assertThat(record.operator()).isEqualTo(own.operator());
            assertThat(record.request())
                    .containsAllEntriesOf(own.request().entrySet().stream()
                            .filter(entry -> !entry.getKey().equals("input"))
                            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    @Test
    void aServerThatIsKilledGoesOnToTheSameBytes() throws Exception {
        String longer = "'task':'inpainting','values':{'mask':'centre:12'},'solver':'dps','settings':{'steps':'60'}";
        Process server = serve();
        String picture = post("/api/pictures?name=image.png", Files.readAllBytes(folder.resolve("image.png")))
                .get("id")
                .asText();
        String undisturbed = job(picture, longer);
        await(undisturbed);
        byte[] expected = file(undisturbed, "restored.png");
        String running = job(picture, longer);
        String waiting = job(picture, longer);
        int kills = 0;
        for (; kills < 3; kills++) {
            awaitSnapshot(running);
            server.destroyForcibly().waitFor();
            server = serve();
        }

        try {
            assertThat(await(running).get("notes").toString()).contains("goes on after outer iteration");
            await(waiting);
            assertThat(file(running, "restored.png")).isEqualTo(expected);
            assertThat(file(waiting, "restored.png")).isEqualTo(expected);
            assertThat(file(undisturbed, "restored.png")).isEqualTo(expected);
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    /** Waits for a snapshot of the job, unless it has ended. */
    private void awaitSnapshot(String job) throws Exception {
        Path own = folder.resolve("data/jobs").resolve(job);
        while (ask(HttpRequest.newBuilder(address.resolve("/api/jobs/" + job)))
                .get("state")
                .asText()
                .matches("waiting|running")) {
            try (Stream<Path> files = Files.find(own, 3, (file, about) -> file.endsWith("snapshot.safetensors"))) {
                if (files.findAny().isPresent()) {
                    return;
                }
            } catch (NoSuchFileException | UncheckedIOException e) {
                // Not begun, or just moved.
            }
            Thread.sleep(10);
        }
    }

    @Test
    void theCommandsOfThePageWork() throws Exception {
        assumeThat(Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "curl"))))
                .as("curl is there")
                .isTrue();
        Matcher block = Pattern.compile("```bash\\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        assertThat(block.find()).isTrue();
        Process server = serve();
        try {
            String script = block.group(1)
                    .replace("http://127.0.0.1:8765", address.toString().replaceFirst("/$", ""));
            Process shell = new ProcessBuilder(List.of("sh", "-euc", script))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(shell.waitFor()).as(said).isZero();
            assertThat(said).contains("\"state\":\"done\"");
            assertThat(folder.resolve("restored.png")).isNotEmptyFile();
            assertThat(RunRecord.read(folder.resolve("run.json")).finished()).isTrue();
        } finally {
            server.destroyForcibly().waitFor();
        }
    }
}
