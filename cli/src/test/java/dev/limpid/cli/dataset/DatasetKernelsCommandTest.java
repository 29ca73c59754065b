package dev.limpid.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.cli.Program;
import dev.limpid.cli.TinyRuns;
import dev.limpid.io.Image;
import dev.limpid.io.Images;
import dev.limpid.job.KernelPicturesRequest;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetKernelsCommandTest {
    @TempDir
    private Path folder;

    @Test
    void takesCountSizeAndSeed() {
        var limpid = new Program();
        Path out = folder.resolve("kernels");

        assertThat(limpid.run(
                        "dataset", "kernels", "--out", out.toString(), "--count", "5", "--size", "16", "--seed", "3"))
                .isZero();

        assertThat(limpid.request(KernelPicturesRequest.class)).isEqualTo(new KernelPicturesRequest(out, 5, 16, 3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dataset | no command given",
                "dataset kernels | --out=DIR",
                "dataset kernels --out o --count 0 | --count takes 1 to 1000000, got 0",
                "dataset kernels --out o --size 7 | --size takes 8 to 256, got 7",
                "dataset kernels --out o --size 257 | --size takes 8 to 256, got 257",
                "dataset kernels --out o --seed one | --seed",
            })
    void refusesBadOptionsInOneLine(String command, String message) {
        var limpid = new Program();

        assertThat(limpid.run(command.split(" "))).isEqualTo(2);

        assertThat(limpid.err().lines()).singleElement().asString().contains(message);
        assertThat(limpid.runner.requests).isEmpty();
    }

    @Test
    void makesTheSameBytesForTheSameSeedWholeOrInParts() throws IOException {
        var runs = new TinyRuns(folder);
        make(runs, 0, "whole", 8, 16, 3);
        make(runs, 0, "parts", 3, 16, 3);
        make(runs, 0, "parts", 8, 16, 3);
        make(runs, 0, "other", 8, 16, 4);

        List<Path> whole = files(runs.at("whole"));
        assertThat(whole).hasSize(9).extracting(Path::getFileName).contains(Path.of("dataset.json"));
        for (Path file : whole) {
            String name = String.valueOf(file.getFileName());
            runs.requireSame("whole/" + name, "parts/" + name);
        }
        assertThat(Files.readAllBytes(runs.at("other/kernel-000000.png")))
                .isNotEqualTo(Files.readAllBytes(runs.at("whole/kernel-000000.png")));
        assertThat(runs.out()).contains("8 kernels in " + runs.at("whole"));
    }

    @Test
    void makesGrayPicturesFromBlackToWhite() throws IOException {
        var runs = new TinyRuns(folder);
        make(runs, 0, "kernels", 2, 16, 0);

        try (var scope = Scope.open()) {
            Image picture = Images.read(runs.at("kernels/kernel-000001.png"));
            double[] values = picture.pixels().toDoubles();
            assertThat(picture.pixels().shape()).containsExactly(1, 1, 16, 16);
            assertThat(Arrays.stream(values).min().orElseThrow()).isEqualTo(-1);
            assertThat(Arrays.stream(values).max().orElseThrow()).isEqualTo(1);
        }
    }

    @Test
    void goesOnWhereAKilledRunWasAndSweepsUpBehindIt() throws IOException {
        var runs = new TinyRuns(folder);
        make(runs, 0, "kernels", 4, 16, 3);
        byte[] third = Files.readAllBytes(runs.at("kernels/kernel-000002.png"));
        Files.delete(runs.at("kernels/kernel-000002.png"));
        Files.delete(runs.at("kernels/kernel-000003.png"));
        Path part = runs.at("kernels/.kernel-000002.png.01234567-89ab-cdef-0123-456789abcdef.part");
        Files.writeString(part, "half");

        make(runs, 0, "kernels", 4, 16, 3);

        assertThat(runs.at("kernels/kernel-000002.png")).hasBinaryContent(third);
        assertThat(part).doesNotExist();
    }

    @Test
    void refusesAFolderThatHoldsAnythingElse() throws IOException {
        var runs = new TinyRuns(folder);
        Path mine = Files.createDirectories(runs.at("mine"));
        Files.writeString(mine.resolve("thesis.txt"), "all of it");
        make(runs, 2, "mine", 4, 16, 3);
        assertThat(runs.err())
                .contains("mine: holds files, such as thesis.txt, and no dataset.json of Limpid; give another --out")
                .doesNotContain("--force");
        assertThat(files(mine)).hasSize(1);

        make(runs, 0, "kernels", 4, 16, 3);
        make(runs, 2, "kernels", 4, 16, 4);
        assertThat(runs.err())
                .contains("kernels: holds another set, as its dataset.json says, not kernels of size 16 and seed 4 as"
                        + " this version draws them; give another --out");
        make(runs, 2, "kernels", 3, 16, 3);
        assertThat(runs.err()).contains("kernels: holds more than 3 kernels already; give another --out, or a larger");
    }

    private static void make(TinyRuns runs, int code, String out, int count, int size, long seed) {
        runs.run(code, "dataset", "kernels", "--out", runs.at(out), "--count", count, "--size", size, "--seed", seed);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
                    .toList();
        }
    }
}
