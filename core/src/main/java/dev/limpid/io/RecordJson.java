package dev.limpid.io;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Collectors;

/** The JSON form of {@link RunRecord} and {@link MeasurementRecord}: strict when read. */
final class RecordJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new InstantReader()))
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    /** Large enough for a record of a thousand outer iterations. */
    private static final ReadLimits LIMITS = new ReadLimits(1, 16L << 20);

    private RecordJson() {}

    static String write(Object record) {
        try {
            return MAPPER.writeValueAsString(record) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes JSON beside its place and then moves it there. */
    static void write(Object record, Path file) throws IOException {
        AtomicFile.write(file, write(record).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a record.
     *
     * @param what it is, for the message
     * @throws IOException in one line that names the file: it is missing, no JSON, or has a key that is unknown, missing or
     *     of another type
     */
    static <R> R read(Path file, Class<R> type, String what) throws IOException {
        return parse(file.toString(), LIMITS.readAll(file, ""), type, what);
    }

    /** Whether a file is a JSON object with the version of Limpid. */
    static boolean isRecord(Path file) {
        try {
            return Files.isRegularFile(file)
                    && MAPPER.readTree(LIMITS.readAll(file, "")).path("limpid").isTextual();
        } catch (IOException e) {
            return false;
        }
    }

    /** The same of a file's content; {@code name} stands for it in messages. */
    static <R> R parse(String name, byte[] content, Class<R> type, String what) throws IOException {
        var json = new String(content, StandardCharsets.UTF_8);
        try {
            R read = MAPPER.readValue(json, type);
            if (read == null) {
                throw new IOException(name + ": is not a " + what + ": it must be an object");
            }
            return read;
        } catch (JsonMappingException e) {
            throw new IOException(name + ": is not a " + what + ": " + explain(e), e);
        } catch (JsonProcessingException e) {
            throw new IOException(name + ": is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** One line: which key, and what is wrong with it. */
    private static String explain(JsonMappingException e) {
        String path = e.getPath().stream()
                .map(reference -> String.valueOf(reference.getFieldName()))
                .collect(Collectors.joining("."));
        if (e instanceof UnrecognizedPropertyException) {
            return "unknown key '" + path + "'";
        }
        if (e.getOriginalMessage().startsWith("Missing creator property")) {
            return "missing key '" + path + "'";
        }
        String key = path.isEmpty() ? "" : "'" + path + "'";
        if (e instanceof MismatchedInputException wrong && wrong.getTargetType() != null) {
            return (key.isEmpty() ? "it" : key + ":") + " must be " + kind(wrong.getTargetType());
        }
        String told = e instanceof ValueInstantiationException && e.getCause() instanceof IllegalArgumentException
                ? String.valueOf(e.getCause().getMessage()) // without the name of the class
                : e.getOriginalMessage();
        String message = told.lines().findFirst().orElse("");
        return key.isEmpty() ? message : key + ": " + message;
    }

    /** The name in JSON for values of a type. */
    private static String kind(Class<?> type) {
        if (type == String.class || type == Instant.class) {
            return "a text";
        } else if (List.class.isAssignableFrom(type)) {
            return "a list";
        } else if (type == double.class || type == Double.class) {
            return "a number";
        }
        boolean whole = type.isPrimitive() || Number.class.isAssignableFrom(type);
        return whole ? "a whole number within " + (type == int.class ? "32" : "64") + " bits" : "an object";
    }

    private static final class InstantReader extends StdDeserializer<Instant> {
        private static final long serialVersionUID = 1L;

        InstantReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            try {
                return Instant.parse(parser.getText());
            } catch (DateTimeParseException e) {
                throw JsonMappingException.from(parser, "not a time: " + parser.getText(), e);
            }
        }
    }
}
