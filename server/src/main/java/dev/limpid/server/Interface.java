package dev.limpid.server;

import dev.limpid.io.Version;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The addresses of openapi.yaml. */
final class Interface {
    private static final String ID = "id";
    private static final String FILE = "file";
    private static final String DESCRIPTION = "openapi.yaml";
    private static final int USUAL_JOBS = 100;
    private static final int MOST_JOBS = 500;

    private final ServeRequest server;
    private final JobStore store;
    private final Uploads uploads;
    private final JobFiles files;
    private final JobPlan plan;
    private final JobQueue queue;
    private final JobView.Maker views;
    private final JobEvents events;
    private final Signal signal;

    Interface(
            ServeRequest server,
            JobStore store,
            Uploads uploads,
            JobFiles files,
            JobPlan plan,
            JobQueue queue,
            Signal signal) {
        this.server = server;
        this.store = store;
        this.uploads = uploads;
        this.files = files;
        this.plan = plan;
        this.queue = queue;
        this.signal = signal;
        views = new JobView.Maker(store, files, queue);
        events = new JobEvents(store, views, signal);
    }

    /** About this server: the schema {@code About}. */
    record About(
            String version, String device, long uploadBytes, long pixels, int waitingJobs, List<Priors.Shown> priors) {}

    void add(RoutesConfig routes) {
        routes.get("/api", this::about);
        routes.get("/api/openapi.yaml", Interface::describe);
        routes.get("/api/tasks", request -> json(request, TaskList.all()));
        routes.post("/api/pictures", this::upload);
        routes.get("/api/pictures/{id}", request -> json(request, JobView.PictureView.of(picture(request))));
        routes.get(
                "/api/pictures/{id}/preview.png",
                request -> send(request, uploads.preview(picture(request).id())));
        routes.get(
                "/api/pictures/{id}/thumbnail.png",
                request -> send(request, uploads.thumbnail(picture(request).id())));
        routes.get("/api/jobs", this::list);
        routes.post("/api/jobs", this::add);
        routes.get("/api/jobs/{id}", request -> show(request, job(request)));
        routes.delete("/api/jobs/{id}", this::delete);
        routes.before("/api/jobs/{id}/events", this::job);
        routes.sse("/api/jobs/{id}/events", events::follow);
        routes.get(
                "/api/jobs/{id}/iterate.png",
                request -> send(request, files.iterate(job(request).id())));
        routes.get("/api/jobs/{id}/files/<file>", this::result);
        routes.post("/api/jobs/{id}/cancel", this::cancel);
        routes.post("/api/jobs/{id}/resume", this::resume);
        routes.post(
                "/api/jobs/{id}/rerun", request -> begin(request, job(request).asked()));
    }

    /** Ends the streams of events. */
    void close() throws InterruptedException {
        events.close();
    }

    private static void json(Context request, Object value) {
        request.contentType("application/json").result(Json.line(value));
    }

    private void about(Context request) {
        json(
                request,
                new About(
                        Version.limpid(),
                        server.device().name().toLowerCase(Locale.ROOT),
                        server.limits().uploadBytes(),
                        server.limits().pixels(),
                        server.limits().jobs(),
                        Priors.shown().toList()));
    }

    private static void describe(Context request) throws IOException {
        try (InputStream in = Objects.requireNonNull(Interface.class.getResourceAsStream(DESCRIPTION), DESCRIPTION)) {
            request.contentType("application/yaml").result(in.readAllBytes());
        }
    }

    private void upload(Context request) throws IOException {
        String name = request.queryParam("name");
        if (name == null || name.isBlank()) {
            throw new Refusal(Refusal.BAD_REQUEST, "an upload needs the file's name, as ?name=holiday.jpg");
        }
        long bytes = request.req().getContentLengthLong();
        StoredPicture taken =
                uploads.take(request.ip(), name, bytes, request.req().getInputStream());
        json(request.status(HttpStatus.CREATED), JobView.PictureView.of(taken));
    }

    private StoredPicture picture(Context request) {
        return store.picture(request.pathParam(ID));
    }

    private StoredJob job(Context request) {
        return store.job(request.pathParam(ID));
    }

    private void show(Context request, StoredJob job) throws IOException {
        json(request, views.of(job));
    }

    private void list(Context request) throws IOException {
        var shown = new ArrayList<JobView>();
        for (StoredJob job : store.jobs(limit(request.queryParam("limit")))) {
            shown.add(views.of(job));
        }
        json(request, shown);
    }

    private static int limit(@Nullable String text) {
        try {
            int limit = text == null ? USUAL_JOBS : Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST_JOBS) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new Refusal(Refusal.BAD_REQUEST, "limit must be between 1 and " + MOST_JOBS + ", got '" + text + "'");
    }

    private void add(Context request) throws IOException {
        begin(request, Asked.read(request.body()));
    }

    /** Looks at everything that can be known before the job's turn comes, so that whoever asks is told at once. */
    private void begin(Context request, Asked asked) throws IOException {
        store.picture(asked.picture());
        asked.pictures().values().forEach(store::picture);
        String id = Uploads.id();
        plan.admit(asked, files.folder(id));
        store.add(id, request.ip(), asked, server.limits().jobs());
        signal.give();
        show(request.status(HttpStatus.CREATED), store.job(id));
    }

    private void cancel(Context request) throws IOException {
        queue.cancel(request.pathParam(ID));
        show(request, job(request));
    }

    private void resume(Context request) throws IOException {
        StoredJob job = job(request);
        queue.requireResumable(job);
        plan.admit(job.asked(), files.folder(job.id()));
        queue.resume(job, server.limits().jobs());
        show(request, job(request));
    }

    private void delete(Context request) throws IOException {
        StoredJob job = job(request);
        if (!store.remove(job.id())) {
            throw new Refusal(
                    Refusal.CONFLICT,
                    "job " + job.number() + " is " + job.state().label() + "; cancel it first");
        }
        files.remove(job.id());
        signal.give();
        request.status(HttpStatus.NO_CONTENT);
    }

    private void result(Context request) throws IOException {
        StoredJob job = job(request);
        Path file = files.file(job.id(), request.pathParam(FILE));
        if (Boolean.parseBoolean(request.queryParam("download"))) {
            String name = store.picture(job.asked().picture()).name();
            request.header("Content-Disposition", Download.header(name, request.pathParam(FILE)));
        }
        send(request, file);
    }

    private static void send(Context request, Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw Refusal.notFound("file", String.valueOf(file.getFileName()));
        }
        request.contentType(Download.type(file)).result(Files.newInputStream(file));
    }
}
