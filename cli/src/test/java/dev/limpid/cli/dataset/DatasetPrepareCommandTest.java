package dev.limpid.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.cli.Program;
import dev.limpid.cli.TinyRuns;
import dev.limpid.io.Images;
import dev.limpid.io.Sha256;
import dev.limpid.job.TestSetRequest;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetPrepareCommandTest {
    @TempDir
    private Path folder;

    @Test
    void takesHundredPicturesOf256() {
        var limpid = new Program();
        Path out = folder.resolve("set");

        assertThat(limpid.run("dataset", "prepare", folder.toString(), "--out", folder.getParent() + "/a-set"))
                .isZero();
        assertThat(limpid.request(TestSetRequest.class))
                .isEqualTo(new TestSetRequest(folder, Path.of(folder.getParent() + "/a-set"), 100, 256, 0, null));
        assertThat(limpid.run("dataset", "prepare", folder.toString(), "--out", out.toString()))
                .isEqualTo(2);
        assertThat(limpid.err()).contains("lies in " + folder);
    }

    @Test
    void refusesBadOptionsInOneLine() throws IOException {
        var runs = new TinyRuns(folder);
        source(runs, "a.png", 1, 12, 16);

        refused(runs, "has 1 pictures, fewer than --count 2", "--count", 2);
        refused(runs, "--count takes 1 to 1000000, got 0", "--count", 0);
        refused(runs, "--size takes 1 to 4096, got 5000", "--size", 5000);
        Path list = runs.at("list.txt");
        Files.writeString(list, "0 1 2\n");
        refused(runs, "is no list of images", "--list", list);
        refused(runs, "--list has the count, the size and the seed", "--list", list, "--seed", 1);
        Files.writeString(list, "# limpid images 1: size 8, seed 0\nno line\n");
        refused(runs, "line 2 is not 'NUMBER SHA256 SHA256 WIDTHxHEIGHT PATH'", "--list", list);
        assertThat(runs.at("set")).doesNotExist();
    }

    private static void refused(TinyRuns runs, String message, Object... more) {
        make(runs, 2, "set", more);
        assertThat(runs.err()).contains(message);
    }

    /** The largest square in the middle: rows 2 to 13 of 16 here, and as large as it is asked for. */
    @Test
    void cropsTheMiddleAndMakesColours() throws IOException {
        var runs = new TinyRuns(folder);
        source(runs, "in/deep/a.png", 1, 16, 12);

        make(runs, 0, "set", "--count", 1, "--size", 12);

        try (var scope = Scope.open()) {
            Tensor gray = Images.read(runs.at("from/in/deep/a.png")).pixels();
            Tensor made = Images.read(runs.at("set/00000.png")).pixels();
            assertThat(made.shape()).containsExactly(1, 3, 12, 12);
            for (int channel = 0; channel < 3; channel++) {
                assertThat(made.narrow(1, channel, 1).toDoubles())
                        .containsExactly(gray.narrow(2, 2, 12).toDoubles());
            }
        }
        assertThat(Files.readAllLines(runs.at("set/images.txt")))
                .containsExactly(
                        "# limpid images 1: size 12, seed 0",
                        "0 " + Sha256.of(runs.at("from/in/deep/a.png")) + " " + Sha256.of(runs.at("set/00000.png"))
                                + " 12x16 in/deep/a.png");
    }

    /** By their paths and the seed alone; a larger set begins with a smaller one. */
    @Test
    void otherFilesDoNotChangeTheDraw() throws IOException {
        var runs = new TinyRuns(folder);
        sources(runs);
        make(runs, 0, "set", "--count", 3, "--size", 8);
        Files.writeString(runs.at("from/0-notes.txt"), "no picture");
        make(runs, 0, "again", "--count", 3, "--size", 8);
        make(runs, 0, "seed", "--count", 3, "--size", 8, "--seed", 1);
        make(runs, 0, "more", "--count", 5, "--size", 8);

        List<String> first = lines(runs, "set");
        assertThat(lines(runs, "again")).isEqualTo(first).hasSize(4);
        assertThat(lines(runs, "seed")).isNotEqualTo(first);
        assertThat(lines(runs, "more")).startsWith(first.toArray(String[]::new)).hasSize(6);
    }

    @Test
    void goesOnWhereItWasStopped() throws IOException {
        var runs = new TinyRuns(folder);
        sources(runs);
        make(runs, 0, "whole", "--count", 4, "--size", 8);
        make(runs, 0, "set", "--count", 2, "--size", 8);
        Path list = runs.at("set/images.txt");
        Files.writeString(list, Files.readString(list) + "2 0123"); // as a kill leaves it

        make(runs, 0, "set", "--count", 4, "--size", 8);

        assertThat(lines(runs, "set")).isEqualTo(lines(runs, "whole"));
        make(runs, 2, "set", "--count", 4, "--size", 8, "--seed", 1);
        assertThat(runs.err()).contains("holds another set, of 4 pictures with size 8 and seed 0");
        Files.delete(runs.at("set/00001.png"));
        make(runs, 2, "set", "--count", 4, "--size", 8);
        assertThat(runs.err()).contains("00001.png: is not the picture of images.txt any more");
    }

    @Test
    void aListMakesTheSameSetWhereverItsFilesAre() throws IOException {
        var runs = new TinyRuns(folder);
        sources(runs);
        make(runs, 0, "set", "--count", 3, "--size", 8);
        List<String> lines = lines(runs, "set");
        String moved = lines.get(1).split(" ", 5)[4];
        Files.move(runs.at("from/" + moved), runs.at("from/moved.png"));

        make(runs, 0, "listed", "--list", runs.at("set/images.txt"));

        for (int i = 0; i < 3; i++) {
            runs.requireSame("set/0000" + i + ".png", "listed/0000" + i + ".png");
        }
        Files.delete(runs.at("from/moved.png"));
        String changed = lines.get(2).split(" ", 5)[4];
        source(runs, changed, 99, 12, 16);
        make(runs, 2, "other", "--list", runs.at("set/images.txt"));
        assertThat(runs.err())
                .contains("has not all pictures of", moved + " (missing), " + changed + " (another file)");
    }

    /** The same file that becomes another picture, as with another version. */
    @Test
    void aListTellsWhereAPictureDiffers() throws IOException {
        var runs = new TinyRuns(folder);
        sources(runs);
        make(runs, 0, "set", "--count", 3, "--size", 8);
        Path list = runs.at("set/images.txt");
        Files.writeString(list, Files.readString(list).replace("size 8", "size 7"));

        make(runs, 2, "other", "--list", list);

        assertThat(runs.err()).contains("00000.png: was made from the same file as in", "and is another picture there");
    }

    private static List<String> lines(TinyRuns runs, String set) throws IOException {
        return Files.readAllLines(runs.at(set + "/images.txt"));
    }

    private static void sources(TinyRuns runs) throws IOException {
        for (int i = 0; i < 6; i++) {
            source(runs, i + ".png", i, 12, 16);
        }
    }

    private static void source(TinyRuns runs, String name, long seed, int height, int width) throws IOException {
        Path file = runs.at("from/" + name);
        Files.createDirectories(file.getParent());
        try (var scope = Scope.open()) {
            Images.write(Rng.of(seed).normal(1, 1, height, width).mul(0.3).clamp(-1, 1), file);
        }
    }

    private static void make(TinyRuns runs, int code, String out, Object... more) {
        var args = new ArrayList<Object>(List.of("dataset", "prepare", runs.at("from"), "--out", runs.at(out)));
        args.addAll(List.of(more));
        runs.run(code, args.toArray());
    }
}
