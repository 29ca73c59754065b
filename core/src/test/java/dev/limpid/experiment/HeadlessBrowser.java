package dev.limpid.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A page in Chromium without a window, driven by its DevTools protocol. */
final class HeadlessBrowser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SECONDS = 120;
    private static final String READY = "DevTools listening on ";

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
    private int asked;

    private HeadlessBrowser(Process process, URI page) {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(page, new Hearing())
                .join();
    }

    /** The program; empty where there is none. */
    static Optional<Path> program() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(Path.of(folder)::resolve))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Opens an empty page; the browser's own files are kept in {@code profile}. */
    static HeadlessBrowser start(Path program, Path profile) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless=new",
                        // Its sandbox refuses to run for root, as in a container; the page is our own.
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--window-size=1200,900",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        try {
            return new HeadlessBrowser(process, page(address(process)));
        } catch (IOException | InterruptedException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static URI address(Process process) throws IOException {
        // Not closed, as the browser would die of what it writes later.
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(READY)) {
                return URI.create(line.substring(READY.length()));
            }
        }
        throw new IOException("the browser ended before it listened");
    }

    private static URI page(URI browser) throws IOException, InterruptedException {
        URI list = URI.create("http://" + browser.getAuthority() + "/json/list");
        String pages = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString())
                .body();
        for (JsonNode page : JSON.readTree(pages)) {
            if (page.path("type").asText().equals("page")) {
                return URI.create(page.path("webSocketDebuggerUrl").asText());
            }
        }
        throw new IOException("the browser has no page: " + pages);
    }

    /** Opens a file, and waits until its pictures are there. */
    void open(Path file) throws IOException {
        ask("Runtime.enable", Map.of());
        ask("Log.enable", Map.of());
        ask("Page.navigate", Map.of("url", file.toUri().toString()));
        evaluate(
                "new Promise(done => { const wait = () => location.protocol === 'file:' && document.readyState === 'complete'"
                        + " ? done(true) : setTimeout(wait, 20); wait(); })");
    }

    /** The value of an expression, or of its promise. */
    JsonNode evaluate(String expression) throws IOException {
        JsonNode answer =
                ask("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new IOException(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** Moves the pointer over the middle of an element, which is scrolled to. */
    void hover(String selector) throws IOException {
        mouse("mouseMoved", selector);
    }

    /** Clicks in the middle of an element. */
    void click(String selector) throws IOException {
        mouse("mouseMoved", selector);
        mouse("mousePressed", selector);
        mouse("mouseReleased", selector);
    }

    private void mouse(String type, String selector) throws IOException {
        JsonNode place = evaluate("(() => { const e = document.querySelector(" + JSON.writeValueAsString(selector)
                + "); e.scrollIntoView({block: 'center', behavior: 'instant'}); const r = e.getBoundingClientRect();"
                + " return [r.left + r.width / 2, r.top + r.height / 2]; })()");
        boolean moved = type.equals("mouseMoved");
        ask(
                "Input.dispatchMouseEvent",
                Map.of(
                        "type",
                        type,
                        "x",
                        place.get(0).asDouble(),
                        "y",
                        place.get(1).asDouble(),
                        "button",
                        moved ? "none" : "left",
                        "clickCount",
                        moved ? 0 : 1));
    }

    /** Presses a key in the element that has the focus. */
    void press(String key) throws IOException {
        ask(
                "Input.dispatchKeyEvent",
                Map.of(
                        "type",
                        "keyDown",
                        "key",
                        key,
                        "code",
                        key,
                        "windowsVirtualKeyCode",
                        key.equals("ArrowRight") ? 39 : 0));
        ask("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "code", key));
    }

    /** Errors that the page's console told so far. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    private JsonNode ask(String method, Map<String, ?> params) throws IOException {
        int id = ++asked;
        var answer = new CompletableFuture<JsonNode>();
        answers.put(id, answer);
        socket.sendText(JSON.writeValueAsString(Map.of("id", id, "method", method, "params", params)), true)
                .join();
        JsonNode all = answer.orTimeout(SECONDS, TimeUnit.SECONDS).join();
        if (all.has("error")) {
            throw new IOException(method + ": " + all.get("error"));
        }
        return all.path("result");
    }

    @Override
    public void close() throws InterruptedException {
        socket.abort();
        process.destroy();
        // Its files can be deleted only when it has gone.
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private final class Hearing implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                hear(message.toString());
                message.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }

        private void hear(String text) {
            try {
                JsonNode said = JSON.readTree(text);
                String method = said.path("method").asText();
                if (said.has("id")) {
                    var waiting = answers.remove(said.get("id").asInt());
                    if (waiting != null) {
                        waiting.complete(said);
                    }
                } else if (method.equals("Runtime.exceptionThrown")
                        || (method.equals("Log.entryAdded") && text.contains("\"error\""))
                        || (method.equals("Runtime.consoleAPICalled") && text.contains("\"error\""))) {
                    complaints.add(text);
                }
            } catch (IOException e) {
                complaints.add(e.toString());
            }
        }
    }
}
