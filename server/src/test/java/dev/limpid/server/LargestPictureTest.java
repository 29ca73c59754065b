package dev.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.tensor.Device;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server in a process of its own with a small heap takes the largest pictures that it says it takes. */
class LargestPictureTest {
    /** As the launcher has them, but for the size of the heap. */
    private static final List<String> OPTIONS = List.of(
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xms16m", "-XX:MaxNewSize=48m", "-Djava.awt.headless=true");

    @TempDir
    private Path folder;

    /** The server of the other process. */
    static final class Own {
        private Own() {}

        public static void main(String[] args) throws IOException {
            LimpidServer server = LimpidServer.start(new ServeRequest(
                    ServeRequest.LOOPBACK,
                    0,
                    Path.of(args[0]),
                    Device.CPU,
                    OptionalLong.empty(),
                    ServeRequest.Limits.DEFAULT));
            System.out.println(server.address());
        }
    }

    private Process serve(String heap) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(List.of(
                heap,
                "-cp",
                System.getProperty("java.class.path"),
                Own.class.getName(),
                folder.resolve("data").toString()));
        return new ProcessBuilder(command)
                .redirectError(folder.resolve("errors.log").toFile())
                .start();
    }

    private static Client client(Process process) throws IOException {
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("http://")) {
                return new Client(URI.create(line));
            }
        }
        throw new IOException("the server does not start");
    }

    @ParameterizedTest
    @CsvSource({"-Xmx192m, png, false", "-Xmx192m, png, true"})
    void isUploadedAndRestored(String heap, String format, boolean deep) throws Exception {
        Process process = serve(heap);
        try {
            Client client = client(process);
            JsonNode about = Client.json(client.get("/api"));
            int side = (int) Math.sqrt(about.get("pixels").asInt());
            assertThat(side).isBetween(1500, 2500);
            byte[] file = picture(side, format, deep);
            String picture = client.upload("largest." + format, file);

            assertThat(client.get("/api/pictures/" + picture + "/preview.png").statusCode())
                    .isEqualTo(200);
            String job = client.job(
                    "{'picture':'%s','task':'inpainting','values':{'mask':'centre:64'},'solver':'harmonic-fill'}"
                            .formatted(picture));
            assertThat(client.await(job, "done", "failed").get("state").asText())
                    .isEqualTo("done");
            assertThat(
                            Client.error(
                                    client.post(
                                            "/api/jobs",
                                            "{\"picture\":\"" + picture
                                                    + "\",\"task\":\"super-resolution\",\"solver\":\"tikhonov\",\"values\":{\"scale\":\"2\"}}")))
                    .startsWith("400 the result would have ");
            assertThat(Client.error(client.post("/api/pictures?name=a.png", picture(side + 2, "png", false))))
                    .contains("pixels are more than the limit of");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** The launcher gives the server 2 GB. */
    @Test
    void isShownWithTheHeapOfTheLauncher() throws Exception {
        Process process = serve("-Xmx2g");
        try {
            Client client = client(process);
            assertThat(Client.json(client.get("/api")).get("pixels").asInt()).isGreaterThan(62_000_000);
            int side = (int)
                    Math.sqrt(Client.json(client.get("/api")).get("pixels").asInt());
            String picture = client.upload("largest.jpg", picture(side, "jpeg", false));

            assertThat(client.get("/api/pictures/" + picture + "/preview.png").statusCode())
                    .isEqualTo(200);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static byte[] picture(int side, String format, boolean deep) throws IOException {
        var picture =
                new BufferedImage(side, side, deep ? BufferedImage.TYPE_USHORT_GRAY : BufferedImage.TYPE_3BYTE_BGR);
        var row = new int[side * picture.getRaster().getNumBands()];
        for (int y = 0; y < side; y++) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (i / 64 + y / 64) * (deep ? 400 : 3) % (deep ? 65_536 : 256);
            }
            picture.getRaster().setPixels(0, y, side, 1, row);
        }
        var bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(picture, format, bytes)).isTrue();
        return bytes.toByteArray();
    }
}
