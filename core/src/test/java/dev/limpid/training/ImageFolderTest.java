package dev.limpid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.io.Encoding;
import dev.limpid.io.Images;
import dev.limpid.io.Npy;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ReadLimits;
import dev.limpid.io.SampleType;
import dev.limpid.io.TiffBuilder;
import dev.limpid.io.ValueRange;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import dev.limpid.training.ImageFolder.Picture;
import dev.limpid.training.ImageFolder.Skipped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
    @TempDir
    private Path folder;

    private ImageFolder index(Set<String> excluded, int least) throws IOException {
        return ImageFolder.index(folder, excluded, least, RangeChoice.NATURAL, ReadLimits.DEFAULT, (done, of) -> {});
    }

    @Test
    void findsThePicturesOfNestedFoldersInTheOrderOfTheirNames() throws IOException {
        PictureFolders.of(folder.resolve("b/inner"), 2, 3, 20, 30);
        PictureFolders.of(folder.resolve("a"), 1, 1, 16, 16);
        PictureFolders.of(folder.resolve(".hidden"), 1, 1, 16, 16);

        ImageFolder found = index(Set.of(), 16);

        assertThat(found.pictures())
                .extracting(Picture::name)
                .containsExactly("a/picture-0000.png", "b/inner/picture-0000.png", "b/inner/picture-0001.png");
        assertThat(found.pictures()).extracting(Picture::channels).containsExactly(1, 3, 3);
        assertThat(found.hasColour()).isTrue();
        assertThat(found.hasGray()).isTrue();
    }

    /** An expression that went back and forth over such a header needed more stack than there is. */
    @Test
    void skipsAnArrayOfThousandsOfDimensions() throws IOException {
        String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (" + "1, ".repeat(5000) + "), }\n";
        Files.writeString(
                folder.resolve("deep.npy"),
                "\u0093NUMPY\u0001\0" + (char) (header.length() & 0xff) + (char) (header.length() >> 8) + header + "x",
                StandardCharsets.ISO_8859_1);
        PictureFolders.of(folder, 1, 3, 16, 16);

        ImageFolder found = index(Set.of(), 16);

        assertThat(found.pictures()).hasSize(1);
        assertThat(found.skipped()).containsExactly(new Skipped("deep.npy", "has 5000 dimensions; NumPy allows 64"));
    }

    @Test
    void listsWhatItSkipsWithTheReason() throws IOException {
        PictureFolders.of(folder, 1, 3, 16, 16);
        PictureFolders.of(folder.resolve("small"), 1, 3, 15, 40);
        Files.writeString(folder.resolve("notes.txt"), "no picture");
        byte[] whole = Files.readAllBytes(folder.resolve("picture-0000.png"));
        Files.write(folder.resolve("cut.png"), Arrays.copyOf(whole, whole.length / 2));

        ImageFolder found = index(Set.of(), 16);

        assertThat(found.pictures()).extracting(Picture::name).containsExactly("picture-0000.png");
        assertThat(found.skipped())
                .extracting(Skipped::name)
                .containsExactly("cut.png", "notes.txt", "small/picture-0000.png");
        assertThat(found.skipped().get(2).reason()).isEqualTo("40 x 15 pixels are fewer than 16 x 16");
        assertThat(found.skipped()).noneMatch(s -> s.reason().contains(folder.toString()));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void followsLinksAndSaysWhichLeadNowhere() throws IOException {
        Path elsewhere = PictureFolders.of(folder.resolve("elsewhere"), 1, 3, 16, 16);
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.createSymbolicLink(data.resolve("folder"), elsewhere);
        Files.createSymbolicLink(data.resolve("file.png"), elsewhere.resolve("picture-0000.png"));
        Files.createSymbolicLink(data.resolve("around"), data);
        Files.createSymbolicLink(data.resolve("nowhere.png"), folder.resolve("nothing"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), data);

        ImageFolder found =
                ImageFolder.index(link, Set.of(), 16, RangeChoice.NATURAL, ReadLimits.DEFAULT, (done, of) -> {});

        assertThat(found.pictures()).extracting(Picture::name).containsExactly("file.png", "folder/picture-0000.png");
        assertThat(found.skipped())
                .containsExactlyInAnyOrder(
                        new Skipped("around", "is a link to a folder around it"),
                        new Skipped("nowhere.png", "is a link to nothing"));
    }

    @Test
    void learnsFromTheGoodPagesOfAFile() throws IOException {
        var pixels = new byte[16 * 16];
        byte[] tiff = TiffBuilder.littleEndian()
                .page(16, 16, 8, 1, 1, pixels)
                .page(16, 16, 8, 1, 1, new byte[] {1, 2, 3})
                .page(16, 12, 8, 1, 1, new byte[16 * 12])
                .page(16, 16, 8, 1, 1, pixels)
                .build();
        Files.write(folder.resolve("stack.tiff"), tiff);

        ImageFolder found = index(Set.of(), 16);

        assertThat(found.pictures()).extracting(Picture::page).containsExactly(0, 3);
        assertThat(found.skipped()).extracting(Skipped::name).containsOnly("stack.tiff");
        assertThat(found.skipped())
                .extracting(Skipped::reason)
                .satisfiesExactly(
                        bad -> assertThat(bad).startsWith("page 2: holds 3 bytes of pixels where it declares 256"),
                        small -> assertThat(small).isEqualTo("page 3: 16 x 12 pixels are fewer than 16 x 16"));
    }

    @Test
    void leavesOutWhatIsExcluded() throws IOException {
        PictureFolders.of(folder, 3, 1, 16, 16);

        assertThat(index(Set.of("picture-0001.png"), 16).pictures())
                .extracting(Picture::name)
                .containsExactly("picture-0000.png", "picture-0002.png");
    }

    @Test
    void aPictureKeepsItsSideWhateverItsNameAndItsCompany() throws IOException {
        PictureFolders.of(folder, 60, 1, 16, 16);
        ImageFolder before = index(Set.of(), 16);
        List<String> heldOut =
                before.heldOut(0.25).pictures().stream().map(Picture::hash).toList();

        Files.move(folder.resolve("picture-0007.png"), folder.resolve("another name.png"));
        PictureFolders.of(folder.resolve("more"), 80, 1, 16, 17);
        ImageFolder after = index(Set.of(), 16);

        assertThat(heldOut).hasSizeBetween(5, 30);
        assertThat(after.heldOut(0.25).pictures()).extracting(Picture::hash).containsAll(heldOut);
        assertThat(after.trainedOn(0.25).pictures()).extracting(Picture::hash).doesNotContainAnyElementsOf(heldOut);
        var both = new ArrayList<>(after.heldOut(0.25).pictures());
        both.addAll(after.trainedOn(0.25).pictures());
        assertThat(both).containsExactlyInAnyOrderElementsOf(after.pictures());
    }

    @Test
    void theHashTellsTheContentsAndNotTheNames() throws IOException {
        PictureFolders.of(folder, 4, 1, 16, 16);
        String before = index(Set.of(), 16).hash();

        Files.move(folder.resolve("picture-0000.png"), folder.resolve("z.png"));
        assertThat(index(Set.of(), 16).hash()).isEqualTo(before);

        PictureFolders.of(folder, 5, 1, 16, 16);
        assertThat(index(Set.of("z.png"), 16).hash()).isNotEqualTo(before);
    }

    private ImageFolder index(RangeChoice range) throws IOException {
        return ImageFolder.index(folder, Set.of(), 16, range, ReadLimits.DEFAULT, (done, of) -> {});
    }

    /** As a camera of 12 bits writes them, once in 16 bits and once in floating point. */
    @Test
    void readsValuesThatDoNotFillTheirDepthInTheGivenRange() throws IOException {
        var twelveBits = Encoding.plain("TIFF", new SampleType(SampleType.Kind.UNSIGNED, 16), new ValueRange(0, 4095));
        var values = new float[16 * 16];
        for (int i = 0; i < values.length; i++) {
            values[i] = 4095f * i / 255;
        }
        Npy.write(values, new int[] {16, 16}, folder.resolve("a.npy"));
        try (var scope = Scope.open()) {
            Tensor units = Tensor.of(values, 1, 1, 16, 16).div(4095 / 2.0).add(-1);
            Images.write(units, null, twelveBits, folder.resolve("b.tiff"));

            ImageFolder natural = index(RangeChoice.NATURAL);
            assertThat(natural.pictures()).extracting(Picture::name).containsExactly("b.tiff");
            assertThat(natural.pictures().get(0).greatest()).isCloseTo(-0.875, within(1e-3));
            assertThat(natural.skipped().get(0).reason()).contains("with --range min:max or --range auto");

            for (RangeChoice range : List.of(RangeChoice.of(0, 4095), RangeChoice.AUTO)) {
                ImageFolder told = index(range);
                assertThat(told.pictures()).hasSize(2).allSatisfy(picture -> {
                    assertThat(picture.least()).isEqualTo(-1);
                    assertThat(picture.greatest()).isEqualTo(1);
                    assertThat(told.read(picture).sub(units).abs().max().item()).isLessThan(1e-3);
                });
            }

            ImageFolder cut = index(RangeChoice.of(0, 2047.5));
            assertThat(cut.pictures()).hasSize(2).allSatisfy(picture -> {
                assertThat(picture.greatest()).isCloseTo(3, within(1e-6));
                assertThat(cut.read(picture).max().item()).isEqualTo(1);
            });
        }
    }

    /** A range of eight bits, whose pictures are kept as bytes only where they span them. */
    @Test
    void learnsFromBytesInTheGivenRange() throws IOException {
        PictureFolders.of(folder, 1, 1, 16, 16);
        try (var scope = Scope.open()) {
            ImageFolder half = index(RangeChoice.of(0, 510));
            Picture picture = half.pictures().get(0);

            Tensor kept = new PixelCache(half, 1 << 20).get(picture);

            assertThat(picture.bytewise()).isFalse();
            assertThat(kept.toFloats()).isEqualTo(half.read(picture).toFloats());
            assertThat(kept.max().item()).isLessThanOrEqualTo(0);
        }
    }

    @Test
    void refusesWhatIsNoFolder() throws IOException {
        assertThatThrownBy(() -> ImageFolder.index(
                        folder.resolve("nowhere"),
                        Set.of(),
                        16,
                        RangeChoice.NATURAL,
                        ReadLimits.DEFAULT,
                        (done, of) -> {}))
                .hasMessage(folder.resolve("nowhere") + ": no such folder");
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> ImageFolder.index(
                        file, Set.of(), 16, RangeChoice.NATURAL, ReadLimits.DEFAULT, (done, of) -> {}))
                .hasMessage(file + ": is not a folder");
    }
}
