package dev.limpid.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as its reader uses it, in Chromium. */
class ReportInBrowserTest {
    private static final String PSNR = "#problem-0 th:nth-child(3)";

    @TempDir
    private static Path folder;

    private static Path page;

    private static HeadlessBrowser browser;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Optional<Path> program = HeadlessBrowser.program();
        assumeTrue(program.isPresent(), "no chromium or google-chrome is installed, so that no page can be opened");
        page = SmallExperiment.run(folder).resolve("report.html");
        browser = HeadlessBrowser.start(program.orElseThrow(), folder.resolve("profile"));
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() throws IOException {
        browser.open(page);
    }

    @AfterEach
    void nothingFails() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void everyPictureIsDrawn() throws IOException {
        assertThat(browser.evaluate("document.images.length").asInt()).isGreaterThanOrEqualTo(20);
        assertThat(browser.evaluate("[...document.images].filter(i => !i.complete || i.naturalWidth === 0).length")
                        .asInt())
                .isZero();
    }

    /** Else a wide table would make the whole page scroll. */
    @Test
    void whatIsSpokenAloneStaysInItsTable() throws IOException {
        assertThat(browser.evaluate("document.querySelectorAll('.spoken').length")
                        .asInt())
                .isPositive();
        assertThat(browser.evaluate(
                                "[...document.querySelectorAll('.spoken')].filter(e => !e.offsetParent.closest('.wide')).length")
                        .asInt())
                .isZero();
    }

    @Test
    void aClickOnAHeadSortsBestFirstAndThenTheOtherWayRound() throws IOException {
        browser.click(PSNR + " button");
        List<Double> first = column();
        String sense = browser.evaluate("document.querySelector('" + PSNR + "').ariaSort")
                .asText();
        browser.click(PSNR + " button");

        assertThat(first)
                .hasSize(3)
                .isSortedAccordingTo(Comparator.reverseOrder())
                .doesNotHaveDuplicates();
        assertThat(sense).isEqualTo("descending");
        assertThat(column()).hasSize(3).isSorted();
    }

    /** The reference has no difference from itself. */
    @Test
    void emptyCellsStayLast() throws IOException {
        String last = "document.querySelector('#problem-0 tbody tr:last-child th').textContent";
        for (int i = 0; i < 2; i++) {
            browser.click("#problem-0 th:nth-child(4) button");
            assertThat(browser.evaluate(last).asText()).isEqualTo("classical");
        }
    }

    private static List<Double> column() throws IOException {
        var values = new ArrayList<Double>();
        for (JsonNode value : browser.evaluate(
                "[...document.querySelectorAll('#problem-0 td:nth-child(3)')].map(c => Number(c.dataset.value))")) {
            values.add(value.asDouble());
        }
        return values;
    }

    @Test
    void theSliderMovesTheLineBetweenTwoPictures() throws IOException {
        String clip = "getComputedStyle(document.querySelector('.over')).clipPath";
        browser.click(".slider");
        String half = browser.evaluate(clip).asText();
        browser.press("ArrowRight");

        assertThat(half).isEqualTo("inset(0px 0px 0px 50%)");
        assertThat(browser.evaluate(clip).asText()).isEqualTo("inset(0px 0px 0px 51%)");
    }

    @Test
    void aClickOnAPictureComparesIt() throws IOException {
        browser.click(".strip figure:last-child .tile");

        assertThat(browser.evaluate("document.querySelector('select.right').value")
                        .asText())
                .isEqualTo("truth");
        assertThat(browser.evaluate("document.querySelector('.over').src"
                                + " === document.querySelector('.strip figure:last-child img').src")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void thePointerEnlargesTheSameSpotOfAllPictures() throws IOException {
        String scales = "[...new Set([...document.querySelectorAll('#problem-0 .strip:not([hidden]) img')].map("
                + "i => getComputedStyle(i).transform))].join()";
        String before = browser.evaluate(scales).asText();
        browser.hover(".strip figure:nth-child(2) .tile");

        assertThat(before).isEqualTo("none");
        assertThat(browser.evaluate(scales).asText()).isEqualTo("matrix(4, 0, 0, 4, 0, 0)");
        assertThat(browser.evaluate("getComputedStyle(document.querySelector('#problem-0 .frame')).display")
                        .asText())
                .isEqualTo("block");
        browser.hover("h1");
        assertThat(browser.evaluate(scales).asText()).isEqualTo("none");
    }
}
