package dev.limpid.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A page in Chromium without a window, driven by its DevTools protocol. */
public final class HeadlessBrowser implements AutoCloseable {
    private static final long SECONDS = 120;

    /** Where nobody collects a process that has ended, it would be waited for in vain. */
    private static final int HELPERS_SECONDS = 5;

    private static final String READY = "DevTools listening on ";
    private static final int MOVES = 8;

    /** Windows' codes of keys, by which pages know them. */
    private static final Map<String, Integer> CODES = Map.of(
            "Tab",
            9,
            "Enter",
            13,
            "Escape",
            27,
            " ",
            32,
            "ArrowLeft",
            37,
            "ArrowUp",
            38,
            "ArrowRight",
            39,
            "ArrowDown",
            40);

    private final Process process;
    private final URI browser;
    private final boolean first;
    private final DevTools tools;

    private HeadlessBrowser(Process process, URI browser, boolean first, URI page) throws IOException {
        this.process = process;
        this.browser = browser;
        this.first = first;
        tools = new DevTools(page);
        for (String domain : List.of("Runtime", "Log", "Network", "DOM")) {
            tools.ask(domain + ".enable", Map.of());
        }
    }

    /** The program; empty where there is none. */
    public static Optional<Path> program() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(Path.of(folder)::resolve))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Opens an empty page; the browser's own files are kept in {@code profile}. */
    public static HeadlessBrowser start(Path program, Path profile) throws IOException, InterruptedException {
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
            URI browser = address(process);
            return new HeadlessBrowser(process, browser, true, page(browser));
        } catch (IOException | InterruptedException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Opens another page of the same browser; it closes with the first. */
    public HeadlessBrowser tab() throws IOException, InterruptedException {
        URI another = URI.create("http://" + browser.getAuthority() + "/json/new?about:blank");
        String page = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(another)
                                .PUT(BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString())
                .body();
        return new HeadlessBrowser(process, browser, false, socket(DevTools.JSON.readTree(page)));
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
        for (JsonNode page : DevTools.JSON.readTree(pages)) {
            if (page.path("type").asText().equals("page")) {
                return socket(page);
            }
        }
        throw new IOException("the browser has no page: " + pages);
    }

    private static URI socket(JsonNode page) {
        return URI.create(page.path("webSocketDebuggerUrl").asText());
    }

    /** Opens a file, and waits until its pictures are there. */
    public void open(Path file) throws IOException {
        open(file.toUri());
    }

    /** Opens an address, and waits until its pictures are there. */
    public void open(URI address) throws IOException {
        ask("Page.navigate", Map.of("url", address.toString()));
        evaluate("new Promise(done => { const wait = () => location.protocol === '" + address.getScheme()
                + ":' && document.readyState === 'complete' ? done(true) : setTimeout(wait, 20); wait(); })");
    }

    /** Shows this page and hides the others: pages that are hidden draw nothing. */
    public void show() throws IOException {
        ask("Page.bringToFront", Map.of());
    }

    /** The value of an expression, or of its promise. */
    public JsonNode evaluate(String expression) throws IOException {
        JsonNode answer =
                ask("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new IOException(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** Moves the pointer over the middle of an element, which is scrolled to. */
    public void hover(String selector) throws IOException {
        mouse("mouseMoved", place(selector, 0.5, 0.5), false);
    }

    /** Clicks in the middle of an element. */
    public void click(String selector) throws IOException {
        drag(selector, 0.5, 0.5, 0.5, 0.5);
    }

    /** Drags the pointer over an element, from one place to another: shares of its width and height. */
    public void drag(String selector, double x, double y, double toX, double toY) throws IOException {
        double[] from = place(selector, x, y);
        double[] to = place(selector, toX, toY);
        mouse("mouseMoved", from, false);
        mouse("mousePressed", from, true);
        for (int i = 1; i <= MOVES && !Arrays.equals(from, to); i++) {
            double share = (double) i / MOVES;
            mouse("mouseMoved", new double[] {between(from[0], to[0], share), between(from[1], to[1], share)}, true);
        }
        mouse("mouseReleased", to, false);
    }

    private static double between(double from, double to, double share) {
        return from + share * (to - from);
    }

    private double[] place(String selector, double x, double y) throws IOException {
        JsonNode box =
                evaluate("(() => { const e = document.querySelector(" + DevTools.JSON.writeValueAsString(selector)
                        + "); e.scrollIntoView({block: 'center', behavior: 'instant'}); const r = e.getBoundingClientRect();"
                        + " return [r.left + " + x + " * r.width, r.top + " + y + " * r.height]; })()");
        return new double[] {box.get(0).asDouble(), box.get(1).asDouble()};
    }

    private void mouse(String type, double[] place, boolean held) throws IOException {
        boolean moved = type.equals("mouseMoved");
        var event = new HashMap<String, Object>(Map.of("type", type, "x", place[0], "y", place[1]));
        event.put("button", moved && !held ? "none" : "left");
        event.put("buttons", held ? 1 : 0);
        event.put("clickCount", moved ? 0 : 1);
        ask("Input.dispatchMouseEvent", event);
    }

    /** Presses a key in the element that has the focus. */
    public void press(String key) throws IOException {
        var down = new HashMap<String, Object>(Map.of("type", "keyDown", "key", key, "code", key));
        down.put("windowsVirtualKeyCode", CODES.getOrDefault(key, 0));
        if (key.equals("Enter") || key.length() == 1) {
            down.put("text", key.equals("Enter") ? "\r" : key);
        }
        ask("Input.dispatchKeyEvent", down);
        ask("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "code", key));
    }

    /** Chooses files, as the dialog of a file field does. */
    public void choose(String selector, Path... files) throws IOException {
        JsonNode document = ask("DOM.getDocument", Map.of()).path("root");
        JsonNode field = ask(
                "DOM.querySelector", Map.of("nodeId", document.path("nodeId").asInt(), "selector", selector));
        var names = new ArrayList<String>();
        Arrays.stream(files).forEach(file -> names.add(file.toAbsolutePath().toString()));
        ask(
                "DOM.setFileInputFiles",
                Map.of("files", names, "nodeId", field.path("nodeId").asInt()));
    }

    /** Makes the window's inside that large. */
    public void resize(int width, int height) throws IOException {
        ask(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Prefers light or dark pages. */
    public void prefer(String scheme) throws IOException {
        var feature = Map.of("name", "prefers-color-scheme", "value", scheme);
        ask("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
    }

    /** Errors that the page's console told so far. */
    public List<String> complaints() {
        return tools.complaints();
    }

    /** Forgets the errors so far: they belonged to what was tried. */
    public void forgetComplaints() {
        tools.forgetComplaints();
    }

    /** Addresses that the page asked for so far. */
    public List<String> requests() {
        return tools.requests();
    }

    private JsonNode ask(String method, Map<String, ?> params) throws IOException {
        return tools.ask(method, params);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (!first) {
            ask("Page.close", Map.of());
            tools.close();
            return;
        }
        tools.close();
        List<ProcessHandle> helpers = process.descendants().toList();
        process.destroy();
        // Its files can be deleted only when it has gone, and those that write for it.
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        end(helpers);
    }

    private static void end(List<ProcessHandle> helpers) throws InterruptedException {
        CompletableFuture<?>[] gone =
                helpers.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(gone).get(HELPERS_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            helpers.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
