package dev.limpid.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * JSON from a file, token by token: a header of 100 MB never stands in memory as a whole. Keys that are there twice, texts
 * that are no Unicode and every other fault of the JSON end in a {@link CheckpointException}.
 */
final class HeaderJson implements AutoCloseable {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Names come from a stranger and are never seen again: nothing is gained by keeping them.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** More dimensions than LibTorch's tensors have. */
    private static final int MAX_SIZES = 64;

    /** The format knows no other fields; a program that writes some writes a few of them. */
    private static final int MAX_SKIPPED = 10_000;

    private final String source;
    private final JsonParser parser;
    private int skipped;

    HeaderJson(ByteSource bytes, long position, long length) throws IOException {
        this.source = bytes.name();
        // Decoded by us: left alone, the parser would also accept UTF-16.
        this.parser = JSON.createParser(
                new InputStreamReader(bytes.stream(position, length), StandardCharsets.UTF_8.newDecoder()));
    }

    JsonToken next() throws IOException {
        JsonToken token = token();
        if (token == null) {
            throw new CheckpointException(source, "the header is not valid JSON: it ends early");
        }
        return token;
    }

    private @Nullable JsonToken token() throws IOException {
        try {
            return parser.nextToken();
        } catch (CharacterCodingException e) {
            throw new CheckpointException(source, "the header is not UTF-8", e);
        } catch (JsonProcessingException e) {
            throw notJson(e);
        }
    }

    /** The next key of the object that is being read, or null at its end. */
    @Nullable
    String key() throws IOException {
        return next() == JsonToken.END_OBJECT ? null : unicode(parser.currentName());
    }

    /** The text that must follow. */
    String nextText(String name, String field) throws IOException {
        if (next() != JsonToken.VALUE_STRING) {
            throw new CheckpointException(source, name + " has a " + field + " that is no text");
        }
        return text();
    }

    String text() throws IOException {
        try {
            return unicode(parser.getText());
        } catch (CharacterCodingException e) {
            throw new CheckpointException(source, "the header is not UTF-8", e);
        } catch (JsonProcessingException e) {
            throw notJson(e);
        }
    }

    /** Escapes may spell halves of characters. */
    private String unicode(String text) throws CheckpointException {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new CheckpointException(source, "the header is not valid JSON: a text is no Unicode");
        }
        return text;
    }

    /** A list of sizes: whole numbers from 0 on. */
    long[] sizes(String name, String field) throws IOException {
        var sizes = new long[MAX_SIZES];
        int count = 0;
        boolean valid = next() == JsonToken.START_ARRAY;
        while (valid && next() != JsonToken.END_ARRAY) {
            valid = count < MAX_SIZES && isSize();
            if (valid) {
                sizes[count++] = parser.getLongValue();
            }
        }
        if (!valid) {
            throw new CheckpointException(
                    source, name + " has " + field + " " + shown() + ", which is no list of sizes");
        }
        return Arrays.copyOf(sizes, count);
    }

    private boolean isSize() throws IOException {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                && !text().startsWith("-");
    }

    private String shown() throws IOException {
        return parser.currentToken() == JsonToken.END_ARRAY ? "[]" : PickleReader.printable(text());
    }

    /** Goes behind a value that nobody asked for. */
    void skip() throws IOException {
        int depth = 0;
        do {
            if (++skipped > MAX_SKIPPED) {
                throw new CheckpointException(
                        source, "the header has more than " + MAX_SKIPPED + " fields that the format does not know");
            }
            JsonToken token = next();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        } while (depth > 0);
    }

    void requireEnd() throws IOException {
        if (token() != null) {
            throw new CheckpointException(source, "the header is not valid JSON: something follows its end");
        }
    }

    private CheckpointException notJson(JsonProcessingException e) {
        return new CheckpointException(
                source,
                "the header is not valid JSON: "
                        + PickleReader.printable(
                                e.getOriginalMessage().lines().findFirst().orElse("")),
                e);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
