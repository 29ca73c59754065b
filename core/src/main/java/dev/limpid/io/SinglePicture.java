package dev.limpid.io;

import java.awt.image.BufferedImage;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.util.List;

/** A PNG, JPEG, BMP, PNM or WebP: files whose first picture, of unsigned integers, is read. */
record SinglePicture(byte[] file, FileKind kind, String name, ReadLimits limits) {
    PictureFile.Source decode(List<String> notices) throws IOException {
        Container container = container();
        BufferedImage picture = picture(container, notices);
        notices.addAll(container.notices());
        Embedded embedded = container.embedded();
        notices.addAll(embedded.notices());
        boolean inks = Cmyk.isCmyk(picture);
        if (inks || (container instanceof JpegFile jpeg && jpeg.isCmyk())) {
            picture = inks ? Cmyk.toRgb(picture) : picture;
            embedded = embedded.converted();
            notices.add(Cmyk.NOTICE);
        }
        if (picture.getColorModel() instanceof DirectColorModel
                && picture.getSampleModel().getSampleSize(0) < Byte.SIZE) {
            picture = whole(picture);
        }
        Samples samples = samples(container, picture);
        if (container instanceof PnmFile pnm && !inks && samples.type().bits() > 1) {
            samples = unstretched(samples, pnm.most());
        }
        ValueRange natural = natural(samples);
        boolean lossless = container instanceof WebPFile webp && webp.lossless();
        ResultFormat result = lossless ? ResultFormat.WEBP : ResultFormat.PNG;
        return PictureFile.Source.plain(samples, natural, embedded, ArrayLayout.CHW, result);
    }

    Container container() throws IOException {
        return switch (kind) {
            case PNG -> PngFile.of(file, name);
            case JPEG -> JpegFile.of(file, name);
            case PNM -> PnmFile.of(file, name);
            case WEBP -> WebPFile.of(file, name);
            default -> new Container.Bare(file);
        };
    }

    private BufferedImage picture(Container container, List<String> notices) throws IOException {
        if (container instanceof WebPFile webp) {
            return LibWebP.decode(webp, name, limits);
        } else if (container instanceof JpegFile jpeg) {
            jpeg.requireFewScans(name);
            jpeg.requireFineSteps(name);
        }
        PictureReader.Decoded decoded =
                PictureReader.decode(container.decodable(), kind.label(), PictureReader.Taken.SHOWN, 0, name, limits);
        decoded.warnings().forEach(warning -> notices.add("decoder: " + warning));
        return decoded.picture();
    }

    /** Five or six bits of a BMP's colours stretched to eight. */
    private static BufferedImage whole(BufferedImage packed) {
        boolean alpha = packed.getColorModel().hasAlpha();
        int type = alpha ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR;
        var picture = new BufferedImage(packed.getWidth(), packed.getHeight(), type);
        for (int y = 0; y < packed.getHeight(); y++) {
            int[] row = packed.getRGB(0, y, packed.getWidth(), 1, null, 0, packed.getWidth());
            picture.setRGB(0, y, packed.getWidth(), 1, row, 0, packed.getWidth());
        }
        return picture;
    }

    private static ValueRange natural(Samples samples) {
        double most = samples instanceof ScaledSamples scaled
                ? scaled.most()
                : Math.scalb(1.0, samples.type().bits()) - 1;
        return new ValueRange(0, most);
    }

    private Samples samples(Container container, BufferedImage picture) throws IOException {
        boolean gray = isGray(container, picture);
        if (container instanceof PngFile png) {
            return ofPng(png, picture);
        }
        if (!(container instanceof PnmFile pnm)) {
            return RasterSamples.of(picture, SampleType.BYTE, gray, name);
        }
        if (pnm.isBitmap()
                && !(picture.getColorModel() instanceof IndexColorModel)
                && picture.getRaster().getNumBands() < 3) {
            // A PAM has a byte for each bit, which its decoder leaves as it is.
            return RasterSamples.of(picture.getRaster(), SampleType.unsigned(1));
        }
        int bits = picture.getSampleModel().getSampleSize(0);
        return RasterSamples.of(picture, SampleType.unsigned(bits), gray, name);
    }

    /** The decoder stretches gray of 1 to 4 bits to 8 where a transparent shade is named. */
    private Samples ofPng(PngFile png, BufferedImage picture) throws IOException {
        SampleType type = SampleType.unsigned(png.bits());
        boolean stretched = !(picture.getColorModel() instanceof IndexColorModel) && type.bits() < 8;
        Samples samples = RasterSamples.of(picture, stretched ? SampleType.BYTE : type, png.gray(), name);
        return stretched ? new ScaledSamples(samples, type, (1 << type.bits()) - 1) : samples;
    }

    /** PNG's header decides: the decoder presents gray of 1 to 4 bits as a palette. BMP has no other gray than a palette. */
    private static boolean isGray(Container container, BufferedImage picture) {
        return container instanceof PngFile png
                ? png.gray()
                : picture.getColorModel() instanceof IndexColorModel palette && RasterSamples.isGray(palette);
    }

    private Samples unstretched(Samples samples, long most) throws IOException {
        if (most < 1 || most > 0xffff) {
            throw new IOException(name + ": declares " + most + " as its largest value; 1 to 65535 are read");
        }
        return new ScaledSamples(samples, samples.type(), (int) most);
    }
}
