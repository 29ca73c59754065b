package dev.limpid.server;

import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.ProcessLock;
import dev.limpid.job.FailureText;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.staticfiles.Location;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A web page on this computer: uploads, a queue of restorations, and their results. */
public final class LimpidServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LimpidServer.class);
    private static final String PAGE = "/dev/limpid/server/page";
    private static final long LARGEST_REQUEST = 1 << 20;
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final int FAULT = 500;
    private static final String LOCK = "lock";
    private static final String JOBS = "jobs.db";

    private final ServeRequest request;
    private final @Nullable Token token;
    private final ProcessLock lock;
    private final Database database;
    private final JobQueue queue;
    private final Interface routes;
    private final Timer hourly = new Timer("clearing", true);
    private final Javalin javalin;

    private LimpidServer(ServeRequest request, ProcessLock lock, Database database) throws IOException {
        this.request = request;
        this.lock = lock;
        this.database = database;
        token = request.isLocal() ? null : Token.random();
        var store = new JobStore(database);
        var signal = new Signal();
        HeapRoom room = HeapRoom.ofProcess();
        var uploads = new Uploads(request.folder().resolve("pictures"), store, request, room);
        var files = new JobFiles(request.folder().resolve("jobs"));
        var plan = new JobPlan(store, uploads, room, request);
        queue = new JobQueue(store, uploads, files, plan, room, signal);
        uploads.begin();
        files.begin(store::isJob);
        ServeRequest.Limits limits = request.limits();
        var guard = new RequestGuard(
                request.host(),
                token,
                new RateLimit(limits.requests(), System::nanoTime),
                new RateLimit(limits.reads(), System::nanoTime));
        routes = new Interface(request, store, uploads, files, plan, queue, signal);
        javalin = Javalin.create(config -> configure(config, guard, routes, request.folder()));
        hourly.schedule(clearing(uploads), HOUR, HOUR);
    }

    /**
     * Serves the page, and goes on with the jobs that are in its folder.
     *
     * @throws IOException in one line, where the folder or the port is another's or cannot be used
     */
    public static LimpidServer start(ServeRequest request) throws IOException {
        Path folder = Files.createDirectories(request.folder());
        requireOwn(folder);
        ProcessLock lock =
                ProcessLock.take(folder.resolve(LOCK), folder + ": another server works there; give another --data");
        try {
            var server = new LimpidServer(request, lock, Database.open(folder.resolve(JOBS)));
            server.listen();
            return server;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Old uploads are removed from the folder: it must not be one of somebody's pictures. */
    private static void requireOwn(Path folder) throws IOException {
        if (!Files.exists(folder.resolve(JOBS))) {
            for (Path other : Folders.in(folder)) {
                String name = String.valueOf(other.getFileName());
                if (!name.startsWith(".") && !name.equals(LOCK)) {
                    throw new InvalidRequestException("--data " + folder + ": holds " + name + ", and no " + JOBS
                            + " of Limpid; give an empty folder, or a new one");
                }
            }
        }
    }

    private static TimerTask clearing(Uploads uploads) {
        return new TimerTask() {
            @Override
            public void run() {
                clear(uploads);
            }
        };
    }

    private static void clear(Uploads uploads) {
        try {
            uploads.clear();
        } catch (IOException | RuntimeException e) {
            LOG.warn("old uploads are not removed: {}", FailureText.of(e));
        }
    }

    private void listen() throws IOException {
        try {
            javalin.start(request.host(), request.port());
        } catch (JavalinBindException e) {
            database.close();
            throw new IOException(
                    "port " + request.port() + " of " + request.host()
                            + " cannot be used: another program has it, or it takes more rights; give another --port",
                    e);
        }
        queue.start();
    }

    private static void configure(JavalinConfig config, RequestGuard guard, Interface routes, Path folder) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = LARGEST_REQUEST; // of what is read as a whole; uploads are streams
        config.staticFiles.add(files -> {
            files.hostedPath = "/";
            files.directory = PAGE;
            files.location = Location.CLASSPATH;
        });
        config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
        config.routes.before(guard::check);
        routes.add(config.routes);
        config.routes.exception(
                Refusal.class, (e, context) -> fail(context, e.status(), String.valueOf(e.getMessage())));
        config.routes.exception(
                HttpResponseException.class, (e, context) -> fail(context, e.getStatus(), words(e, context)));
        config.routes.exception(
                EofException.class, (e, context) -> fail(context, Refusal.BAD_REQUEST, "the request ended early"));
        config.routes.exception(Exception.class, (e, context) -> fail(context, e, folder));
    }

    private static String words(HttpResponseException e, Context context) {
        return e.getStatus() == Refusal.NOT_FOUND
                ? "there is nothing at " + FailureText.printable(context.path())
                : String.valueOf(e.getMessage());
    }

    /** A fault of ours, or the disk's; messages name files of the server, whose folder is nobody's business. */
    private static void fail(Context context, Exception e, Path folder) {
        try {
            Refusal.whereDiskIsFull(e);
            LOG.error("a request failed", e);
            fail(context, FAULT, FailureText.of(e).replace(folder.toString(), "DATA"));
        } catch (Refusal full) {
            fail(context, full.status(), String.valueOf(full.getMessage()));
        }
    }

    private static void fail(Context context, int status, String line) {
        if (String.valueOf(context.header("Accept")).contains("text/html")) {
            context.status(status).contentType("text/plain").result(line); // somebody who opened an address
            return;
        }
        context.status(status).contentType("application/json").result(Json.line(new JobEvents.Failure(line)));
    }

    /** The address of the page, with the token where one is needed. */
    public URI address() {
        String name = request.reached();
        String host = name.contains(":") ? "[" + name + "]" : name;
        return URI.create("http://" + host + ":" + javalin.port() + "/" + (token == null ? "" : "?token=" + token));
    }

    /** Ends at the next safe place: a job that runs leaves a snapshot, and goes on when the folder is served again. */
    @Override
    public void close() throws IOException {
        hourly.cancel();
        try {
            routes.close();
            javalin.stop();
            queue.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        database.close();
        lock.close();
    }
}
