package dev.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.io.InvalidRequestException;
import dev.limpid.tensor.Device;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of pages and programs that mean no good, or are mistaken. */
class HostileRequestsTest {
    private static final ServeRequest.Limits SMALL = new ServeRequest.Limits(100_000, 10_000, 2, 40, 5_000);

    @TempDir
    private Path folder;

    private LimpidServer server;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        server = LimpidServer.start(request(ServeRequest.LOOPBACK, 0));
        client = new Client(server.address());
    }

    private ServeRequest request(String host, int port) {
        return new ServeRequest(host, port, folder, Device.CPU, OptionalLong.empty(), SMALL);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** Sends bytes that no browser lets a page send, and no library a program. */
    private String raw(String request) throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example:8765", ""})
    void anotherNameThatLeadsHereIsRefused(String host) throws IOException {
        String answer = raw("GET /api/jobs HTTP/1.1\nHost: " + host + "\nConnection: close\n\n");

        assertThat(answer.lines().findFirst().orElseThrow()).containsAnyOf(" 403 ", " 400 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1:9999", "[::1]:1", "LOCALHOST:80"})
    void theNamesOfThisComputerAreTaken(String host) throws IOException {
        assertThat(raw("GET /api/jobs HTTP/1.1\nHost: " + host + "\nConnection: close\n\n"))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, http://evil.example, 403",
        "Origin, null, 403",
        "Origin, http://localhost:1, 403",
        "Sec-Fetch-Site, cross-site, 403",
        "Sec-Fetch-Site, same-site, 403",
        "Sec-Fetch-Site, same-origin, 404",
        "Sec-Fetch-Site, none, 404"
    })
    void changesAreForTheServersOwnPage(String header, String value, int status) throws Exception {
        HttpRequest.Builder post = HttpRequest.newBuilder(client.at("/api/jobs/0123/cancel"))
                .header(header, value)
                .POST(BodyPublishers.noBody());

        assertThat(client.send(post).statusCode()).isEqualTo(status);
    }

    @Test
    void theOwnPagesOriginIsTaken() throws Exception {
        String own = server.address().toString().replaceFirst("/$", "");
        HttpRequest.Builder post = HttpRequest.newBuilder(client.at("/api/jobs/0123/cancel"))
                .header("Origin", own)
                .POST(BodyPublishers.noBody());

        assertThat(Client.error(client.send(post))).isEqualTo("404 there is no job 0123");
    }

    @Test
    void answersAreNotForOtherPages() throws Exception {
        HttpResponse<byte[]> answer = client.get("/api/jobs");

        assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Cross-Origin-Resource-Policy")).contains("same-origin");
        assertThat(client.get("/")
                        .headers()
                        .firstValue("Content-Security-Policy")
                        .orElseThrow())
                .contains("default-src 'self'", "frame-ancestors 'none'");
    }

    @Test
    void onlyFilesOfTheResultAreSent() throws Exception {
        String picture = client.upload("a.png", Client.png(24, 24));
        String job = client.job("{'picture':'%s','task':'denoise','values':{'noise':'0.05'}}".formatted(picture));
        client.await(job, "done");

        for (String name : List.of(
                "../../jobs.db",
                "..%2f..%2fjobs.db",
                "%2e%2e/%2e%2e/jobs.db",
                "..%5c..%5cjobs.db",
                "%2fetc%2fpasswd",
                "restored.png%00.txt",
                ".picture.partial/lock",
                "../iterate.png")) {
            String answer = raw(
                    "GET /api/jobs/" + job + "/files/" + name + " HTTP/1.1\nHost: localhost\nConnection: close\n\n");

            assertThat(answer.lines().findFirst().orElseThrow()).as(name).containsAnyOf(" 404 ", " 400 ");
            assertThat(answer).doesNotContain("SQLite", "root:");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../openapi.yaml",
                "/..%2fopenapi.yaml",
                "/%2e%2e/openapi.yaml",
                "/..%5copenapi.yaml",
                "//etc/passwd"
            })
    void onlyFilesOfThePageAreSent(String path) throws IOException {
        String answer = raw("GET " + path + " HTTP/1.1\nHost: localhost\nConnection: close\n\n");

        assertThat(answer.lines().findFirst().orElseThrow()).containsAnyOf(" 404 ", " 400 ");
    }

    @Test
    void aLargeFileIsRefusedBeforeItIsReadAndWhileItIs() throws Exception {
        byte[] large = new byte[(int) SMALL.uploadBytes() + 1];
        String refusal = "413 a.png: more than the 100000 bytes that a file may have here";

        assertThat(Client.error(client.post("/api/pictures?name=a.png", large))).isEqualTo(refusal);
        HttpRequest.Builder unsaid = HttpRequest.newBuilder(client.at("/api/pictures?name=a.png"))
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)));
        assertThat(Client.error(client.send(unsaid))).isEqualTo(refusal);
        assertThat(kept()).isZero();
    }

    private long kept() throws IOException {
        try (Stream<Path> left = Files.list(folder.resolve("pictures"))) {
            return left.count();
        }
    }

    @Test
    void contentDecidesWhatAFileIs() throws Exception {
        assertThat(Client.error(client.post("/api/pictures?name=a.png", "<svg onload='alert(1)'/>")))
                .startsWith("400 a.png: is not a picture that can be read");
        assertThat(Client.error(client.post("/api/pictures?name=a.png", ""))).isEqualTo("400 a.png: the file is empty");
        assertThat(Client.error(client.post("/api/pictures", Client.png(8, 8))))
                .isEqualTo("400 an upload needs the file's name, as ?name=holiday.jpg");
        assertThat(kept()).isZero();
        assertThat(client.upload("page.html", Client.png(8, 8))).hasSize(32);
        assertThat(client.upload("..%2F..%2Fup.png", Client.png(8, 8))).hasSize(32);
        assertThat(kept()).isEqualTo(2);
    }

    @Test
    void aNameCannotChangeAnswers() throws Exception {
        String picture = client.upload("a%0D%0ASet-Cookie:%20b%22%3Cscript%3E.png", Client.png(24, 24));
        String job = client.job("{'picture':'%s','task':'denoise','values':{'noise':'0.05'}}".formatted(picture));
        client.await(job, "done");

        HttpResponse<byte[]> file = client.get("/api/jobs/" + job + "/files/restored.png?download=true");

        assertThat(file.headers().map()).doesNotContainKey("set-cookie");
        assertThat(file.headers().firstValue("Content-Disposition").orElseThrow())
                .startsWith("attachment; filename=\"a_r_nSet-Cookie: b_<script>-restored.png\"");
    }

    @Test
    void aPictureThatClaimsToBeHugeIsRefused() throws Exception {
        byte[] bomb = Client.png(8, 8);
        ByteBuffer header = ByteBuffer.wrap(bomb);
        header.putInt(16, 60_000).putInt(20, 60_000);
        var crc = new CRC32();
        crc.update(bomb, 12, 17);
        header.putInt(29, (int) crc.getValue());

        assertThat(Client.error(client.post("/api/pictures?name=bomb.png", bomb)))
                .isEqualTo("400 bomb.png: 60000 x 60000 pixels are more than the limit of 10000");
        assertThat(kept()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            no json                                               | the request is no JSON
            []                                                    | the request is no JSON object
            {}                                                    | a job needs 'picture'
            {'picture':'PICTURE'}                                 | a job needs 'picture', the id of an upload, and 'task'
            {'picture':'PICTURE','task':'sharpen'}                | unknown task 'sharpen': inpainting,
            {'picture':'PICTURE','task':'denoise','sovler':'hqs'} | unknown key 'sovler': known are
            {'picture':'PICTURE','task':'denoise','seed':'many'}  | seed has a wrong value
            {'picture':'PICTURE','task':'denoise','solver':'hsq'} | unknown solver 'hsq': did you mean 'hqs'?
            {'picture':'PICTURE','task':'denoise','solver':'hqs','settings':{'stepz':'2'}} | unknown setting 'stepz'
            {'picture':'PICTURE','task':'denoise','realism':2}    | realism must be
            {'picture':'PICTURE','task':'denoise','samples':0}    | samples must be 1 to 1000, got 0
            {'picture':'PICTURE','task':'denoise','range':'dark'} | a range is min:max
            {'picture':'PICTURE','task':'denoise','prior':'/etc/passwd'} | unknown prior '/etc/passwd': photo,
            {'picture':'PICTURE','task':'denoise','values':{'mask':'centre:8'}} | unknown option 'mask' of denoise
            {'picture':'PICTURE','task':'denoise','values':{'noise':'loud'}} | noise
            {'picture':'PICTURE','task':'denoise','values':{'noise':{'picture':'PICTURE'}}} | noise takes no file
            {'picture':'PICTURE','task':'inpainting'}             | inpainting a measurement needs a mask, white where it was observed
            {'picture':'PICTURE','task':'inpainting','values':{'mask':'/etc/passwd'}} | files are uploaded
            {'picture':'PICTURE','task':'inpainting','values':{'mask':{'file':'x'}}} | values.mask is a text, or
            {'picture':'PICTURE','task':'gaussian-deblur','values':{'psf':'../../x'}} | files are uploaded
            """)
    void aWrongRequestIsRefusedInOneLine(String request, String line) throws Exception {
        String picture = client.upload("a.png", Client.png(8, 8));

        String error = Client.error(
                client.post("/api/jobs", request.replace("PICTURE", picture).replace('\'', '"')));

        assertThat(error).startsWith("400 ").contains(line).doesNotContain("\n", folder.toString(), "--");
        assertThat(Client.json(client.get("/api/jobs"))).isEmpty();
    }

    @Test
    void unknownPicturesAreNotFound() throws Exception {
        String picture = client.upload("a.png", Client.png(8, 8));

        assertThat(Client.error(client.post("/api/jobs", "{\"picture\":\"../../x\",\"task\":\"denoise\"}")))
                .isEqualTo("404 there is no picture ../../x");
        assertThat(Client.error(client.post(
                        "/api/jobs",
                        "{\"picture\":\"" + picture
                                + "\",\"task\":\"inpainting\",\"values\":{\"mask\":{\"picture\":\"../lock\"}}}")))
                .isEqualTo("404 there is no picture ../lock");
    }

    @Test
    void oneClientHasSoManyJobs() throws Exception {
        String picture = client.upload("a.png", Client.png(48, 48));
        String longer = "{'picture':'%s','task':'denoise','values':{'noise':'0.05'},'solver':'dps'}".formatted(picture);
        String first = client.job(longer);
        String second = client.job(longer);

        assertThat(Client.error(client.post("/api/jobs", longer.replace('\'', '"'))))
                .isEqualTo("429 2 jobs of yours wait already; cancel one, or wait until one is done");
        client.post("/api/jobs/" + second + "/cancel", "");
        client.post("/api/jobs/" + first + "/cancel", "");
        client.await(first, "cancelled");
        assertThat(client.show(second).get("state").asText()).isEqualTo("cancelled");
        assertThat(client.delete("/api/jobs/" + first).statusCode()).isEqualTo(204);
    }

    @Test
    void tooManyRequestsAreRefusedForAWhile() throws Exception {
        int refused = 0;
        for (int i = 0; i < 50; i++) {
            refused += client.post("/api/jobs/0/cancel", "").statusCode() == 429 ? 1 : 0;
        }

        assertThat(refused).isBetween(5, 12);
        assertThat(client.get("/api/jobs").statusCode())
                .as("looking is counted apart")
                .isEqualTo(200);
    }

    @Test
    void tooManyReadsAreRefusedForAWhile() throws Exception {
        stop();
        var few = new ServeRequest.Limits(100_000, 10_000, 2, 40, 60);
        server = LimpidServer.start(
                new ServeRequest(ServeRequest.LOOPBACK, 0, folder, Device.CPU, OptionalLong.empty(), few));
        client = new Client(server.address());
        int refused = 0;
        for (int i = 0; i < 80; i++) {
            refused += client.get(i % 2 == 0 ? "/api/jobs" : "/icon.svg").statusCode() == 429 ? 1 : 0;
        }

        assertThat(refused).isBetween(8, 20);
        assertThat(Client.error(client.get("/api/jobs")))
                .isEqualTo("429 more than 60 requests in a minute; wait a moment, and try again");
        assertThat(client.post("/api/jobs/0/cancel", "").statusCode()).isEqualTo(404);
    }

    @Test
    void otherComputersNeedTheToken() throws Exception {
        stop();
        server = LimpidServer.start(request("0.0.0.0", 0));
        String token = server.address().getQuery().substring("token=".length());
        client = new Client(
                java.net.URI.create("http://127.0.0.1:" + server.address().getPort() + "/"));

        assertThat(Client.error(client.get("/api/jobs"))).startsWith("401 this server wants its token");
        assertThat(client.get("/").statusCode()).isEqualTo(401);
        HttpResponse<byte[]> opened =
                client.send(HttpRequest.newBuilder(client.at("/")).header("Accept", "text/html,*/*"));
        assertThat(new String(opened.body(), StandardCharsets.UTF_8)).startsWith("this server wants its token: open");
        assertThat(client.get("/?token=" + "0".repeat(32)).statusCode()).isEqualTo(401);
        assertThat(client.send(HttpRequest.newBuilder(client.at("/api/jobs"))
                                .header("Authorization", "Bearer " + token))
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> entered = client.get("/?token=" + token);
        assertThat(entered.statusCode()).isEqualTo(303);
        String cookie = entered.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict");
        assertThat(client.send(HttpRequest.newBuilder(client.at("/api/jobs"))
                                .header("Cookie", cookie.substring(0, cookie.indexOf(';'))))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aFolderAndAPortHaveOneServer() throws Exception {
        assertThatThrownBy(() -> LimpidServer.start(request(ServeRequest.LOOPBACK, 0)))
                .isInstanceOf(IOException.class)
                .hasMessage(folder + ": another server works there; give another --data");
        Path other = folder.resolveSibling(folder.getFileName() + "-other");
        int port = server.address().getPort();
        assertThatThrownBy(() -> LimpidServer.start(
                        new ServeRequest(ServeRequest.LOOPBACK, port, other, Device.CPU, OptionalLong.empty(), SMALL)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("port " + port + " of 127.0.0.1 cannot be used");
        LimpidServer.start(new ServeRequest(ServeRequest.LOOPBACK, 0, other, Device.CPU, OptionalLong.empty(), SMALL))
                .close();
        assertThatThrownBy(() -> request("no such host", 0))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("--bind no such host: is no address of this computer");
        assertThatThrownBy(() -> request("", 0)).hasMessage("--bind has no address");
    }

    @Test
    void aFolderOfSomebodysFilesIsRefused() throws IOException {
        Path own = Files.createDirectories(folder.resolve("home"));
        Files.createDirectories(own.resolve("pictures/holiday"));

        assertThatThrownBy(() -> LimpidServer.start(
                        new ServeRequest(ServeRequest.LOOPBACK, 0, own, Device.CPU, OptionalLong.empty(), SMALL)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("--data " + own
                        + ": holds pictures, and no jobs.db of Limpid; give an empty folder, or a new one");
        assertThat(own.resolve("pictures/holiday")).exists();
    }

    @Test
    void aClientUploadsSoManyFilesAtOnce() throws Exception {
        var waiting = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 8; i++) {
                var socket = new Socket(
                        InetAddress.getLoopbackAddress(), server.address().getPort());
                waiting.add(socket);
                socket.getOutputStream()
                        .write("POST /api/pictures?name=a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999\r\n\r\nx"
                                .getBytes(StandardCharsets.ISO_8859_1));
            }
            String refusal = "429 more than 8 uploads of yours at once; wait until one has ended";
            HttpResponse<byte[]> answer = client.post("/api/pictures?name=a", Client.png(8, 8));
            for (int i = 0; i < 100 && answer.statusCode() == 201; i++) {
                Thread.sleep(20); // until the server has read the others' beginnings
                answer = client.post("/api/pictures?name=a", Client.png(8, 8));
            }

            assertThat(Client.error(answer)).isEqualTo(refusal);
            assertThat(client.get("/api/jobs").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "[::1]", "127.0.0.2", "localhost"})
    void theAddressThatIsPrintedIsTaken(String bound) throws Exception {
        stop();
        server = LimpidServer.start(request(bound, 0));

        assertThat(new Client(server.address()).get("/api").statusCode()).isEqualTo(200);
    }

    @Test
    void whatKilledServersLeftIsRemoved() throws Exception {
        String half = "0".repeat(32);
        Files.createDirectories(folder.resolve("pictures/" + half));
        Files.writeString(folder.resolve("pictures/" + half + "/.picture.part"), "half");
        Files.createDirectories(folder.resolve("jobs/" + half + "/picture"));
        Files.createDirectories(folder.resolve("pictures/of a holiday"));
        stop();
        start();

        assertThat(folder.resolve("jobs/" + half)).doesNotExist();
        assertThat(folder.resolve("pictures/of a holiday")).as("is not ours").exists();
        assertThat(kept()).isOne();
        try (InputStream page = client.at("/").toURL().openStream()) {
            assertThat(page.readAllBytes()).isNotEmpty();
        }
    }
}
