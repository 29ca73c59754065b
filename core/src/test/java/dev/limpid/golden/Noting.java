package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.solver.Draws;
import dev.limpid.solver.Run;
import dev.limpid.solver.State;
import dev.limpid.tensor.Tensor;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A recording whose inner iterations are noted by a rule's own names.
 *
 * @param inner notes an inner iteration
 * @param start where the solve begins, for those that begin at an image
 */
record Noting(
        BaselineRecording recording,
        Consumer<Run.Inner> inner,
        @Nullable Tensor start) implements Run {
    Noting(BaselineRecording recording, Consumer<Run.Inner> inner) {
        this(recording, inner, null);
    }

    /** Refuses options that a rule does not know. */
    static void requireOnly(JsonNode options, String... known) {
        options.fieldNames()
                .forEachRemaining(
                        name -> assertThat(name).as("an option of " + options).isIn(Set.of(known)));
    }

    static Tensor of(Inner inner, String name) {
        return Objects.requireNonNull(inner.tensors().get(name), name);
    }

    @Override
    public Draws draws() {
        return recording.draws();
    }

    @Override
    public Tensor estimate() {
        return start == null ? Run.super.estimate() : start;
    }

    @Override
    public void shows(Inner shown) {
        inner.accept(shown);
    }

    @Override
    public void stands(State state) {
        recording.stands(state);
    }
}
