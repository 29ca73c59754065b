package dev.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.limpid.tensor.Device;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.OptionalLong;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimpidServerTest {
    @TempDir
    private Path folder;

    @Test
    void restores() throws Exception {
        var http = HttpClient.newHttpClient();
        try (LimpidServer server = LimpidServer.start(new ServeRequest(
                ServeRequest.LOOPBACK, 0, folder, Device.CPU, OptionalLong.empty(), ServeRequest.Limits.DEFAULT))) {
            URI at = server.address();
            System.out.println(get(http, at.resolve("/api")));
            System.out.println(get(http, at.resolve("/api/tasks")));
            System.out.println(get(http, at.resolve("/nothing")));
            System.out.println(get(http, at.resolve("/")));
            JsonNode picture = post(http, at.resolve("/api/pictures?name=a%2Fb%20c.png"), png());
            System.out.println(picture);
            JsonNode job = post(
                    http,
                    at.resolve("/api/jobs"),
                    ("{\"picture\":\"" + picture.get("id").asText()
                                    + "\",\"task\":\"denoise\",\"values\":{\"noise\":\"0.05\"}}")
                            .getBytes());
            System.out.println(job);
            System.out.println(http.send(
                            HttpRequest.newBuilder(at.resolve("/api/jobs/" + job.get("id").asText() + "/events"))
                                    .header("Accept", "text/event-stream")
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body());
            System.out.println(get(http, at.resolve("/api/jobs")));
            assertThat(job.get("state").asText()).isEqualTo("waiting");
        }
    }

    private static String get(HttpClient http, URI at) throws Exception {
        HttpResponse<String> answer =
                http.send(HttpRequest.newBuilder(at).build(), HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    private static JsonNode post(HttpClient http, URI at, byte[] body) throws Exception {
        String answer = http.send(
                        HttpRequest.newBuilder(at)
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        return new ObjectMapper().readTree(answer);
    }

    private static byte[] png() throws IOException {
        var picture = new BufferedImage(48, 40, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 48 * 40; i++) {
            picture.setRGB(i % 48, i / 48, 0x10101 * (i * 7 % 251));
        }
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        return bytes.toByteArray();
    }
}
