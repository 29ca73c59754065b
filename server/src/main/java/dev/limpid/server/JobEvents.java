package dev.limpid.server;

import io.javalin.http.sse.SseClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Streams of a job's events, each in a thread of its own: a client that reads slowly holds up nobody else. */
final class JobEvents {
    private static final int MOST = 100;
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final JobStore store;
    private final JobView.Maker views;
    private final Signal signal;
    private final Semaphore streams = new Semaphore(MOST);

    JobEvents(JobStore store, JobView.Maker views, Signal signal) {
        this.store = store;
        this.views = views;
        this.signal = signal;
    }

    /** Sends the job whenever it changes, until it has ended or the client is gone. */
    void follow(SseClient client) {
        String id = client.ctx().pathParam("id");
        if (!streams.tryAcquire()) {
            client.sendEvent("error", Json.line(new Failure("more than " + MOST + " pages follow jobs already")));
            return;
        }
        try {
            follow(client, id);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | Refusal e) {
            client.sendEvent("error", Json.line(new Failure(String.valueOf(e.getMessage()))));
        } finally {
            streams.release();
        }
    }

    /** An error as all answers have it. */
    record Failure(String error) {}

    private void follow(SseClient client, String id) throws IOException, InterruptedException {
        String sent = "";
        int iterate = 0;
        while (!client.terminated()) {
            long seen = signal.changes();
            StoredJob job = store.job(id);
            JobView view = views.of(job);
            String line = Json.line(view);
            if (view.iterate() > iterate) {
                iterate = view.iterate();
                client.sendEvent("iterate", iterate);
            }
            if (!line.equals(sent)) {
                client.sendEvent("job", line);
                sent = line;
            }
            if (job.state().ended()) {
                client.close();
                return;
            }
            Thread.sleep(PAUSE.toMillis());
            signal.await(seen, SILENCE);
            client.sendComment(""); // finds out that a client is gone
        }
    }
}
