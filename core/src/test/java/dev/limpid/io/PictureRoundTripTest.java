package dev.limpid.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every format × depth × channels that is written comes back as it was: pixels, alpha, range, profile and tags. */
class PictureRoundTripTest {
    private static final ValueRange UNIT = new ValueRange(0, 1);

    private final Scope scope = Scope.open();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        scope.close();
    }

    record Case(Encoding encoding, int channels, boolean alpha, RangeChoice range) {
        @Override
        public String toString() {
            return encoding.format() + " " + encoding.type() + " " + encoding.layout() + " "
                    + encoding.tags().order() + ", " + channels + " channels" + (alpha ? " and alpha" : "") + ", range "
                    + range;
        }
    }

    static Stream<Case> cases() {
        return Stream.concat(Stream.concat(pngs(), tiffs()), arrays());
    }

    private static Stream<Case> pngs() {
        return Stream.of(8, 16)
                .flatMap(bits -> kinds("PNG", SampleType.unsigned(bits), TiffTags.NONE, ArrayLayout.CHW));
    }

    private static Stream<Case> tiffs() {
        return types(8, 10, 12, 14, 16, 32)
                .flatMap(type -> Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)
                        .flatMap(order -> kinds("TIFF", type, new TiffTags(order, 2, List.of()), ArrayLayout.CHW)))
                // TwelveMonkeys reads alpha in whole numbers of bytes, and of at most 32 bits.
                .filter(c -> !c.alpha()
                        || List.of(8, 16, 32).contains(c.encoding().type().bits()));
    }

    private static Stream<Case> arrays() {
        Stream<SampleType> types =
                Stream.concat(types(8, 16, 32), Stream.of(new SampleType(SampleType.Kind.SIGNED, 64)));
        return types.flatMap(type -> Stream.of(ArrayLayout.HWC, ArrayLayout.CHW, ArrayLayout.BCHW)
                        .flatMap(layout -> kinds("NPY", type, TiffTags.NONE, layout)))
                // An array does not say which channel is alpha.
                .filter(c -> !c.alpha());
    }

    private static Stream<SampleType> types(int... bits) {
        Stream<SampleType> others = Stream.of(
                new SampleType(SampleType.Kind.SIGNED, 8),
                new SampleType(SampleType.Kind.SIGNED, 16),
                new SampleType(SampleType.Kind.FLOAT, 32),
                new SampleType(SampleType.Kind.FLOAT, 64));
        return Stream.concat(Arrays.stream(bits).mapToObj(SampleType::unsigned), others);
    }

    private static Stream<Case> kinds(String format, SampleType type, TiffTags tags, ArrayLayout layout) {
        return Stream.of(1, 3)
                .flatMap(channels -> Stream.of(false, true)
                        .flatMap(alpha -> ranges(type)
                                .map(range -> new Case(
                                        new Encoding(format, type, range(type, range), null, tags, layout),
                                        channels,
                                        alpha,
                                        range))));
    }

    /** The range that the type tells, where it tells one, and a range of its own. */
    private static Stream<RangeChoice> ranges(SampleType type) {
        RangeChoice own = switch (type.kind()) {
            case UNSIGNED -> RangeChoice.of(3, type.bits() < 12 ? 200 : 4095);
            case SIGNED -> RangeChoice.of(-100, type.bits() == 8 ? 27 : 3000);
            case FLOAT -> RangeChoice.of(-1.5, 40);
        };
        boolean natural = type.container() != null || type.kind() == SampleType.Kind.FLOAT;
        return natural ? Stream.of(RangeChoice.NATURAL, own) : Stream.of(own);
    }

    private static ValueRange range(SampleType type, RangeChoice choice) {
        ValueRange container = type.container();
        return choice.given() != null ? choice.given() : container != null ? container : UNIT;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void comesBackAsItWas(Case c) throws IOException {
        Tensor pixels = Rng.of(5).normal(1, c.channels(), 6, 7).mul(0.5).clamp(-1, 1);
        Tensor alpha =
                c.alpha() ? Rng.of(6).normal(1, 1, 6, 7).mul(0.3).add(0.5).clamp(0, 1) : null;

        Image first = writeAndRead(pixels, alpha, c, "first");
        Image second = writeAndRead(first.pixels(), first.alpha(), c, "second");

        assertThat(first.encoding()).usingRecursiveComparison().isEqualTo(c.encoding());
        assertThat(first.pixels().sub(pixels).abs().max().item())
                .isCloseTo(0, within(1.001 * step(c.encoding()) + 1e-6));
        assertThat(second.pixels().toFloats()).isEqualTo(first.pixels().toFloats());
        assertThat(first.alpha() != null).isEqualTo(c.alpha());
        if (alpha != null && first.alpha() != null && second.alpha() != null) {
            assertThat(first.alpha().sub(alpha).abs().max().item()).isLessThan(0.01);
            assertThat(second.alpha().toFloats()).isEqualTo(first.alpha().toFloats());
        }
        if (c.encoding().type().kind() != SampleType.Kind.FLOAT) {
            assertThat(file(c, "second")).hasSameBinaryContentAs(file(c, "first"));
        }
    }

    /** Half a stored unit in units of [−1, 1]. */
    private static double step(Encoding encoding) {
        boolean whole = encoding.type().kind() != SampleType.Kind.FLOAT;
        return whole ? 1 / (encoding.range().max() - encoding.range().min()) : 0;
    }

    private Image writeAndRead(Tensor pixels, @Nullable Tensor alpha, Case c, String name) throws IOException {
        Images.write(pixels, alpha, c.encoding(), file(c, name));
        Image read = PictureFile.open(file(c, name), ReadLimits.DEFAULT).read(0, c.range());
        assertThat(read.notices()).isEmpty();
        assertThat(Files.size(file(c, name))).isPositive();
        return read;
    }

    private Path file(Case c, String name) {
        return folder.resolve(name + "." + c.encoding().extension());
    }
}
