package dev.limpid.solver;

import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.prior.DiffusionPrior;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A method as a user meets it; a constant in its solver's file, and a line in {@link Methods}.
 *
 * @param name as users give it, such as {@code dmilo-pgd}
 * @param title in words, with the paper
 * @param needs the operator that it takes
 * @param settings class of its settings
 * @param usesPrior whether it needs a diffusion prior; a classical restorer does not, and takes images of any size
 * @param constructor makes its solver, for a prior where it uses one
 * @param presets its named settings
 * @param leftOut why it has none for a task whose operator it takes, by the task
 */
public record Method<C extends SolverConfig>(
        String name,
        String title,
        Need needs,
        Class<C> settings,
        boolean usesPrior,
        BiFunction<@Nullable DiffusionPrior, C, Solver> constructor,
        List<Preset<C>> presets,
        Map<String, String> leftOut) {
    /**
     * A kind of operator.
     *
     * @param type that A must have
     * @param words after "needs", such as "singular values"
     */
    public record Need(Class<? extends ParametricOperator> type, String words) {}

    public Method {
        presets = List.copyOf(presets);
        leftOut = Map.copyOf(leftOut);
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("a method's name has small letters, digits and hyphens, got " + name);
        }
    }

    /** A method with a diffusion prior. */
    public static <C extends SolverConfig> Method<C> of(
            String name,
            String title,
            Need needs,
            Class<C> settings,
            BiFunction<DiffusionPrior, C, Solver> constructor,
            List<Preset<C>> presets) {
        return new Method<>(
                name,
                title,
                needs,
                settings,
                true,
                (prior, config) -> constructor.apply(Objects.requireNonNull(prior, name + " needs a prior"), config),
                presets,
                Map.of());
    }

    /** A method without a prior. */
    public static <C extends SolverConfig> Method<C> withoutPrior(
            String name,
            String title,
            Need needs,
            Class<C> settings,
            Function<C, Solver> constructor,
            List<Preset<C>> presets) {
        return new Method<>(
                name, title, needs, settings, false, (prior, config) -> constructor.apply(config), presets, Map.of());
    }

    /**
     * The same method, which says why it has no settings for a task.
     *
     * @param reason a verb and more, such as "only shrinks noise"; its subject is the method
     */
    public Method<C> leavesOut(String task, String reason) {
        var reasons = new HashMap<>(leftOut);
        reasons.put(task, reason);
        return new Method<>(name, title, needs, settings, usesPrior, constructor, presets, reasons);
    }

    /**
     * Its solver, held to its operators and to finite numbers: it refuses any other measurement, and ends with a {@link SolverDivergedException} where an
     * image, a state or the result has some.
     *
     * @param config settings of this method
     * @throws ClassCastException if the settings are another method's
     */
    public Solver solver(DiffusionPrior prior, SolverConfig config) {
        return Held.by(this, constructor.apply(prior, settings.cast(config)));
    }

    /** The same, where it uses no prior. */
    public Solver withoutPrior(SolverConfig config) {
        return Held.by(this, constructor.apply(null, settings.cast(config)));
    }

    /**
     * Refuses an operator that it does not take.
     *
     * @throws IllegalArgumentException with what it needs, what the operator is, and the methods that take it
     */
    public void requireTakes(ParametricOperator a) {
        if (!takes(a)) {
            String others = Methods.ALL.stream()
                    .filter(other -> other.takes(a))
                    .map(Method::name)
                    .collect(Collectors.joining(", "));
            throw new IllegalArgumentException(name + " needs " + needs.words() + ", but the operator is " + a
                    + (others.isEmpty() ? "" : "; it is taken by " + others));
        }
    }

    private boolean takes(ParametricOperator a) {
        return needs.type().isInstance(a) && !(seeksOperator() && a.unknowns().isEmpty());
    }

    /** Whether it seeks something of A together with the images; then it takes no A that is known. */
    public boolean seeksOperator() {
        return !ForwardOperator.class.isAssignableFrom(needs.type());
    }

    /** Whether it has settings for a task. */
    public boolean isFor(String task) {
        return presets.stream().anyMatch(preset -> preset.byTask().containsKey(task));
    }

    /** Its settings for a task; empty where the source gives none. */
    public Optional<C> find(String preset, String task) {
        return presets.stream()
                .filter(p -> p.name().equals(preset))
                .flatMap(p -> Optional.ofNullable(p.byTask().get(task)).stream())
                .findFirst();
    }

    /**
     * Its settings for a task.
     *
     * @throws IllegalArgumentException if it is not for the task, or the source gives no values for it
     */
    public C preset(String preset, String task) {
        if (!isFor(task)) {
            throw new IllegalArgumentException(
                    "solver " + name + " is not for " + task + ": use " + Methods.namesFor(task));
        }
        return find(preset, task)
                .orElseThrow(() -> new IllegalArgumentException("there is no preset '" + preset + "' of " + name
                        + " for " + task + ": its source gives no values; use "
                        + presets.stream()
                                .filter(p -> p.byTask().containsKey(task))
                                .map(Preset::name)
                                .collect(Collectors.joining(" or "))));
    }

    /** Where a preset's values come from; empty where there is no such preset. */
    public String origin(String preset) {
        return presets.stream()
                .filter(p -> p.name().equals(preset))
                .map(Preset::origin)
                .findFirst()
                .orElse("");
    }

    /** Settings from keys and values, as {@link Settings#of} gives them. */
    public C read(Map<String, ?> values) {
        return Settings.read(settings, values);
    }
}
