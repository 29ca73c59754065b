package dev.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.experiment.HeadlessBrowser;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Runs as people look at them, stop them and go on with them. */
class PageRunsInBrowserTest extends BrowserFixture {
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

    /** It has more pixels than a preview: the measurement would be sharper, but has holes. */
    @Test
    void thePictureBeforeIsTheOneThatCameAndListsHaveSmallOnes() throws Exception {
        String id = page.ask(TestPictures.script("large-inpainted.js")).asText();
        page.waitFor("fetch('api/jobs/" + id + "').then(a => a.json()).then(job => job.state === 'done')");
        page.open("#job/" + id);
        page.waitFor("document.querySelectorAll('#job .layer:not([hidden])').length === 2");

        assertThat(browser.evaluate("document.querySelector('#job .before img').src")
                        .asText())
                .endsWith("/preview.png");
        assertThat(browser.evaluate("[...document.querySelectorAll('#runs img')].map(i => i.src)"))
                .isNotEmpty()
                .allSatisfy(address -> assertThat(address.asText()).endsWith("/thumbnail.png"));
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
        page.reload();
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
        JsonNode left = page.ask(
                "(await fetch('api/jobs').then(a => a.json())).map(j => '#' + j.number + ' ' + j.picture.name)");
        assertThat(left.isArray()).isTrue();
        assertThat(left).extracting(JsonNode::asText).doesNotContain(title);
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
