package dev.limpid.degradation;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.PartialObservation;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * A degradation of images of one size with nothing left to draw.
 *
 * @param degradation with whatever was drawn and stands in no file of its own
 * @param a makes the measurement; its tensors belong to the scope that was open
 * @param stored writes whatever of A stands in files of its own
 * @param sought what a solver is told of A: A itself, unless something of it is unknown
 */
public record Drawn(Degradation degradation, ForwardOperator a, Stored stored, Sought sought) {
    /** Writes arrays into a measurement's folder. */
    @FunctionalInterface
    public interface Stored {
        void write(MeasurementWriter files) throws IOException;
    }

    /** An A that is known, and that its parameters tell completely. */
    public Drawn(Degradation degradation, ForwardOperator a) {
        this(degradation, a, files -> {});
    }

    /** An A that is known, of which something stands in files. */
    public Drawn(Degradation degradation, ForwardOperator a, Stored stored) {
        this(degradation, a, stored, () -> a);
    }

    /** A sentence for the user where A leaves nothing to restore: every entry of y was observed. */
    public Optional<String> notice() {
        if (!(a instanceof PartialObservation partial)) {
            return Optional.empty();
        }
        try (var scope = Scope.open()) {
            return partial.observed().min().item() > 0
                    ? Optional.of("nothing is missing under the mask: every pixel is kept")
                    : Optional.empty();
        }
    }

    /**
     * The parameters for a record.
     *
     * @param noiseLevel σ_y in the units of a [−1, 1] image; the record has that of a [0, 1] image
     */
    public Map<String, Object> parameters(double noiseLevel) {
        return Task.parameters(degradation, noiseLevel);
    }
}
