package dev.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** New restorations as people ask for them. */
class PageNewInBrowserTest extends BrowserFixture {
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
}
