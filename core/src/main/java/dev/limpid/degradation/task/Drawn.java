package dev.limpid.degradation.task;

import dev.limpid.operator.ForwardOperator;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A degradation of images of one size with nothing left to draw.
 *
 * @param a makes the measurement; its tensors belong to the scope that was open
 * @param parameters for a record
 * @param stored writes whatever of A stands in files of its own
 * @param sought what a solver is told of A: A itself, unless something of it is unknown
 */
public record Drawn(ForwardOperator a, Map<String, Object> parameters, Stored stored, Sought sought) {
    /** Writes arrays into a measurement's folder. */
    @FunctionalInterface
    public interface Stored {
        void write(MeasurementWriter files) throws IOException;
    }

    public Drawn {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** An A that is known, and that its parameters tell completely. */
    public Drawn(ForwardOperator a, Map<String, Object> parameters) {
        this(a, parameters, files -> {});
    }

    /** An A that is known, of which something stands in files. */
    public Drawn(ForwardOperator a, Map<String, Object> parameters, Stored stored) {
        this(a, parameters, stored, () -> a);
    }
}
