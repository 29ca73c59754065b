package dev.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.io.InvalidRequestException;
import dev.limpid.tensor.Device;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of pages and programs that mean no good. */
class HostileRequestsTest extends ServerFixture {
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
