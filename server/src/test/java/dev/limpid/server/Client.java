package dev.limpid.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import javax.imageio.ImageIO;

/** A program that asks the server. */
final class Client {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SECONDS = 120;

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI server;

    Client(URI server) {
        this.server = server;
    }

    URI at(String path) {
        return server.resolve(path);
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(at(path)));
    }

    HttpResponse<byte[]> post(String path, byte[] body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(at(path)).POST(BodyPublishers.ofByteArray(body)));
    }

    HttpResponse<byte[]> post(String path, String body) throws IOException, InterruptedException {
        return post(path, body.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<byte[]> delete(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(at(path)).DELETE());
    }

    static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
        return JSON.readTree(answer.body());
    }

    static String error(HttpResponse<byte[]> answer) throws IOException {
        return answer.statusCode() + " " + json(answer).path("error").asText();
    }

    /** The id of a picture that is uploaded. */
    String upload(String name, byte[] picture) throws IOException, InterruptedException {
        return id(post("/api/pictures?name=" + name, picture));
    }

    /** The id of a job that is asked for. */
    String job(String request) throws IOException, InterruptedException {
        return id(post("/api/jobs", request.replace('\'', '"')));
    }

    private static String id(HttpResponse<byte[]> answer) throws IOException {
        if (answer.statusCode() != 201) {
            throw new IOException(error(answer));
        }
        return json(answer).get("id").asText();
    }

    JsonNode show(String job) throws IOException, InterruptedException {
        return json(get("/api/jobs/" + job));
    }

    /** The job as soon as it has one of these states. */
    JsonNode await(String job, String... states) throws IOException, InterruptedException {
        long end = System.nanoTime() + SECONDS * 1_000_000_000;
        JsonNode now = show(job);
        while (!Set.of(states).contains(now.get("state").asText())) {
            if (System.nanoTime() > end) {
                throw new IOException("after " + SECONDS + " s: " + now);
            }
            Thread.sleep(50);
            now = show(job);
        }
        return now;
    }

    /** A picture with smooth and busy parts. */
    static byte[] png(int width, int height) throws IOException {
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int wave = (int) (100 + 60 * Math.sin(x / 5.0) + 60 * Math.cos(y / 7.0));
                picture.setRGB(x, y, wave << 16 | (255 - wave) << 8 | (x * 3 + y * 5) % 256);
            }
        }
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        return bytes.toByteArray();
    }
}
