package dev.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page for every width, light, reader and state of the server. */
class PageLooksInBrowserTest extends BrowserFixture {
    @Test
    void aMissingTokenIsSaid() throws Exception {
        browser.evaluate("window.fetch = () => Promise.resolve(new Response('{\"error\": \"no\"}', {status: 401}))");
        browser.evaluate("new BroadcastChannel('limpid-jobs').postMessage('changed')");
        page.waitFor("document.querySelector('#banner').textContent.includes('?token=')");
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
}
