package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Encoding;
import dev.limpid.io.Images;
import dev.limpid.io.PictureFile;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.io.RunRecord;
import dev.limpid.io.SampleType;
import dev.limpid.io.TiffTag;
import dev.limpid.io.TiffTags;
import dev.limpid.io.ValueRange;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Commands that could replace a file of the user's, or tell more of it than the user wants. */
class LostFilesTest {
    @TempDir
    private Path folder;

    private TinyRuns runs;

    @BeforeEach
    void writeAPrior() throws IOException {
        runs = new TinyRuns(folder);
    }

    private Path picture(String name) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        return runs.picture(name, TinyPrior.SIDE, 3);
    }

    @Test
    void theOnlyCopyOfAnInputIsNotReplacedByItsResult() throws IOException {
        Path input = picture("restored/restored.png");
        byte[] before = Files.readAllBytes(input);

        runs.restore(1, input, "--task", "denoise", "--noise", "0.1", "--out", folder);
        runs.restore(1, input, "--task", "denoise", "--noise", "0.1", "--out", folder, "--force");

        assertThat(runs.err()).contains("beside restored.png, which this run reads; give another --out");
        assertThat(input).hasBinaryContent(before);
    }

    @Test
    void aMaskOrAKernelInTheResultsFolderStays() throws IOException {
        Path input = picture("a.png");
        for (String name : List.of("measurement.png", "kernel.npy")) {
            Path there = picture("out/a/mask.png").resolveSibling(name);
            Files.move(there.resolveSibling("mask.png"), there);
            byte[] before = Files.readAllBytes(there);
            Object[] task = name.endsWith("npy")
                    ? new Object[] {"--task", "gaussian-deblur", "--psf", there}
                    : new Object[] {"--task", "inpainting", "--mask", there};

            assertThat(runs.execute(
                            "restore",
                            input,
                            "--out",
                            at("out"),
                            "--force",
                            "--prior",
                            runs.prior(),
                            task[0],
                            task[1],
                            task[2],
                            task[3]))
                    .isNotZero();

            assertThat(there).hasBinaryContent(before);
        }
    }

    @Test
    void everyCommandLeavesFilesOfOthersAloneUntilItIsForced() throws IOException {
        Path input = picture("a.png");
        Path mine = picture("out/a/measurement.png");
        byte[] before = Files.readAllBytes(mine);

        runs.restore(1, input, "--task", "denoise", "--noise", "0.1", "--out", at("out"));
        runs.run(1, "degrade", input, "--task", "denoise", "--out", at("out"));
        runs.run(1, "sample", "--count=1", "--steps=1", "--out", at("out/a"), "--prior", runs.prior());
        runs.run(1, "demo", "denoise", "--out", at("out/a"), "--prior", runs.prior());

        assertThat(runs.err().lines().filter(line -> line.contains("holds files, such as measurement.png")))
                .hasSize(4);
        assertThat(mine).hasBinaryContent(before);
        runs.run(0, "degrade", input, "--task", "denoise", "--out", at("out"), "--force");
        assertThat(mine.resolveSibling("y.npy")).exists();
    }

    @Test
    void aRerunDoesNotWriteAmongThemEither() throws IOException {
        runs.restore(0, picture("a.png"), "--task", "denoise", "--noise", "0.1", "--out", at("out"));
        Path mine = picture("mine/restored.png");
        byte[] before = Files.readAllBytes(mine);

        runs.run(1, "rerun", at("out/a/run.json"), "--out", at("mine"));
        assertThat(mine).hasBinaryContent(before);
        runs.run(0, "rerun", at("out/a/run.json"), "--out", at("mine"), "--force");
    }

    @Test
    void theManifestStays() throws IOException {
        picture("a.png");
        Path manifest = Files.createDirectories(at("out/a")).resolve("run.json");
        Files.writeString(manifest, "file,task\n../../a.png,denoise\n");

        runs.run(2, "restore", "--manifest", manifest, "--noise=0.1", "--out", at("out"), "--force");

        assertThat(runs.err()).contains("the result of ", "would be written beside it into");
        assertThat(manifest).content().startsWith("file,task");
    }

    @Test
    void aCheckpointIsNotConvertedIntoItself() throws IOException {
        byte[] before = Files.readAllBytes(runs.prior());

        runs.run(2, "checkpoint", "convert", runs.prior(), "--force", "--out", folder.resolve("./prior.safetensors"));

        assertThat(runs.prior()).hasBinaryContent(before);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aPipeInARecordIsNotReadForEver() throws Exception {
        runs.restore(0, picture("a.png"), "--task", "denoise", "--noise", "0.1", "--out", at("out"));
        assertThat(new ProcessBuilder("mkfifo", at("pipe").toString()).start().waitFor())
                .isZero();
        Path record = at("out/a/run.json");
        Files.writeString(
                record,
                Files.readString(record)
                        .replace(at("a.png").toString(), at("pipe").toString()));

        runs.run(1, "rerun", record);

        assertThat(runs.err()).contains(at("pipe") + ": not a file; --input FILE says where the picture is now");
    }

    @Test
    void aFileMayBeginLikeAnOption() throws IOException {
        Path working = Path.of("").toAbsolutePath();
        Path dashed = working.resolve("-hello.png");
        Files.copy(picture("a.png"), dashed);
        try {
            runs.run(0, "degrade", "-hello.png", "--task", "denoise", "--out", at("one"));
            runs.run(0, "degrade", "--task", "denoise", "--out", at("two"), "--", "-hello.png");
        } finally {
            Files.delete(dashed);
        }

        assertThat(at("one/-hello/y.npy")).exists();
        assertThat(at("two/-hello/y.npy")).exists();
        runs.run(2, "degrade", "-goodbye.png", "--task", "denoise", "--out", at("three"));
    }

    @Test
    void numbersAreRefusedInTheWordsOfPeople() {
        runs.run(2, "sample", "--seed", "1e20");
        runs.run(2, "sample", "--eta", "much");

        assertThat(runs.err())
                .contains("'1e20' is no whole number from -9223372036854775808 to 9223372036854775807")
                .contains("'much' is no number");
    }

    /** A TIFF with Artist (315) and XMP (700). */
    @Test
    void anonymousResultsTellNeitherPlacesNorPeople() throws IOException {
        var tags = new TiffTags(
                ByteOrder.LITTLE_ENDIAN,
                2,
                List.of(
                        new TiffTag(282, 5, new byte[] {44, 1, 0, 0, 1, 0, 0, 0}),
                        new TiffTag(315, 2, "Jane Doe\0".getBytes(StandardCharsets.US_ASCII)),
                        new TiffTag(700, 1, "<x:xmpmeta/>".getBytes(StandardCharsets.US_ASCII))));
        var plain = Encoding.plain("TIFF", new SampleType(SampleType.Kind.UNSIGNED, 8), new ValueRange(0, 255));
        var encoding = new Encoding("TIFF", plain.type(), plain.range(), null, tags, plain.layout());
        Path input = at("a.tiff");
        try (var scope = Scope.open()) {
            Images.write(Rng.of(1).normal(1, 3, TinyPrior.SIDE, TinyPrior.SIDE).mul(0.3), null, encoding, input);
        }

        runs.restore(0, input, "--task", "denoise", "--noise", "0.1", "--out", at("out"), "--anonymous");
        runs.restore(0, input, "--task", "denoise", "--noise", "0.1", "--out", at("named"));

        assertThat(tags("named/a")).contains(282, 315, 700);
        assertThat(tags("out/a")).contains(282).doesNotContain(315, 700);
        assertThat(at("out/a/run.json")).content().doesNotContain(folder.toString());
        assertThat(RunRecord.read(at("out/a/run.json")).request())
                .containsEntry("input", "a.tiff")
                .containsEntry("prior", "prior.safetensors");
    }

    private List<Integer> tags(String result) throws IOException {
        try (var scope = Scope.open()) {
            return PictureFile.open(at(result + "/restored.tiff"), ReadLimits.DEFAULT)
                    .read(0, RangeChoice.NATURAL)
                    .encoding()
                    .tags()
                    .kept()
                    .stream()
                    .map(TiffTag::number)
                    .toList();
        }
    }

    private Path at(String name) {
        return folder.resolve(name);
    }
}
