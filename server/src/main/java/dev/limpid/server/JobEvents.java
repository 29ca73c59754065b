package dev.limpid.server;

import io.javalin.http.sse.SseClient;
import java.io.IOException;
import java.time.Duration;

/** Streams of a job's events, each in a thread of its own: a client that reads slowly holds up nobody else. */
final class JobEvents {
    private static final int MOST = 100;
    private static final int MOST_OF_ONE = 40;
    private static final Duration END = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final JobStore store;
    private final JobView.Maker views;
    private final Signal signal;
    private final Slots streams = new Slots("pages that follow jobs", MOST, MOST_OF_ONE);
    private volatile boolean closed;

    JobEvents(JobStore store, JobView.Maker views, Signal signal) {
        this.store = store;
        this.views = views;
        this.signal = signal;
    }

    /** Sends the job whenever it changes, until it has ended or the client is gone. */
    void follow(SseClient client) {
        String id = client.ctx().pathParam("id");
        try (Slots.Slot stream = streams.take(client.ctx().ip())) {
            follow(client, id);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | Refusal e) {
            client.sendEvent("error", Json.line(new Failure(String.valueOf(e.getMessage()))));
        }
    }

    /** Ends all streams, so that nobody writes to a server that has stopped. */
    void close() throws InterruptedException {
        closed = true;
        signal.give();
        for (long end = System.nanoTime() + END.toNanos(); streams.taken() > 0 && System.nanoTime() < end; ) {
            Thread.sleep(PAUSE.toMillis() / 10);
        }
    }

    /** An error as all answers have it. */
    record Failure(String error) {}

    private void follow(SseClient client, String id) throws IOException, InterruptedException {
        String sent = "";
        int iterate = 0;
        while (!client.terminated() && !closed) {
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
            if (closed) {
                break;
            }
            signal.await(seen, SILENCE);
            client.sendComment(""); // finds out that a client is gone
        }
        client.close();
    }
}
