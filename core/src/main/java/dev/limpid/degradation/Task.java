package dev.limpid.degradation;

import dev.limpid.io.ReadLimits;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.ParametricOperator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A kind of degradation that can be undone. Each task is a constant in the file of its {@link Degradation} and a line of {@link
 * Tasks}; whatever offers tasks asks them what they are, and knows none by name.
 */
public abstract class Task {
    private final String name;
    private final String summary;
    private final List<Option<?>> options;

    /**
     * A task.
     *
     * @param name as users give it, in small letters with hyphens
     * @param summary what happened to the images, in a few words
     * @param options that say how it happened; {@link NoiseSetting#NOISE} goes with every task
     */
    protected Task(String name, String summary, Option<?>... options) {
        this.name = name;
        this.summary = summary;
        var all = new ArrayList<>(List.of(options));
        all.add(NoiseSetting.NOISE);
        this.options = List.copyOf(all);
    }

    /**
     * A degradation that is asked for.
     *
     * @param values that were given
     * @param side of the images that are sought, in pixels
     * @param simulated whether images are to be degraded; otherwise they were measured
     * @param notices gets whatever a user may not expect
     */
    public record Request(Values values, int side, boolean simulated, OptionFiles files, List<String> notices) {}

    public final String name() {
        return name;
    }

    public final String summary() {
        return summary;
    }

    /** Plain words for what is done, where tasks are offered to people who have a picture: "Remove noise". */
    public abstract String words();

    /** Every option that goes with the task. */
    public final List<Option<?>> options() {
        return options;
    }

    /** Those of them that only go with images that are to be degraded. */
    public List<Option<?>> simulating() {
        return List.of();
    }

    /** The options of a picture that is to be degraded, or of one that was. */
    public final List<Option<?>> options(boolean simulated) {
        return options.stream()
                .filter(option -> simulated || !simulating().contains(option))
                .toList();
    }

    /** The type of A as solvers see it. */
    public abstract Class<? extends ParametricOperator> operator();

    /** Whether something of A is sought together with the image. */
    public final boolean blind() {
        return !ForwardOperator.class.isAssignableFrom(operator());
    }

    /** Name of the method without a prior that results are compared with. */
    public abstract String classical();

    /** Name of the solver that is used unless another one is asked for. */
    public String solver() {
        return "dmilo-pgd";
    }

    /** Name of the solver that is used with a local prior unless another one is asked for. */
    public String localSolver() {
        return "hqs";
    }

    /**
     * Name of the solver that is used unless another one is asked for.
     *
     * @param local whether the prior takes any size
     */
    public final String solver(boolean local) {
        return local ? localSolver() : solver();
    }

    /** Name of the task whose solver settings this one uses: its own, unless nobody has looked for any yet. */
    public String tunedAs() {
        return name;
    }

    /** The noise of a user's own picture of which nothing is said; empty for that of the protocol. */
    public Optional<NoiseSetting> ownNoise() {
        return Optional.empty();
    }

    /** σ_y of the protocol, in the units of a [−1, 1] image: 0.01 in the paper's comparisons. */
    public double noiseLevel() {
        return 0.01;
    }

    /** σ_y where it is given as a number, else that of the protocol. */
    public final double noiseLevel(Values values) {
        return values.get(NoiseSetting.NOISE).flatMap(NoiseSetting::level).orElse(noiseLevel());
    }

    /**
     * The degradation of the protocol with the values that were given in place of its own.
     *
     * @throws IOException in one line that names the file, if one cannot be used
     * @throws IllegalArgumentException in one line, if a value does not fit the images
     */
    public abstract Degradation make(Request request) throws IOException;

    /** The degradation of the protocol. */
    public final Degradation protocol(int side) {
        try {
            return make(new Request(Values.NONE, side, true, new OptionFiles(ReadLimits.DEFAULT), new ArrayList<>()));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is no file
        }
    }

    /**
     * The degradation that a measurement's files tell of.
     *
     * @throws IOException in one line that names the file, if one is missing or has changed
     * @throws IllegalArgumentException in one line, if the record does not tell
     */
    public abstract Degradation read(MeasurementReader files) throws IOException;

    /**
     * Refuses options of another task.
     *
     * @param dashes before the names of options
     */
    public final void requireOwn(Values values, String dashes) {
        for (Option<?> option : values.options()) {
            if (!options.contains(option)) {
                throw new IllegalArgumentException(dashes + option.name() + " does not go with --task " + name);
            }
        }
    }

    /**
     * Refuses a picture of the user's own that cannot be restored with these values.
     *
     * @throws IllegalArgumentException in one line
     */
    public void requireEnough(Values values) {}

    /** The protocol for images of that side, as a record has it. */
    public final Map<String, Object> parameters(int side) {
        return parameters(protocol(side), noiseLevel());
    }

    static Map<String, Object> parameters(Degradation degradation, double noiseLevel) {
        var all = new LinkedHashMap<>(degradation.parameters());
        all.put("sigma", noiseLevel / 2);
        return all;
    }

    @Override
    public final String toString() {
        return name;
    }
}
