package dev.limpid.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.limpid.metric.Psnr;
import dev.limpid.metric.Quantity;
import dev.limpid.metric.Ssim;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResultTableTest {
    private static final List<Quantity> QUANTITIES = List.of(new Psnr().quantity(), new Ssim().quantity());
    private static final Map<String, String> SETTINGS = Map.of("seed", "0");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("scores.csv");
    }

    private ResultTable open() throws IOException {
        return ResultTable.open(file, QUANTITIES, SETTINGS);
    }

    private static ResultRow row(String picture, double psnr, double ssim) {
        return new ResultRow("inpainting", picture, "wiener", Map.of("psnr", psnr, "ssim", ssim));
    }

    @Test
    void givesBackWhatWasWritten() throws IOException {
        List<ResultRow> rows = List.of(
                row("a.png", 1.0 / 3, Double.POSITIVE_INFINITY),
                row("b, \"c\".png", -2e-300, 0.5),
                row("\"quoted\"", 1, 1),
                new ResultRow("#1", "ä.png", "m", Map.of("psnr", 2.0)));
        ResultTable table = open();
        for (ResultRow row : rows) {
            table.add(row);
        }

        assertThat(open().rows()).isEqualTo(rows);
        assertThat(file)
                .content()
                .startsWith("# limpid results 1\ntask,picture,method,psnr,ssim\n# seed = 0\ninpainting,a.png,wiener,");
    }

    @Test
    void oneRunAtATimeMeasuresIntoAFile() throws IOException {
        ResultTable first = open();
        ResultTable second = open();

        try (var lock = first.take()) {
            first.add(row("b.png", 1, 1));
            assertThatIOException().isThrownBy(second::take).withMessage("%s: another run measures into it", file);
        }
        try (var lock = second.take()) {
            second.add(row("a.png", 1, 1));
        }
        assertThat(open().rows()).extracting(ResultRow::picture).containsExactly("b.png", "a.png");
    }

    @Test
    void everyRowIsOnTheDiskAtOnce() throws IOException {
        ResultTable table = open();
        assertThat(file).doesNotExist();

        for (int i = 1; i <= 3; i++) {
            table.add(row("p" + i, i, i));

            assertThat(open().rows()).hasSize(i);
        }
    }

    @Test
    void measuresOnlyWhatIsNotThere() throws IOException {
        open().add(row("a", 1, 2));
        var measured = new ArrayList<String>();

        ResultTable table = open();
        for (String picture : List.of("a", "b", "b")) {
            table.findOrMeasure("inpainting", picture, "wiener", () -> {
                measured.add(picture);
                return Map.of("psnr", 5.0);
            });
        }

        assertThat(measured).containsExactly("b");
        assertThat(open().rows()).extracting(ResultRow::picture).containsExactly("a", "b");
        assertThat(open().find("inpainting", "b", "wiener"))
                .hasValueSatisfying(row -> assertThat(row.values()).isEqualTo(Map.of("psnr", 5.0)));
        assertThat(open().find("inpainting", "b", "bicubic")).isEmpty();
    }

    /** Wherever a kill cuts the file behind its header, the whole rows are there, and the table goes on. */
    @Test
    void aKilledRunLosesAtMostItsLastRow() throws IOException {
        ResultTable table = open();
        table.add(row("a", 1, 2));
        table.add(row("b", 3.25, 4.125));
        table.add(row("c", 5, 6));
        byte[] whole = Files.readAllBytes(file);
        int second = new String(whole, StandardCharsets.UTF_8).indexOf("inpainting,b");
        int third = new String(whole, StandardCharsets.UTF_8).indexOf("inpainting,c");

        for (int length = second; length <= whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            int rows = length < third ? 1 : length < whole.length ? 2 : 3;

            ResultTable again = open();
            assertThat(again.rows()).as("%d bytes", length).hasSize(rows);
            again.add(row("d", 7, 8));
            assertThat(open().rows()).as("%d bytes", length).hasSize(rows + 1).contains(row("d", 7, 8));
        }
    }

    @Test
    void readingAloneLeavesTheFileAsItIs() throws IOException {
        open().add(row("a", 1, 2));
        Files.writeString(file, "inpainting,b,wie", StandardOpenOption.APPEND);
        byte[] before = Files.readAllBytes(file);

        assertThat(open().rows()).hasSize(1);

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void refusesToGoOnWithOtherSettings() throws IOException {
        open().add(row("a", 1, 2));

        assertThatIOException()
                .isThrownBy(() -> ResultTable.open(file, QUANTITIES, Map.of("seed", "1")))
                .withMessage(
                        file + ": was made with seed = 0, and this run has 1: choose another folder, or move it away");
    }

    @Test
    void settingsOfOneMoreMethodAreAdded() throws IOException {
        open().add(row("a", 1, 2));
        ResultTable table = ResultTable.open(file, QUANTITIES, Map.of("dmilo", "{steps=3, grid=a = b}"));
        table.add(row("b", 1, 2));

        table = open();
        table.belongsTo(Map.of("dmilo", "{steps=3, grid=a = b}"));

        assertThat(table.rows()).hasSize(2);
        assertThatIOException()
                .isThrownBy(() -> open().belongsTo(Map.of("dmilo", "{steps=4}")))
                .withMessageContaining("was made with dmilo = {steps=3, grid=a = b}, and this run has {steps=4}");
    }

    @Test
    void refusesToGoOnWithOtherNumbers() throws IOException {
        open().add(row("a", 1, 2));

        assertThatIOException()
                .isThrownBy(() -> ResultTable.open(file, QUANTITIES.subList(0, 1), SETTINGS))
                .withMessage(file + ": has the columns task,picture,method,psnr,ssim, and this run measures"
                        + " task,picture,method,psnr: choose another folder, or move it away");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open().add(new ResultRow("t", "p", "m", Map.of("fid", 1.0))))
                .withMessage("a row of [psnr, ssim] has other numbers: [fid]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prior,kernel,method,picture,psnr,ssim,kernel_error,seconds\n",
                "prior,task,settings,seed,picture,psnr\n",
                "# limpid results 2\n",
                ""
            })
    void saysThatAFileIsNoTableOfThisVersion(String text) throws IOException {
        Files.writeString(file, text);

        assertThatIOException()
                .isThrownBy(this::open)
                .withMessage(file + ": is no table of results that this version goes on with, which begins with"
                        + " '# limpid results 1', not '" + text.strip() + "': choose another folder, or move it away");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "t,p,m,1 | line 4 has 4 cells instead of 5: correct or remove it",
                "t,p,m,1,x | line 4 is no row of results: For input string",
                "t,,m,1,2 | line 4 is no row of results: picture must be one line that is not blank, got ''",
            })
    void saysWhereAFileIsDamaged(String line, String message) throws IOException {
        Files.writeString(file, "# limpid results 1\n# seed = 0\ntask,picture,method,psnr,ssim\n" + line + "\n");

        assertThatIOException().isThrownBy(this::open).withMessageContaining(file + ": " + message);
    }

    @Test
    void aTableWithoutAHeaderIsDamaged() throws IOException {
        Files.writeString(file, "# limpid results 1\n# seed = 0\n");

        assertThatIOException().isThrownBy(this::open).withMessageContaining(": has no header");
    }

    @Test
    void refusesNamesThatAreNoLine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ResultRow("t", "a\nb", "m", Map.of()))
                .withMessageStartingWith("picture must be one line that is not blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open().belongsTo(Map.of("a=b", "c")))
                .withMessage("the name of a setting must be one line without '=', got 'a=b'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open().belongsTo(Map.of("a", "b\nc")))
                .withMessageStartingWith("the value of setting 'a' must be one line");
    }
}
