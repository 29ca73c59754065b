package dev.limpid.server;

import dev.limpid.io.ProcessLock;
import dev.limpid.job.FailureText;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.staticfiles.Location;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A web page on this computer: uploads, a queue of restorations, and their results. */
public final class LimpidServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LimpidServer.class);
    private static final String PAGE = "/dev/limpid/server/page";
    private static final long LARGEST_REQUEST = 1 << 20;
    private static final int FAULT = 500;

    private final ServeRequest request;
    private final @Nullable Token token;
    private final ProcessLock lock;
    private final Database database;
    private final JobQueue queue;
    private final Javalin javalin;

    private LimpidServer(ServeRequest request, ProcessLock lock, Database database) throws IOException {
        this.request = request;
        this.lock = lock;
        this.database = database;
        token = request.isLocal() ? null : Token.random();
        var store = new JobStore(database);
        var signal = new Signal();
        var uploads = new Uploads(request.folder().resolve("pictures"), store, request.limits());
        var files = new JobFiles(request.folder().resolve("jobs"));
        var plan = new JobPlan(uploads, request);
        queue = new JobQueue(store, uploads, files, plan, signal);
        uploads.clear();
        var guard = new RequestGuard(token, new RateLimit(request.limits().requests(), System::nanoTime));
        var routes = new Interface(request, store, uploads, files, plan, queue, signal);
        javalin = Javalin.create(config -> configure(config, guard, routes));
    }

    /**
     * Serves the page, and goes on with the jobs that are in its folder.
     *
     * @throws IOException in one line, where the folder or the port is another's or cannot be used
     */
    public static LimpidServer start(ServeRequest request) throws IOException {
        Path folder = Files.createDirectories(request.folder());
        ProcessLock lock =
                ProcessLock.take(folder.resolve("lock"), folder + ": another server works there; give another --data");
        try {
            var server = new LimpidServer(request, lock, Database.open(folder.resolve("jobs.db")));
            server.listen();
            return server;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
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

    private static void configure(JavalinConfig config, RequestGuard guard, Interface routes) {
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
        config.routes.exception(IOException.class, (e, context) -> fail(context, FAULT, FailureText.of(e)));
        config.routes.exception(Exception.class, (e, context) -> {
            LOG.error("a request failed", e);
            fail(context, FAULT, FailureText.of(e));
        });
        config.routes.error(Refusal.NOT_FOUND, context -> {
            if (!"application/json".equals(context.res().getContentType())) {
                fail(context, Refusal.NOT_FOUND, "there is nothing at " + FailureText.printable(context.path()));
            }
        });
    }

    private static void fail(Context context, int status, String line) {
        context.status(status).contentType("application/json").result(Json.line(new JobEvents.Failure(line)));
    }

    /** The address of the page, with the token where one is needed. */
    public URI address() {
        String host = request.host().contains(":") ? "[" + request.host() + "]" : request.host();
        return URI.create("http://" + host + ":" + javalin.port() + "/" + (token == null ? "" : "?token=" + token));
    }

    /** Ends at the next safe place: a job that runs leaves a snapshot, and goes on when the folder is served again. */
    @Override
    public void close() throws IOException {
        javalin.stop();
        try {
            queue.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        database.close();
        lock.close();
    }
}
