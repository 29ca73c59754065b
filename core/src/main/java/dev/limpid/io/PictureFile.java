package dev.limpid.io;

import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file with one picture or, for TIFF, several pages. The file lies in memory, its pages are decoded one at a time.
 */
public final class PictureFile {
    static final String READABLE = "PNG, JPEG, TIFF, BMP, PNM, WebP and NPY are read";

    /** Nothing is decoded within it. */
    private static final ReadLimits ANY_SIZE = new ReadLimits(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, 60);

    private final byte[] file;
    private final String name;
    private final FileKind kind;
    private final ReadLimits limits;
    private final List<TiffPage> tiff;
    private @Nullable String sha256;

    private PictureFile(byte[] file, String name, FileKind kind, ReadLimits limits, List<TiffPage> tiff) {
        this.file = file;
        this.name = name;
        this.kind = kind;
        this.limits = limits;
        this.tiff = tiff;
    }

    /**
     * Reads a file and finds its pages; decodes nothing yet.
     *
     * @throws IOException in one line that names the file: it is missing, empty, of no format that is read, truncated
     *     before its pages are found, or beyond the limits
     */
    public static PictureFile open(Path file, ReadLimits limits) throws IOException {
        return of(limits.readAll(file), file.toString(), limits);
    }

    /**
     * The number of pages of a file. Only a TIFF is read whole.
     *
     * @throws IOException as {@link #open}, but not for faults behind the first bytes of another format
     */
    public static int pages(Path file, ReadLimits limits) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            boolean tiff = FileKind.of(in.readNBytes(FileKind.MAGIC_BYTES)).isTiff();
            return tiff ? open(file, limits).pages() : 1;
        }
    }

    /**
     * Rows and columns of a picture, as the beginning of its file declares them: enough to plan with, without reading the rest.
     *
     * @param beginning some hundred kilobytes
     * @return empty where these do not tell, as those of a TIFF and of damaged files
     */
    public static Optional<int[]> declared(byte[] beginning) {
        try {
            PictureFile part = of(beginning, "", ANY_SIZE);
            return part.kind.isTiff() ? Optional.empty() : Optional.of(part.size(0));
        } catch (IOException e) {
            return Optional.empty(); // who reads the whole file says why
        }
    }

    static PictureFile of(byte[] file, String name, ReadLimits limits) throws IOException {
        FileKind kind = FileKind.of(file);
        return switch (kind) {
            case TIFF, TIFF_BIG_ENDIAN ->
                new PictureFile(file, name, kind, limits, MachineLimits.within(name, () -> TiffPage.all(file, name)));
            case PNG, JPEG, BMP, PNM, WEBP, NPY -> new PictureFile(file, name, kind, limits, List.of());
            default -> throw kind.refusal(name, READABLE);
        };
    }

    /** The SHA-256 of the file, computed from the bytes that are decoded. */
    public String sha256() {
        if (sha256 == null) {
            sha256 = Sha256.of(file);
        }
        return sha256;
    }

    /** At least 1; smaller versions and masks of a TIFF's pages do not count. */
    public int pages() {
        return kind.isTiff() ? tiff.size() : 1;
    }

    /**
     * Decodes a page: turned upright as Exif says, alpha aside, CMYK and other colours than RGB converted to RGB, the
     * colour profile carried.
     *
     * @param page from 0
     * @throws IOException in one line that names the file: the page is damaged, truncated, beyond the limits, of an
     *     unsupported depth, holds NaN or an infinity, or its type does not say which values are black and white, or it
     *     needs more of Java's heap or stack than there is
     */
    public Image read(int page, RangeChoice choice) throws IOException {
        return MachineLimits.within(name, () -> decoded(page, choice));
    }

    private Image decoded(int page, RangeChoice choice) throws IOException {
        var notices = new ArrayList<String>();
        Source source = source(page, notices);
        Samples samples = source.samples();
        ValueRange range = choice.resolve(samples, source.natural(), name);
        Embedded embedded = source.embedded();
        Samples shown = source.whiteIsZero() ? new InvertedSamples(samples, range) : samples;
        Tensor pixels = Upright.turned(Planes.pixels(shown, range, name, notices), embedded.orientation());
        Tensor alpha = samples.alpha() ? Upright.turned(Planes.alpha(samples, name), embedded.orientation()) : null;
        if (embedded.orientation() != 1) {
            notices.add("turned upright, as its Exif orientation " + embedded.orientation() + " says");
        }
        if (embedded.icc() != null) {
            notices.add("its colour profile is carried into the result; the samples are not converted");
        }
        notices.addAll(embedded.tags().faults());
        if (choice.auto()) {
            notices.add("its range " + range + " became -1:1");
        }
        // A PNM is stretched to its container by its own header, and not by the user.
        ValueRange written = source.natural() != null && range.equals(source.natural()) && kind == FileKind.PNM
                ? containerOf(samples.type())
                : range;
        var encoding = new Encoding(
                kind.label(),
                samples.type(),
                written,
                embedded.icc(),
                embedded.tags(),
                source.layout(),
                source.result());
        return new Image(pixels, alpha, encoding, notices);
    }

    private static ValueRange containerOf(SampleType type) {
        return new ValueRange(0, Math.scalb(1.0, type.bits()) - 1);
    }

    /**
     * Rows and columns of a page as it stands in the file; nothing is decoded.
     *
     * @param page from 0
     * @throws IOException in one line that names the file: its header is damaged
     */
    public int[] size(int page) throws IOException {
        if (kind.isTiff()) {
            return tiff.get(page).size();
        }
        return switch (kind) {
            case NPY -> {
                NpySamples samples = NpySamples.of(Npy.parse(file, name, limits), name);
                yield new int[] {samples.height(), samples.width()};
            }
            case WEBP -> LibWebP.size(WebPFile.of(file, name), name);
            default -> PictureReader.size(file, kind.label(), name, limits);
        };
    }

    /**
     * Rows and columns of a page once it is turned upright; nothing is decoded.
     *
     * @param page from 0
     * @throws IOException in one line that names the file: its header is damaged
     */
    public int[] uprightSize(int page) throws IOException {
        int[] size = size(page);
        Embedded embedded = kind.isTiff()
                ? Embedded.of(tiff.get(page).directory(), file)
                : new SinglePicture(file, kind, name, limits).container().embedded();
        return embedded.orientation() < Embedded.FIRST_LYING ? size : new int[] {size[1], size[0]};
    }

    /**
     * Whether a page's header says that it has samples of three colours; a palette and an array do not say it. Nothing is decoded.
     *
     * @param page from 0
     * @throws IOException in one line that names the file: its header is damaged
     */
    public boolean saysColours(int page) throws IOException {
        return switch (kind) {
            case NPY -> false;
            case WEBP -> true;
            case TIFF, TIFF_BIG_ENDIAN -> tiff.get(page).saysColours();
            default -> PictureReader.hasColours(file, kind.label(), name, limits);
        };
    }

    /**
     * Refuses a page that declares more pixels than its limits allow, and tells what decoding it takes; nothing is decoded.
     *
     * @param page from 0
     * @throws IOException in one line that names the file: its header is damaged, or the page is beyond the limits
     */
    public DecodingCost cost(int page) throws IOException {
        int[] size = size(page);
        limits.requirePixels(size[1], size[0], file.length, name);
        return switch (kind) {
            case NPY -> DecodingCost.of(size, file.length, 0);
            case WEBP -> DecodingCost.of(size, file.length, Integer.BYTES);
            case TIFF, TIFF_BIG_ENDIAN ->
                DecodingCost.of(size, file.length, tiff.get(page).bytesPerPixel());
            default ->
                DecodingCost.of(size, file.length, PictureReader.bytesPerPixel(file, kind.label(), name, limits));
        };
    }

    /** The only page's samples as they stand in the file, for what is no picture to look at. */
    Samples single(List<String> notices) throws IOException {
        requireSingle();
        Source source = MachineLimits.within(name, () -> source(0, notices));
        if (!source.whiteIsZero()) {
            return source.samples();
        }
        if (source.natural() == null) {
            throw new IOException(
                    name + ": says that white is zero, and not which value is black; store it the other way");
        }
        return new InvertedSamples(source.samples(), source.natural());
    }

    void requireSingle() throws IOException {
        if (pages() != 1) {
            throw new IOException(name + ": holds " + pages() + " pages, one is read");
        }
    }

    /**
     * A page as it was decoded.
     *
     * @param natural from black to white where the file says it, or null
     * @param whiteIsZero whether the least value is white
     * @param result the format of results
     */
    record Source(
            Samples samples,
            @Nullable ValueRange natural,
            Embedded embedded,
            ArrayLayout layout,
            boolean whiteIsZero,
            ResultFormat result) {
        /** With black as the least value. */
        static Source plain(
                Samples samples,
                @Nullable ValueRange natural,
                Embedded embedded,
                ArrayLayout layout,
                ResultFormat result) {
            return new Source(samples, natural, embedded, layout, false, result);
        }
    }

    private Source source(int page, List<String> notices) throws IOException {
        if (page < 0 || page >= pages()) {
            throw new IllegalArgumentException(name + ": has " + pages() + " pages, there is none of index " + page);
        }
        if (kind.contradicts(name)) {
            notices.add("read as " + kind.label() + ", although its name says otherwise");
        }
        if (kind == FileKind.NPY) {
            NpySamples samples = NpySamples.of(Npy.parse(file, name, limits), name);
            limits.requirePixels(samples.width(), samples.height(), file.length, name);
            return Source.plain(
                    samples, samples.type().container(), Embedded.NOTHING, samples.layout(), ResultFormat.NPY);
        }
        if (kind.isTiff()) {
            return tiff.get(page).decode(file, name, limits, notices);
        }
        return new SinglePicture(file, kind, name, limits).decode(notices);
    }
}
