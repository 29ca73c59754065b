package dev.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.experiment.HeadlessBrowser;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page as people use it, in Chromium, with a server that restores. */
class PageInBrowserTest {
    private static final String STATE = "document.querySelector('#job .state').textContent";
    private static final String SMALL = "small.png";
    private static final String OTHER = "other.png";
    private static final int SIDE = 64;
    private static final List<Integer> WIDTHS = List.of(360, 1200, 3840);

    /** Takes many seconds, so that it can be cancelled. */
    private static final String LONG = "long.png";

    @TempDir
    private static Path folder;

    private static LimpidServer server;
    private static HeadlessBrowser browser;
    private static PageDriver page;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Optional<Path> program = HeadlessBrowser.program();
        assumeTrue(program.isPresent(), "no chromium or google-chrome is installed, so that no page can be opened");
        TestPictures.write(folder.resolve(SMALL), SIDE);
        TestPictures.write(folder.resolve(OTHER), SIDE);
        TestPictures.write(folder.resolve(LONG), 320);
        server = PageDriver.serve(folder.resolve("data"), 0);
        browser = HeadlessBrowser.start(program.orElseThrow(), folder.resolve("profile"));
        page = new PageDriver(browser, server.address());
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        if (browser != null) {
            browser.close();
            server.close();
        }
    }

    @BeforeEach
    void open() throws IOException, InterruptedException {
        browser.show();
        browser.resize(1200, 900);
        browser.prefer("light");
        page.open();
    }

    @AfterEach
    void nothingFails() {
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests())
                .allSatisfy(address -> assertThat(URI.create(address))
                        .satisfiesAnyOf(
                                uri -> assertThat(uri.getAuthority())
                                        .isEqualTo(server.address().getAuthority()),
                                uri -> assertThat(uri.getScheme()).isIn("blob", "data", "about")));
    }

    @Test
    void restoresWhatIsPaintedOver() throws Exception {
        page.choose(folder.resolve(SMALL));
        browser.drag(".paper", 0.2, 0.5, 0.8, 0.5);
        browser.click("#start");
        page.waitFor("document.querySelector('.progress-text').textContent.includes('Step')");
        page.waitFor(STATE + " === 'Done'");

        BufferedImage mask = picture("mask");
        assertThat(mask.getWidth()).isEqualTo(SIDE);
        assertThat(mask.getHeight()).isEqualTo(SIDE);
        assertThat(mask.getColorModel().hasAlpha()).isFalse();
        assertThat(mask.getRGB(32, 32) & 0xff).isZero();
        assertThat(mask.getRGB(32, 5) & 0xff).isEqualTo(255);

        String link = "document.querySelector('.downloads a')";
        assertThat(browser.evaluate(link + ".textContent").asText()).startsWith("Download PNG");
        assertThat(browser.evaluate("fetch(" + link + ".href).then(a => a.headers.get('Content-Disposition'))")
                        .asText())
                .contains("attachment", "small");
        assertThat(browser.evaluate("fetch(" + link + ".href).then(a => a.arrayBuffer()).then(b => b.byteLength)")
                        .asInt())
                .isEqualTo(page.ask(
                                "(await fetch('api/jobs').then(a => a.json()))[0].files.find(f => f.name === 'restored.png').bytes")
                        .asInt());
    }

    /** An upload of the newest job. */
    private static BufferedImage picture(String option) throws IOException {
        String bytes = page.ask(
                        "[...new Uint8Array(await (await fetch('api/pictures/' + (await fetch('api/jobs').then(a =>"
                                + " a.json()))[0].request.values." + option
                                + ".picture + '/preview.png')).arrayBuffer())]"
                                + ".map(n => n.toString(16).padStart(2, '0')).join('')")
                .asText();
        return ImageIO.read(new ByteArrayInputStream(HexFormat.of().parseHex(bytes)));
    }

    @Test
    void undoAndRedoAndClearChangeTheMask() throws Exception {
        page.choose(folder.resolve(SMALL));
        browser.drag(".paper", 0.2, 0.5, 0.8, 0.5);
        String points = "JSON.parse(sessionStorage.getItem('limpid-draft')).masks";
        String steps = "Object.values(" + points + ")[0].length";
        page.waitFor("sessionStorage.getItem('limpid-draft')?.includes('points') && " + steps + " === 1");
        page.press("Undo");
        page.waitFor(steps + " === 0");
        page.press("Redo");
        page.waitFor(steps + " === 1");
        page.press("Clear");
        page.waitFor(steps + " === 2");

        browser.click("#start");
        page.waitFor("!document.querySelector('#form-error').hidden");
        assertThat(browser.evaluate("document.querySelector('#form-error').textContent")
                        .asText())
                .contains("mask");
        browser.forgetComplaints(); // the refusal is one for the console, too
    }

    /** Only one of them was painted on, and so the other stays, with the reason. */
    @Test
    void eachPictureIsAJobWithItsOwnMask() throws Exception {
        page.choose(folder.resolve(SMALL), folder.resolve(OTHER));
        browser.drag(".paper", 0.4, 0.5, 0.6, 0.5);
        page.quickSolver();
        browser.click("#start");
        page.waitFor("document.querySelectorAll('#tray .pick').length === 1");

        assertThat(browser.evaluate("document.querySelector('#tray').textContent")
                        .asText())
                .contains(OTHER);
        assertThat(browser.evaluate("document.querySelector('#form-error').textContent")
                        .asText())
                .startsWith(OTHER)
                .contains("mask");
        browser.drag(".paper", 0.4, 0.5, 0.6, 0.5);
        browser.click("#start");
        page.waitFor("location.hash.startsWith('#job/')");
        assertThat(page.ask("(await fetch('api/jobs').then(a => a.json())).slice(0, 2).map(j => j.picture.name)"))
                .extracting(JsonNode::asText)
                .containsExactly(OTHER, SMALL);
        browser.forgetComplaints();
    }

    @Test
    void filesAreDroppedAndPasted() throws Exception {
        String file = "const t = new DataTransfer(); const c = new OffscreenCanvas(20, 10); c.getContext('2d');"
                + " t.items.add(new File([await c.convertToBlob()], 'NAME'));";
        page.ask("(async () => {" + file.replace("NAME", "dropped.png")
                + " document.body.dispatchEvent(new DragEvent('drop', {dataTransfer: t, bubbles: true})); })()");
        page.waitFor("document.querySelector('#tray').textContent.includes('dropped.png')");
        page.ask("(async () => {" + file.replace("NAME", "pasted.png")
                + " document.body.dispatchEvent(new ClipboardEvent('paste', {clipboardData: t, bubbles: true})); })()");
        page.waitFor("document.querySelector('#tray').textContent.includes('pasted.png20 × 10')");
    }

    @Test
    void theSettingsOfARunCanBeChanged() throws Exception {
        page.openDone();
        page.press("Change settings");
        page.waitFor("location.hash === '#new' && document.querySelectorAll('#tray .pick').length === 1");
        assertThat(browser.evaluate("document.querySelector('.noise [type=number]').value")
                        .asText())
                .isEqualTo("0.05");
        assertThat(browser.evaluate("document.querySelector('#settings select').selectedIndex")
                        .asInt())
                .isPositive();
        assertThat(browser.evaluate("document.querySelector('#more').open").asBoolean())
                .isTrue();
    }

    @Test
    void theLineFollowsThePointerAndTheKeys() throws Exception {
        page.openDone();
        String cut = "document.querySelector('#job .stage').style.getPropertyValue('--cut')";
        browser.drag("#job .handle", 0.5, 0.5, 3, 0.5);
        double dragged = percent(cut);
        browser.press("ArrowRight");

        assertThat(dragged).isBetween(50.5, 99.0);
        assertThat(percent(cut)).isEqualTo(dragged + 1, offset(1e-6));
        assertThat(browser.evaluate("document.querySelector('#job .handle').getAttribute('aria-valuenow')")
                        .asInt())
                .isEqualTo((int) Math.round(dragged + 1));
    }

    private static double percent(String cut) throws IOException {
        return Double.parseDouble(browser.evaluate(cut).asText().replace("%", ""));
    }

    @Test
    void zoomKeepsBothPicturesUponEachOther() throws Exception {
        page.openDone();
        String places = "[...new Set([...document.querySelectorAll('#job .layer:not([hidden]) img')].map(i =>"
                + " i.style.width + i.style.transform))]";
        String before = browser.evaluate(places).toString();
        browser.evaluate("document.querySelector('#job .stage').focus()");
        browser.press("+");
        browser.press("ArrowRight");

        assertThat(browser.evaluate(places)).hasSize(1);
        assertThat(browser.evaluate(places).toString()).isNotEqualTo(before);
        browser.press("0");
        assertThat(browser.evaluate(places).toString()).isEqualTo(before);
    }

    /** Cancelled, gone on with, reloaded in the middle, cancelled again, deleted. */
    @Test
    void aLongRunCanBeCancelledAndGoneOnWithAndDeleted() throws Exception {
        page.choose(folder.resolve(LONG));
        browser.click("#options summary");
        page.type("#options input[type=text]", "centre:40");
        browser.click("#start");
        page.waitFor("document.querySelector('.progress-text').textContent.includes('Step')");
        page.press("Cancel");
        page.waitFor(STATE + " === 'Cancelled'");
        page.press("Go on");
        page.waitFor(STATE + " === 'Running'");
        browser.evaluate("location.reload()");
        page.waitFor("document.querySelector('#job .state')?.textContent === 'Running'");
        String title = browser.evaluate("document.querySelector('#job-title').textContent")
                .asText();
        assertThat(title).endsWith(LONG);
        page.press("Cancel");
        page.waitFor(STATE + " === 'Cancelled'");
        page.press("Delete");
        page.waitFor("document.querySelector('dialog').open");
        browser.click("dialog [value=yes]");
        page.waitFor("!document.querySelector('#runs').textContent.includes('" + title + "')");
        assertThat(
                        page.ask(
                                "(await fetch('api/jobs').then(a => a.json())).map(j => '#' + j.number + ' ' + j.picture.name)"))
                .extracting(JsonNode::asText)
                .isNotEmpty()
                .doesNotContain(title);
    }

    @Test
    void twoTabsShowTheSame() throws Exception {
        try (HeadlessBrowser tab = browser.tab()) {
            var other = new PageDriver(tab, server.address());
            other.open();
            browser.show();
            page.openDone();
            page.runAgain();
            page.waitFor(STATE + " === 'Done'");
            String name = browser.evaluate("document.querySelector('#job-title').textContent")
                    .asText();
            String row = "[...document.querySelectorAll('.run-name')].find(e => e.textContent === '" + name + "')";
            other.waitFor(row + "?.parentNode.textContent.includes('Done')");
            page.press("Delete");
            browser.click("dialog [value=yes]");
            other.waitFor("!" + row);
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void aDrawnKernelIsSentTurned() throws Exception {
        page.choose(folder.resolve(SMALL));
        page.task("motion-deblur");
        page.quickSolver();
        browser.drag(".taps", 0.4, 0.4, 0.6, 0.4);
        browser.click("#start");
        page.waitFor("location.hash.startsWith('#job/')");
        page.waitFor(STATE + " === 'Done'");

        BufferedImage kernel = picture("psf");
        assertThat(kernel.getWidth()).isEqualTo(33);
        assertThat(kernel.getRGB(16, 16) & 0xff).isGreaterThan(200);
        assertThat(kernel.getRGB(13, 16) & 0xff).isGreaterThan(100);
        assertThat(kernel.getRGB(16, 11) & 0xff).isZero();
    }

    @Test
    void aRefusalIsSaidAndNothingIsLost() throws Exception {
        page.choose(folder.resolve(SMALL));
        page.task("denoise");
        browser.click(".noise label:last-child input");
        browser.click("#start");
        assertThat(browser.evaluate("document.querySelector('#form-error').textContent")
                        .asText())
                .endsWith("give a number.");
        browser.press("7");
        browser.click("#start");
        page.waitFor("document.querySelector('#form-error').textContent.includes('7')");

        assertThat(browser.evaluate("document.querySelector('#form-error').textContent")
                        .asText())
                .contains("noise", "from 0 to below 1", "7");
        assertThat(browser.evaluate("document.querySelector('.noise [type=number]').value")
                        .asText())
                .isEqualTo("7");
        assertThat(browser.evaluate("document.querySelectorAll('#tray .pick').length")
                        .asInt())
                .isEqualTo(1);
        browser.forgetComplaints();
    }

    @Test
    void aMissingTokenIsSaid() throws Exception {
        browser.evaluate("window.fetch = () => Promise.resolve(new Response('{\"error\": \"no\"}', {status: 401}))");
        browser.evaluate("new BroadcastChannel('limpid-jobs').postMessage('changed')");
        page.waitFor("document.querySelector('#banner').textContent.includes('?token=')");
    }

    @Test
    void restoresByKeysAlone() throws Exception {
        page.choose(folder.resolve(SMALL));
        page.tabTo(".paper");
        browser.press(" ");
        browser.press("ArrowRight");
        browser.press("ArrowRight");
        browser.press("ArrowDown");
        browser.press(" ");
        page.tabTo("#start");
        browser.press("Enter");
        page.waitFor("location.hash.startsWith('#job/')");
        page.waitFor(STATE + " === 'Done'");
        page.tabTo(".downloads a");
        page.tabTo("#job .handle");
        browser.press("ArrowLeft");

        assertThat(browser.evaluate("document.querySelector('#job .handle').getAttribute('aria-valuenow')")
                        .asText())
                .isEqualTo("49");
    }

    @Test
    void noWidthScrollsSideways() throws Exception {
        for (String address : page.everyView()) {
            page.open(address);
            for (int width : WIDTHS) {
                browser.resize(width, 900);
                assertThat(browser.evaluate("document.documentElement.scrollWidth")
                                .asInt())
                        .as(address + " at " + width)
                        .isLessThanOrEqualTo(width);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void everyTextHasContrast(String scheme) throws Exception {
        browser.prefer(scheme);
        for (String address : page.everyView()) {
            page.open(address);
            assertThat(browser.evaluate(TestPictures.script("contrast.js")))
                    .as(address)
                    .isEmpty();
        }
    }

    @Test
    void everyControlHasAName() throws Exception {
        for (String address : page.everyView()) {
            page.open(address);
            assertThat(browser.evaluate(TestPictures.script("names.js")))
                    .as(address)
                    .isEmpty();
        }
    }

    @Test
    void goesOnByItselfWhenTheServerWasAway() throws Exception {
        page.openDone();
        int port = server.address().getPort();
        server.close();
        browser.evaluate("new BroadcastChannel('limpid-jobs').postMessage('changed')");
        page.waitFor("!document.querySelector('#banner').hidden");
        server = PageDriver.serve(folder.resolve("data"), port);
        page.waitFor("document.querySelector('#banner').hidden");
        page.runAgain();
        page.waitFor(STATE + " === 'Done'");
        browser.forgetComplaints(); // of the requests that nobody answered
    }
}
