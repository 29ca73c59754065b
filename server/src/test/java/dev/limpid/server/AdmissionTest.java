package dev.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.tensor.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs that cannot be done are refused when they are asked for, and not when their turn comes. */
class AdmissionTest {
    private static final String DENOISE = "{'picture':'%s','task':'denoise','values':{'noise':'0.05'}}";

    @TempDir
    private Path folder;

    private LimpidServer server;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        start(OptionalLong.empty());
    }

    private void start(OptionalLong memory) throws IOException {
        server = LimpidServer.start(
                new ServeRequest(ServeRequest.LOOPBACK, 0, folder, Device.CPU, memory, ServeRequest.Limits.DEFAULT));
        client = new Client(server.address());
    }

    private void restart(long memory) throws IOException {
        stop();
        start(OptionalLong.of(memory));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private String refusal(String request) throws Exception {
        return Client.error(client.post("/api/jobs", request.replace('\'', '"')));
    }

    @Test
    void aJobThatTakesMoreThanTheMemoryIsRefused() throws Exception {
        String large = client.upload("large.png", Client.png(1600, 1200));
        String small = client.upload("small.png", Client.png(48, 48));
        String begun = client.job(DENOISE.formatted(large));
        client.post("/api/jobs/" + begun + "/cancel", "");
        client.await(begun, "cancelled");

        restart(800_000_000);

        String line = "400 1600x1200 pixels take about \\d\\.\\d GB of memory, and 0\\.8 GB may be used:"
                + " a smaller picture takes less";
        assertThat(refusal(DENOISE.formatted(large))).matches(line);
        assertThat(Client.error(client.post("/api/jobs/" + begun + "/rerun", "")))
                .matches(line);
        assertThat(Client.error(client.post("/api/jobs/" + begun + "/resume", "")))
                .matches(line);
        assertThat(client.show(begun).get("state").asText()).isEqualTo("cancelled");
        client.await(client.job(DENOISE.formatted(small)), "done");
    }

    @Test
    void anUploadThatTakesMoreThanTheMemoryIsNotDecoded() throws Exception {
        byte[] picture = Client.png(1600, 1200);

        restart(30_000_000);

        assertThat(Client.error(client.post("/api/pictures?name=a.png", picture)))
                .matches("400 a\\.png: 1600 x 1200 pixels take \\d+ MB to decode, and 30 MB may be used here;"
                        + " send a smaller picture, or one of fewer bits");
        assertThat(client.upload("small.png", Client.png(400, 300))).hasSize(32);
    }

    @Test
    void pagesTogetherAreHeldToTenPictures() throws Exception {
        stop();
        server = LimpidServer.start(new ServeRequest(
                ServeRequest.LOOPBACK,
                0,
                folder,
                Device.CPU,
                OptionalLong.empty(),
                new ServeRequest.Limits(1_000_000, 50, 10, 100, 1000)));
        client = new Client(server.address());

        assertThat(Client.error(client.post("/api/pictures?name=a.tiff", Bombs.tiffOfPages(600, false))))
                .isEqualTo("400 a.tiff: its 600 pages have 600 pixels, more than the limit of 500 for all together");
        assertThat(client.upload("b.tiff", Bombs.tiffOfPages(400, false))).hasSize(32);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'task':'inpainting','values':{'mask':{'picture':'MASK'}}} | mask.png: the mask has 16x16 pixels, the picture 32x32: they must be the same
            {'task':'inpainting','values':{'mask':{'picture':'COLOURED'}}} | small.png: is a coloured picture; a mask is black and white
            {'task':'inpainting','values':{'mask':'box:40,0,8,8'}} | box
            {'task':'inpainting','values':{'mask':'random:0.5'}} | “Mask” random:0.5 draws a mask, but a measurement has its own: give a file, box:X,Y,WIDTH,HEIGHT, centre, outside or half
            {'task':'gaussian-deblur'} | deblurring a measurement needs its blur kernel
            {'task':'gaussian-deblur','values':{'psf':{'picture':'COLOURED'}}} | small.png
            {'task':'denoise','prior':'cats64'} | small.png: has 32x32 pixels, but prior cats64 takes 64x64
            {'task':'denoise','solver':'ddrm','prior':'cats64'} | small.png: has 32x32 pixels
            {'task':'super-resolution','values':{'scale':'0'}} | scale
            """)
    void aMistakeIsToldAtOnceInTheWordsOfThePage(String request, String line) throws Exception {
        String picture = client.upload("small.png", Client.png(32, 32));
        String mask = client.upload("mask.png", TestPictures.mask(16));
        String asked = "{'picture':'" + picture + "',"
                + request.substring(1).replace("MASK", mask).replace("COLOURED", picture);

        assertThat(refusal(asked)).startsWith("400 ").contains(line).doesNotContain("--", folder.toString());
        assertThat(Client.json(client.get("/api/jobs"))).isEmpty();
    }

    @Test
    void noiseThatCannotBeEstimatedIsToldAtOnce() throws Exception {
        String picture = client.upload("tiny.png", Client.png(5, 4));

        assertThat(refusal("{'picture':'%s','task':'denoise','values':{'noise':'auto'}}".formatted(picture)))
                .startsWith("400 the noise cannot be estimated: ");
    }

    /** A photograph of a telephone lies on its side in its file; its mask is painted on the upright one. */
    @Test
    void theMaskBelongsToTheUprightPicture() throws Exception {
        String picture = client.upload("phone.jpg", TestPictures.lying(1400, 1000));
        String mask = client.upload("mask.png", TestPictures.mask(1000, 1400));

        assertThat(Client.json(client.get("/api/pictures/" + picture))
                        .get("width")
                        .asInt())
                .isEqualTo(1000);
        String job = client.job(
                "{'picture':'%s','task':'inpainting','values':{'mask':{'picture':'%s'}},'solver':'harmonic-fill'}"
                        .formatted(picture, mask));
        client.await(job, "done");
    }

    @Test
    void notesNameFieldsAndNoOptions() throws Exception {
        String picture = client.upload("a.png", Client.png(32, 32));
        String kernel = client.upload("kernel.png", TestPictures.kernel());
        String job = client.job(
                "{'picture':'%s','task':'gaussian-deblur','values':{'psf':{'picture':'%s'}},'solver':'tikhonov'}"
                        .formatted(picture, kernel));

        assertThat(client.await(job, "done").get("notes").toString())
                .contains("a photograph's scene goes on there: “Boundary” valid")
                .doesNotContain("--");
    }
}
