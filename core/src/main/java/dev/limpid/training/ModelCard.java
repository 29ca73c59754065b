package dev.limpid.training;

import dev.limpid.checkpoint.UNetConfigs;
import dev.limpid.prior.UNetConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Facts that a prior's file holds about it, as text by name: the network in the published option names, then its training. The same
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
     * @param losses on held-out pictures, one for each of {@link Validation#TIMES}, or empty
     */
    static Map<String, String> of(
            UNetConfig architecture, Map<String, String> settings, long step, double loss, List<Double> losses) {
        var card = new LinkedHashMap<>(UNetConfigs.options(architecture));
        card.put("noise_schedule", "linear");
        card.put("diffusion_steps", "1000");
        card.put("prediction", "epsilon");
        settings.forEach((name, value) -> {
            if (!card.containsKey(name)) {
                card.put(TRAINING + name, value);
            }
        });
        card.put("training_steps_done", Long.toString(step));
        card.put("training_loss", number(loss));
        for (int i = 0; i < losses.size(); i++) {
            card.put("validation_loss_t" + Validation.TIMES.get(i), number(losses.get(i)));
        }
        return card;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }
}
