package dev.limpid.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.limpid.job.FailureText;
import java.util.stream.Collectors;

/** JSON of clients and of the database. */
final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private Json() {}

    /** Reads what a client sent; anything else is refused in one line that says where. */
    static <T> T read(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (UnrecognizedPropertyException e) {
            throw new Refusal(
                    Refusal.BAD_REQUEST,
                    "unknown key '" + e.getPropertyName() + "': known are "
                            + e.getKnownPropertyIds().stream()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(", ")));
        } catch (MismatchedInputException e) {
            String place = e.getPath().stream()
                    .map(step -> String.valueOf(step.getFieldName()))
                    .collect(Collectors.joining("."));
            throw new Refusal(
                    Refusal.BAD_REQUEST,
                    place.isEmpty()
                            ? "the request is no JSON object with the keys of a job"
                            : place + " has a wrong value");
        } catch (JsonProcessingException e) {
            throw new Refusal(
                    Refusal.BAD_REQUEST, "the request is no JSON: " + FailureText.printable(e.getOriginalMessage()));
        }
    }

    static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value, e);
        }
    }
}
