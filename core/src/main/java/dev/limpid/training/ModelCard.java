package dev.limpid.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Facts that a prior's file holds about it, as text by name: the network in the names that readers know, then its training. The same
 * training writes the same bytes.
 */
final class ModelCard {
    /** Before the name of a setting of the training. */
    static final String TRAINING = "training_";

    private ModelCard() {}

    /**
     * The card of a prior after {@code step} steps.
     *
     * @param settings of the training
     * @param loss of the last steps, averaged
     * @param losses on held-out pictures, one for each of the objective's levels, or empty
     */
    static Map<String, String> of(
            Objective objective, Map<String, String> settings, long step, double loss, List<Double> losses) {
        Map<String, String> architecture = objective.architecture();
        var card = new LinkedHashMap<>(architecture);
        card.putAll(objective.conventions());
        settings.forEach((name, value) -> {
            if (!architecture.containsKey(name)) {
                card.put(TRAINING + name, value);
            }
        });
        card.put("training_steps_done", Long.toString(step));
        card.put("training_loss", number(loss));
        for (int i = 0; i < losses.size(); i++) {
            card.put("validation_loss_" + objective.levels().get(i), number(losses.get(i)));
        }
        return card;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }
}
