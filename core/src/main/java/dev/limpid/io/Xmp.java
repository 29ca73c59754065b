package dev.limpid.io;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * XMP as text: everything but the values that a result changes stays, to the letter.
 *
 * <p>Source: ISO 16684-1, and Adobe's XMP specification, part 2, for the namespaces.
 */
record Xmp(String text) {
    private static final String TIFF = "http://ns.adobe.com/tiff/1.0/";
    private static final String EXIF = "http://ns.adobe.com/exif/1.0/";
    private static final String BASIC = "http://ns.adobe.com/xap/1.0/";
    private static final String NOTE = "http://ns.adobe.com/xmp/note/";
    private static final String DUBLIN_CORE = "http://purl.org/dc/elements/1.1/";

    /** The XMP of a file; empty where it is no XML in UTF-8, or too large. */
    static Optional<Xmp> of(byte[] bytes) {
        if (bytes.length > EmbeddedBlocks.LARGEST) {
            return Optional.empty();
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .replace("\0", "");
            return new Xmp(text).checked();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** This, if it is well-formed and declares no entities. */
    private Optional<Xmp> checked() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        // Readers of XMP know the usual prefixes where they are not declared.
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        String document = text.startsWith("\ufeff") ? text.substring(1) : text;
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(document.strip()));
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamReader.DTD) {
                    return Optional.empty();
                }
            }
            return Optional.of(this);
        } catch (XMLStreamException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /**
     * The XMP of a result: upright, of that size and resolution, without previews.
     *
     * @param type the media type of its file
     * @return empty where it cannot be changed
     */
    Optional<Xmp> describing(int width, int height, String type, Optional<Resolution> resolution) {
        Xmp described = set(TIFF, "Orientation", "1")
                .set(TIFF, "ImageWidth", Integer.toString(width))
                .set(TIFF, "ImageLength", Integer.toString(height))
                .set(EXIF, "PixelXDimension", Integer.toString(width))
                .set(EXIF, "PixelYDimension", Integer.toString(height))
                .set(DUBLIN_CORE, "format", type)
                .without(BASIC, "Thumbnails")
                .without(NOTE, "HasExtendedXMP");
        if (resolution.isPresent()) {
            Resolution per = resolution.get();
            described = described
                    .set(TIFF, "XResolution", fraction(per.x()))
                    .set(TIFF, "YResolution", fraction(per.y()))
                    .set(TIFF, "ResolutionUnit", Integer.toString(per.unit()));
        } else {
            described = described
                    .without(TIFF, "XResolution")
                    .without(TIFF, "YResolution")
                    .without(TIFF, "ResolutionUnit");
        }
        return described.equals(this) ? Optional.of(this) : described.checked();
    }

    private static String fraction(double value) {
        long whole = Math.round(value);
        return whole == value ? whole + "/1" : Math.round(value * 1000) + "/1000";
    }

    /** With another value of a simple property, where it is there. */
    private Xmp set(String namespace, String name, String value) {
        String changed = text;
        for (String prefix : prefixes(namespace)) {
            String property = Pattern.quote(prefix + ":" + name);
            changed = changed.replaceAll(
                            "(\\s" + property + "\\s*+=\\s*+)(\"[^\"<]*+\"|'[^'<]*+')", "$1\"" + value + "\"")
                    .replaceAll("(<" + property + "(?:\\s[^<>]*+)?+>)[^<]*+(</" + property + ")", "$1" + value + "$2");
        }
        return new Xmp(changed);
    }

    /** Without a property. */
    private Xmp without(String namespace, String name) {
        String changed = text;
        for (String prefix : prefixes(namespace)) {
            String property = prefix + ":" + name;
            changed = changed.replaceAll("\\s" + Pattern.quote(property) + "\\s*+=\\s*+(?:\"[^\"<]*+\"|'[^'<]*+')", "");
            changed = withoutElement(changed, property);
        }
        return new Xmp(changed);
    }

    private static String withoutElement(String text, String property) {
        var left = new StringBuilder();
        int from = 0;
        Matcher start = Pattern.compile("<" + Pattern.quote(property) + "(?=[\\s/>])[^<>]*+>")
                .matcher(text);
        while (start.find(from)) {
            String end = "</" + property + ">";
            int to = start.group().endsWith("/>") ? start.end() : text.indexOf(end, start.end()) + end.length();
            if (to < start.end()) {
                break;
            }
            left.append(text, from, start.start());
            from = to;
        }
        return left.append(text, from, text.length()).toString();
    }

    /** The prefixes that the text declares for a namespace. */
    private Set<String> prefixes(String namespace) {
        var prefixes = new TreeSet<String>();
        Matcher declared = Pattern.compile("xmlns:([\\p{L}_][\\p{L}\\p{N}._-]{0,63}+)\\s*+=\\s*+[\"']"
                        + Pattern.quote(namespace) + "[\"']")
                .matcher(text);
        while (declared.find()) {
            prefixes.add(declared.group(1));
        }
        return prefixes;
    }
}
