package dev.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.limpid.experiment.HeadlessBrowser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The page as people use it, in Chromium, with a server that restores. */
abstract class BrowserFixture {
    static final String STATE = "document.querySelector('#job .state').textContent";
    static final String SMALL = "small.png";
    static final String OTHER = "other.png";
    static final int SIDE = 64;
    static final List<Integer> WIDTHS = List.of(360, 1200, 3840);

    /** Takes many seconds, so that it can be cancelled. */
    static final String LONG = "long.png";

    @TempDir
    static Path folder;

    static LimpidServer server;
    static HeadlessBrowser browser;
    static PageDriver page;

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
}
