package dev.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.tensor.Device;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.OptionalLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are mistaken, or too many. */
class LimitsTest extends ServerFixture {
    private static final int PAUSES = 1000;
    private static final int PAUSE = 20;

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

        assertThat(refused).isBetween(1, 12);
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

        assertThat(refused).isBetween(1, 20);
        assertThat(Client.error(client.get("/api/jobs")))
                .isEqualTo("429 more than 60 requests in a minute; wait a moment, and try again");
        assertThat(client.post("/api/jobs/0/cancel", "").statusCode()).isEqualTo(404);
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
            // Each has its folder from the moment it counts. An upload in between could take the place of one of them.
            for (int i = 0; i < PAUSES && kept() < 8; i++) {
                Thread.sleep(PAUSE);
            }

            assertThat(Client.error(client.post("/api/pictures?name=a", Client.png(8, 8))))
                    .isEqualTo("429 more than 8 uploads of yours at once; wait until one has ended");
            assertThat(client.get("/api/jobs").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }
}
