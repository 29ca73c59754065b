package dev.limpid.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.experiment.HeadlessBrowser;
import dev.limpid.tensor.Device;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** Uses the page in a browser as a person does. */
final class PageDriver {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(30);
    private static final int MOST_TABS = 100;

    private final HeadlessBrowser browser;
    private final URI address;

    PageDriver(HeadlessBrowser browser, URI address) {
        this.browser = browser;
        this.address = address;
    }

    /** A server with the limits of tests: none that a test would meet. */
    static LimpidServer serve(Path folder, int port) throws IOException {
        return LimpidServer.start(new ServeRequest(
                ServeRequest.LOOPBACK, port, folder, Device.CPU, OptionalLong.empty(), ServeRequest.Limits.DEFAULT));
    }

    /** Opens the page anew, without what was said before: the page keeps that when it is left. */
    void open() throws IOException, InterruptedException {
        open("#new");
        browser.evaluate("addEventListener('pagehide', () => sessionStorage.clear())");
        open("#new");
    }

    /** Opens a view, such as {@code #new}. */
    void open(String view) throws IOException, InterruptedException {
        browser.open(URI.create("about:blank"));
        browser.open(address.resolve("/" + view));
        waitFor("[...document.querySelectorAll('main > section')].some(e => !e.hidden)");
        waitFor("document.querySelector('.run-list li') || !document.querySelector('#runs .hint').hidden");
        waitFor("[...document.images].every(i => i.complete || i.loading === 'lazy')");
    }

    /** Loads the page again at the same view. */
    void reload() throws IOException, InterruptedException {
        open(browser.evaluate("location.hash").asText());
    }

    /** Every view of the page. */
    List<String> everyView() throws IOException, InterruptedException {
        List<String> done = done();
        return List.of("#new", "#job/" + done.get(0), "#compare/" + done.get(0) + "/" + done.get(1));
    }

    /** Opens a run that is done. */
    void openDone() throws IOException, InterruptedException {
        open("#job/" + done().get(0));
        waitFor("document.querySelectorAll('#job .layer:not([hidden])').length === 2");
    }

    /** The ids of two runs that are done, by a solver that takes no time. */
    private List<String> done() throws IOException, InterruptedException {
        String script = TestPictures.script("two-runs.js");
        waitFor(script + ".then(ids => ids.length === 2)");
        JsonNode ids = browser.evaluate(script);
        return List.of(ids.get(0).asText(), ids.get(1).asText());
    }

    /** The value of an expression that may wait. */
    JsonNode ask(String expression) throws IOException {
        return browser.evaluate("(async () => (" + expression + "))()");
    }

    void choose(Path... files) throws IOException, InterruptedException {
        browser.choose("#files", files);
        waitFor("document.querySelectorAll('#tray .pick').length === " + files.length);
        waitFor("document.querySelector('.paper').width > 1");
    }

    /** Chooses a task by its name. */
    void task(String name) throws IOException {
        browser.click("#tasks input[value='" + name + "']");
    }

    /** Chooses the last solver, which uses no network. */
    void quickSolver() throws IOException {
        browser.click("#more summary");
        browser.evaluate("(() => { const s = document.querySelector('#settings select');"
                + " s.selectedIndex = s.options.length - 1; s.dispatchEvent(new Event('change')); })()");
    }

    /** Presses a button of the view by its text. */
    void press(String text) throws IOException, InterruptedException {
        waitFor(
                "[...document.querySelectorAll('main .button')].some(e => e.offsetParent && !e.disabled && e.textContent === '"
                        + text + "')");
        clickText("main .button", text);
    }

    /** Presses "Run again", and waits for the new run. */
    void runAgain() throws IOException, InterruptedException {
        String before = browser.evaluate("location.hash").asText();
        press("Run again");
        waitFor("location.hash !== '" + before + "'");
    }

    /** Types into a field. */
    void type(String selector, String text) throws IOException {
        browser.click(selector);
        for (String letter : text.split("(?!^)", -1)) {
            browser.press(letter);
        }
    }

    private void clickText(String selector, String text) throws IOException {
        browser.evaluate("[...document.querySelectorAll('" + selector
                + "')].find(e => e.offsetParent && e.textContent.startsWith('" + text
                + "')).classList.add('to-click')");
        browser.click(".to-click");
        browser.evaluate("document.querySelector('.to-click')?.classList.remove('to-click')");
    }

    /** Presses Tab until an element has the focus, as somebody without a mouse does. */
    void tabTo(String selector) throws IOException {
        for (int i = 0; i < MOST_TABS; i++) {
            if (browser.evaluate("document.activeElement.matches('" + selector + "')")
                    .asBoolean()) {
                return;
            }
            browser.press("Tab");
        }
        throw new IOException("Tab does not reach " + selector);
    }

    /** Waits until an expression is true. */
    void waitFor(String expression) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!browser.evaluate("(async () => Boolean(await (" + expression + ")))()")
                .asBoolean()) {
            if (System.nanoTime() > end) {
                throw new IOException("never true: " + expression + "; the page says "
                        + browser.evaluate("document.body.innerText").asText());
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }
}
