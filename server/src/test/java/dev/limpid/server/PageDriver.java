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
    private static final Duration PATIENCE = Duration.ofSeconds(40);
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

    /** Opens the page anew, without what was said before. */
    void open() throws IOException, InterruptedException {
        browser.open(URI.create("about:blank"));
        browser.open(address);
        browser.evaluate("sessionStorage.clear()");
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

    /** Every view of the page; there are two runs with results then. */
    List<String> everyView() throws IOException, InterruptedException {
        String first = done();
        String second = first;
        if (browser.evaluate(jobs("j.state === 'done'") + ".then(l => l.length)")
                        .asInt()
                > 1) {
            second = browser.evaluate(jobs("j.state === 'done'") + ".then(l => l[1].id)")
                    .asText();
        }
        return List.of("#new", "#job/" + first, "#compare/" + first + "/" + second);
    }

    /** Opens a run that is done. */
    void openDone() throws IOException, InterruptedException {
        open("#job/" + done());
        waitFor("document.querySelectorAll('#job .layer:not([hidden])').length === 2");
    }

    /** The id of a run that is done: the newest, or one that is made. */
    private String done() throws IOException, InterruptedException {
        if (browser.evaluate(jobs("j.state === 'done'") + ".then(l => l.length)")
                        .asInt()
                == 0) {
            browser.evaluate("(async () => { const c = new OffscreenCanvas(48, 32); const x = c.getContext('2d');"
                    + " x.fillStyle = '#c84'; x.fillRect(8, 8, 20, 16); const p = await (await fetch('api/pictures?name=made.png',"
                    + " {method: 'POST', body: await c.convertToBlob()})).json(); await fetch('api/jobs', {method: 'POST', body:"
                    + " JSON.stringify({picture: p.id, task: 'denoise', values: {noise: '0.05'}})}); })()");
            waitFor(jobs("j.state === 'done'") + ".then(l => l.length > 0)");
        }
        return browser.evaluate(jobs("j.state === 'done'") + ".then(l => l[0].id)")
                .asText();
    }

    private static String jobs(String condition) {
        return "fetch('api/jobs').then(a => a.json()).then(l => l.filter(j => " + condition + "))";
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

    /** Chooses a task by its words. */
    void task(String words) throws IOException {
        clickText("#tasks label", words);
    }

    /** Presses a button of the view by its text. */
    void press(String text) throws IOException, InterruptedException {
        waitFor(
                "[...document.querySelectorAll('main .button')].some(e => e.offsetParent && !e.disabled && e.textContent === '"
                        + text + "')");
        clickText("main .button", text);
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
