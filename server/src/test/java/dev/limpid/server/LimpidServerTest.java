package dev.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class LimpidServerTest extends ServerFixture {
    /** A second or so of back-propagated steps. */
    private static final String LONGER =
            "{'picture':'%s','task':'inpainting','values':{'mask':'centre:12'},'solver':'dps','settings':{'steps':'60'}}";

    @Override
    ServeRequest.Limits limits() {
        return ServeRequest.Limits.DEFAULT;
    }

    @Test
    void restoresAPictureAndOffersItsFiles() throws Exception {
        String picture = client.upload("holiday%20%C3%BC.jpg", Client.png(48, 40));
        String job = client.job("{'picture':'%s','task':'denoise','values':{'noise':'0.05'}}".formatted(picture));

        JsonNode done = client.await(job, "done");

        assertThat(done.get("picture").get("name").asText()).isEqualTo("holiday ü.jpg");
        assertThat(done.get("picture").get("width").asInt()).isEqualTo(48);
        assertThat(done.get("files").findValuesAsText("name"))
                .contains("restored.png", "measurement.png", "run.json")
                .noneMatch(name -> name.startsWith("."));
        assertThat(done.get("notes").toString())
                .contains("holiday ü.jpg: noise:")
                .doesNotContain(folder.toString());
        HttpResponse<byte[]> file = client.get("/api/jobs/" + job + "/files/restored.png?download=true");
        assertThat(file.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(file.headers().firstValue("Content-Disposition").orElseThrow())
                .isEqualTo(
                        "attachment; filename=\"holiday _-restored.png\"; filename*=UTF-8''holiday%20%C3%BC-restored.png");
        assertThat(ImageIO.read(new java.io.ByteArrayInputStream(file.body())).getHeight())
                .isEqualTo(40);
        assertThat(client.get("/api/pictures/" + picture + "/preview.png").statusCode())
                .isEqualTo(200);
        assertThat(client.get("/api/pictures/" + picture + "/thumbnail.png").statusCode())
                .isEqualTo(200);
    }

    @Test
    void followersHearOfEveryStateAndOfImagesOnTheWay() throws Exception {
        String picture = client.upload("a.png", Client.png(64, 64));
        String first = client.job(LONGER.formatted(picture));
        String second = client.job(LONGER.formatted(picture));

        List<String> events = events(second);

        assertThat(events.get(0)).isEqualTo("event: job");
        assertThat(events.get(1)).contains("\"state\":\"waiting\"", "\"ahead\":0");
        assertThat(events).anyMatch(line -> line.contains("\"state\":\"running\"") && line.contains("\"total\":60"));
        assertThat(events).anyMatch(line -> line.contains("\"secondsLeft\""));
        assertThat(events).contains("event: iterate");
        assertThat(events.get(events.size() - 1)).contains("\"state\":\"done\"");
        assertThat(client.get("/api/jobs/" + second + "/iterate.png").statusCode())
                .isEqualTo(200);
        assertThat(client.show(first).get("state").asText()).isEqualTo("done");
        assertThat(bytes(first)).as("the same request").isEqualTo(bytes(second));
    }

    private List<String> events(String job) throws Exception {
        HttpResponse<byte[]> stream = client.send(HttpRequest.newBuilder(client.at("/api/jobs/" + job + "/events"))
                .header("Accept", "text/event-stream"));
        return new String(stream.body(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isEmpty() && !line.startsWith(":"))
                .toList();
    }

    private byte[] bytes(String job) throws Exception {
        HttpResponse<byte[]> file = client.get("/api/jobs/" + job + "/files/restored.png");
        assertThat(file.statusCode()).isEqualTo(200);
        return file.body();
    }

    private void awaitSnapshot(String job) throws Exception {
        while (snapshots() == 0 && client.show(job).get("state").asText().matches("waiting|running")) {
            Thread.sleep(20);
        }
    }

    private long snapshots() throws IOException {
        try (Stream<Path> files = Files.find(folder, 5, (file, about) -> file.endsWith("snapshot.safetensors"))) {
            return files.count();
        } catch (UncheckedIOException e) {
            return 0; // a folder that has just been moved
        }
    }

    @Test
    void aCancelledJobKeepsWhatItHasAndGoesOnToTheSameBytes() throws Exception {
        String picture = client.upload("a.png", Client.png(64, 64));
        String undisturbed = client.job(LONGER.formatted(picture));
        client.await(undisturbed, "done");
        String job = client.job(LONGER.formatted(picture));
        awaitSnapshot(job);

        client.post("/api/jobs/" + job + "/cancel", "");
        JsonNode cancelled = client.await(job, "cancelled");
        assertThat(cancelled.get("files").findValuesAsText("name")).contains("so-far.png");
        assertThat(Client.error(client.post("/api/jobs/" + job + "/cancel", "")))
                .isEqualTo("409 job 2 is cancelled, and only one that waits or runs is cancelled");

        client.post("/api/jobs/" + job + "/resume", "");
        client.await(job, "done");

        assertThat(bytes(job)).isEqualTo(bytes(undisturbed));
        assertThat(Client.error(client.post("/api/jobs/" + job + "/resume", "")))
                .isEqualTo("409 job 2 is done, and only one that was cancelled or failed goes on");
    }

    @Test
    void whatRunsAndWaitsWhenTheServerEndsGoesOnWhenItStarts() throws Exception {
        String picture = client.upload("a.png", Client.png(64, 64));
        String undisturbed = client.job(LONGER.formatted(picture));
        client.await(undisturbed, "done");
        byte[] expected = bytes(undisturbed);
        String running = client.job(LONGER.formatted(picture));
        String waiting = client.job(LONGER.formatted(picture));
        awaitSnapshot(running);

        stop();
        start();

        client.await(waiting, "done");
        assertThat(bytes(running)).isEqualTo(expected);
        assertThat(bytes(waiting)).isEqualTo(expected);
        assertThat(client.show(running).get("notes").toString()).contains("goes on after outer iteration");
        assertThat(Client.json(client.get("/api/jobs")).findValuesAsText("number"))
                .containsExactly("3", "2", "1");
    }

    @Test
    void endsQuietlyWhileAPageFollowsAJob() throws Exception {
        String picture = client.upload("a.png", Client.png(64, 64));
        String job = client.job(LONGER.formatted(picture));
        var heard = new CompletableFuture<List<String>>();
        var page = new Thread(() -> {
            try {
                heard.complete(events(job));
            } catch (Exception e) {
                heard.completeExceptionally(e);
            }
        });
        page.start();
        awaitSnapshot(job);

        stop();

        assertThat(heard.get(10, TimeUnit.SECONDS)).isNotEmpty();
        start();
        client.await(job, "done");
        client.post("/api/jobs/0123/cancel", "");
        assertThat(Client.error(client.get("/api/jobs/0123/events"))).isEqualTo("404 there is no job 0123");
    }

    @Test
    void aJobIsRunAgainAndRemoved() throws Exception {
        String picture = client.upload("a.png", Client.png(32, 32));
        String job = client.job("{'picture':'%s','task':'super-resolution','values':{'scale':'2'}}".formatted(picture));
        client.await(job, "done");

        JsonNode again = Client.json(client.post("/api/jobs/" + job + "/rerun", ""));
        client.await(again.get("id").asText(), "done");

        assertThat(again.get("request")).isEqualTo(client.show(job).get("request"));
        assertThat(bytes(again.get("id").asText())).isEqualTo(bytes(job));
        assertThat(client.delete("/api/jobs/" + job).statusCode()).isEqualTo(204);
        assertThat(client.get("/api/jobs/" + job).statusCode()).isEqualTo(404);
        try (Stream<Path> left = Files.list(folder.resolve("jobs"))) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void aMaskAndAKernelAreUploads() throws Exception {
        String picture = client.upload("a.png", Client.png(32, 32));
        String mask = client.upload("mask.png", TestPictures.mask(32));
        String job = client.job(
                "{'picture':'%s','task':'inpainting','values':{'mask':{'picture':'%s'}}}".formatted(picture, mask));
        JsonNode done = client.await(job, "done", "failed");

        assertThat(done.get("state").asText()).as(done.toString()).isEqualTo("done");
        assertThat(done.get("notes").toString()).doesNotContain(folder.toString());
    }

    @Test
    void everyPageOfAFileIsRestored() throws Exception {
        String picture = client.upload("stack.tiff", TwoPages.tiff());
        String job = client.job("{'picture':'%s','task':'denoise','values':{'noise':'0.02'}}".formatted(picture));

        JsonNode done = client.await(job, "done", "failed");

        assertThat(done.get("files").findValuesAsText("name"))
                .contains("page-001/restored.tiff", "page-002/restored.tiff", "page-002/run.json");
        assertThat(client.get("/api/jobs/" + job + "/files/page-002/restored.tiff")
                        .statusCode())
                .isEqualTo(200);
    }
}
