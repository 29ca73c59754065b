package dev.limpid.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text of a TIFF's tag 270, in which programs for microscopes tell how many planes there are, and where. */
record TiffDescription(String text) {
    static final TiffDescription NONE = new TiffDescription("");

    private static final JsonMapper JSON = new JsonMapper();

    /** Lines by which ImageJ finds more pictures behind the first; a single page has none. */
    private static final Set<String> OF_A_STACK =
            Set.of("images", "channels", "slices", "frames", "hyperstack", "loop");

    private static final Pattern IMAGES = Pattern.compile("(?m)^images=(\\d{1,9})\\s*$");

    /** The keys by which tifffile describes an array. */
    private static final List<String> OF_AN_ARRAY = List.of("shape", "axes", "truncated");

    private static final Pattern OLD_SHAPE = Pattern.compile("shape=\\((.*?)\\)");

    /** Descriptions that are nothing but the structure of a file: Leica, Philips and OME end so. */
    private static final List<String> ENDS = List.of("OME>", "</scn>", "</DataObject>");

    /** Aperio and ScanImage. */
    private static final List<String> STARTS = List.of("Aperio ", "state.");

    private static final List<String> PARTS = List.of("scanimage.SI", "<PerkinElmer-QPI");

    static TiffDescription of(TiffDirectory page) {
        byte[] bytes = page.bytes(TiffDirectory.DESCRIPTION);
        // Every byte has a character of its own, so that what is kept stays as it is.
        return bytes == null ? NONE : new TiffDescription(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /** The number of planes that ImageJ says; 1 where it does not. */
    long planesOfImageJ() {
        Matcher images = IMAGES.matcher(text);
        return isOfImageJ() && images.find() ? Math.max(1, Long.parseLong(images.group(1))) : 1;
    }

    /** The number of samples in the array that tifffile says; 0 where it does not. */
    long samplesOfTifffile() {
        Matcher old = OLD_SHAPE.matcher(text);
        if (old.lookingAt()) {
            return product(List.of(old.group(1).split(",")));
        }
        var sizes = new ArrayList<String>();
        json().path("shape").forEach(size -> sizes.add(size.asText()));
        return product(sizes);
    }

    private static long product(List<String> sizes) {
        long product = sizes.isEmpty() ? 0 : 1;
        for (String size : sizes) {
            String number = size.trim();
            if (!number.isEmpty()) {
                product *= number.matches("\\d{1,9}") ? Long.parseLong(number) : 0;
            }
        }
        return product;
    }

    /** The part that is still true of a single page. */
    TiffDescription ofOnePage() {
        if (isOfImageJ()) {
            return new TiffDescription(text.replace("\0", "")
                    .lines()
                    .filter(line -> !OF_A_STACK.contains(line.split("=", 2)[0]))
                    .collect(Collectors.joining("\n", "", "\n\0")));
        }
        String trimmed = text.replace("\0", "").strip();
        if (OLD_SHAPE.matcher(text).lookingAt()
                || ENDS.stream().anyMatch(trimmed::endsWith)
                || STARTS.stream().anyMatch(trimmed::startsWith)
                || PARTS.stream().anyMatch(trimmed::contains)) {
            return NONE;
        }
        return json() instanceof ObjectNode fields && fields.has("shape") ? withoutArray(fields) : this;
    }

    private static TiffDescription withoutArray(ObjectNode fields) {
        ObjectNode rest = fields.without(OF_AN_ARRAY);
        return rest.isEmpty() ? NONE : new TiffDescription(rest + "\0");
    }

    private boolean isOfImageJ() {
        return text.startsWith("ImageJ=") || text.startsWith("SCIFIO=");
    }

    private JsonNode json() {
        try {
            return text.startsWith("{") ? JSON.readTree(text.replace("\0", "")) : JSON.missingNode();
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
