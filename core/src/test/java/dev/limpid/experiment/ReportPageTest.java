package dev.limpid.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.degradation.OptionFiles;
import dev.limpid.io.ReadLimits;
import dev.limpid.metric.Quantity;
import dev.limpid.metric.Quantity.Better;
import dev.limpid.restoration.MetricWeights;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportPageTest {
    private static final Quantity PSNR = new Quantity("psnr", "PSNR", "dB", Better.HIGHER, 2);
    private static final Quantity COUNT = new Quantity("evaluations", "evaluations", "", Better.LOWER, 0);

    @TempDir
    private static Path folder;

    private static Path out;

    @BeforeAll
    static void run() throws IOException {
        out = SmallExperiment.run(folder);
    }

    /** The page is XML but for its script, so that a parser finds every element that is not closed and every text that is not escaped. */
    @Test
    void isWellFormedAndHasEverySection() throws Exception {
        Document page = page();

        assertThat(text(page, "h1")).isEqualTo("Two <solvers> & \"quotes\"");
        assertThat(text(page, "h2")).isEqualTo("Overview");
        assertThat(page.getElementsByTagName("h2").item(1).getTextContent()).isEqualTo("sr <2 & 'two'");
        assertThat(page.getElementsByTagName("section").getLength()).isEqualTo(4);
        assertThat(Files.readString(out.resolve("report.html")))
                .contains("A note with &lt;/script&gt; and <code>code</code>.");
    }

    @Test
    void needsNoOtherFileAndNoNetwork() throws Exception {
        String text = Files.readString(out.resolve("report.html"));
        NodeList images = page().getElementsByTagName("img");

        assertThat(text).doesNotContain("http:", "https:", "@import", "url(");
        // Two problems of two pictures: y, classical, fast-dips, the measurement and the truth.
        assertThat(images.getLength()).isEqualTo(2 * 2 * 5);
        assertThat(IntStream.range(0, images.getLength()).mapToObj(i -> ((Element) images.item(i)).getAttribute("src")))
                .allMatch(source -> source.startsWith("data:image/png;base64,iVBOR"));
    }

    @Test
    void numbersAreThoseOfTheOtherReport() throws Exception {
        List<String> cells = Files.readAllLines(out.resolve("report.md")).stream()
                .filter(line -> line.contains("|") && !line.contains("---"))
                .flatMap(line -> List.of(line.split("\\|")).stream())
                .map(cell -> cell.replace("**", "").strip())
                .filter(cell -> cell.matches("[+-]?\\d.*"))
                .toList();
        String text = page().getDocumentElement().getTextContent();

        assertThat(cells).hasSizeGreaterThan(40).allMatch(text::contains);
    }

    @Test
    void fewerAndSmallerPicturesWhereTheyWouldBeTooLarge() throws Exception {
        try (var scope = Scope.open()) {
            Grid grid = grid();

            assertThat(EmbeddedPictures.of(grid)).extracting("count", "divisor").containsExactly(2, 1);
            long half = bytes(grid, 0) + 1;
            assertThat(EmbeddedPictures.of(grid, half))
                    .extracting("count", "divisor")
                    .containsExactly(1, 1);
            EmbeddedPictures smaller = EmbeddedPictures.of(grid, half / 3);
            assertThat(smaller).extracting("count", "divisor").containsExactly(1, 2);
            assertThat(smaller.of("holes", 0, "truth").orElseThrow().uri()).startsWith("data:image/png;base64,iVBOR");
            assertThat(smaller.about())
                    .isEqualTo("The first of 2 pictures, smaller by 2, as they would be too large for a page.");
        }
    }

    private static Grid grid() throws IOException {
        Experiment experiment = ExperimentFile.read(folder.resolve("mine.yaml"));
        var problems = new ArrayList<TestProblem>();
        for (Experiment.Setting setting : experiment.problems()) {
            problems.add(TaskProblem.of(setting, experiment.seed(), new OptionFiles(ReadLimits.DEFAULT)));
        }
        return new Grid(
                CleanPicture.all(List.of(folder.resolve("clean/0.png"), folder.resolve("clean/1.png"))),
                experiment.pictures().crop(),
                problems,
                experiment.solvers(),
                MetricWeights.ofUser().metrics(experiment.metrics()),
                PriorHashes.of(""),
                Device.CPU,
                experiment.seed(),
                false,
                experiment.passes(),
                new KeptPictures(out.resolve("pictures")));
    }

    private static long bytes(Grid grid, int number) throws IOException {
        long bytes = 0;
        for (TestProblem problem : grid.problems()) {
            for (String name : EmbeddedPictures.names(grid, problem)) {
                bytes += grid.kept().file(problem.label(), number, name).orElseThrow().length;
            }
        }
        return bytes;
    }

    /** Coordinates grow to the right and downwards. */
    @Test
    void aScatterHasABetterPointHigherAndADearerOneFurtherRight() throws Exception {
        var points = List.of(
                new ScatterChart.Point("free", 0, 20),
                new ScatterChart.Point("ten", 10, 25),
                new ScatterChart.Point("all", 1000, 30));
        NodeList circles = parsed(
                        new ScatterChart("t", COUNT, PSNR, points).html().toString())
                .getElementsByTagName("circle");

        // In the order of their numbers, the best first.
        assertThat(numbers(circles, "cy")).isSorted();
        assertThat(numbers(circles, "cx"))
                .isSortedAccordingTo((a, b) -> Double.compare(b, a))
                .doesNotHaveDuplicates();
    }

    @Test
    void axesHaveRoundTicksAroundAllNumbers() {
        ChartAxis even = ChartAxis.linear(DoubleStream.of(17.3, 26.1), 100, 0);
        ChartAxis powers = ChartAxis.logarithmic(DoubleStream.of(40, 300), 0, 200);

        assertThat(even.ticks()).containsExactly(16.0, 18.0, 20.0, 22.0, 24.0, 26.0, 28.0);
        assertThat(even.at(22)).isEqualTo(50);
        assertThat(powers.ticks()).containsExactly(20.0, 50.0, 100.0, 200.0, 500.0);
        assertThat(powers.at(100)).isCloseTo(100, within(1e-9));
    }

    @Test
    void barsAreAsLongAsTheirNumbers() throws Exception {
        var chart = new BarChart("t", COUNT, Map.of("a", 50.0, "b", 100.0, "c", 25.0));
        NodeList bars = parsed(chart.html().toString()).getElementsByTagName("rect");

        assertThat(numbers(bars, "width")).containsExactly(100.0, 200.0, 400.0);
    }

    @Test
    void refusesWhatWouldEndItsScript() {
        assertThatThrownBy(() -> new Html().raw("script", "'</script>'")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Html().open("p").toString()).isInstanceOf(IllegalStateException.class);
    }

    private static List<Double> numbers(NodeList elements, String attribute) {
        return IntStream.range(0, elements.getLength())
                .mapToObj(i -> Double.valueOf(((Element) elements.item(i)).getAttribute(attribute)))
                .toList();
    }

    private static String text(Document page, String element) {
        return page.getElementsByTagName(element).item(0).getTextContent();
    }

    private static Document page() throws Exception {
        String text = Files.readString(out.resolve("report.html"));
        return parsed(text.replaceFirst("(?s)<script>.*</script>", ""));
    }

    private static Document parsed(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }
}
