package dev.limpid.training;

import dev.limpid.tensor.Device;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A training: of which network, how, on which pictures.
 *
 * @param config of the network and its optimiser
 * @param heldOut share of the pictures that is never learned from, chosen by their contents' hashes
 * @param device that computes
 * @param memory bytes of the Java heap for decoded pictures
 * @param origin whose weights it begins with, or null where they are drawn
 * @param checkEvery steps between two looks at the held-out pictures and at samples
 */
public record TrainingPlan(
        TrainingConfig config,
        double heldOut,
        Device device,
        long memory,
        @Nullable Origin origin,
        long checkEvery) {

    private static final String ARCHITECTURE = "architecture";
    private static final String STEPS = "steps";
    private static final String FALL = "fall";
    private static final String OPTIMISER = "optimiser";
    private static final String FROM = "from";
    private static final String FROM_NAME = "from_name";
    /** Settings that states of former versions do not tell. */
    private static final Set<String> YOUNG = Set.of(Preparation.RANGE, FROM, FALL, OPTIMISER);
    /** Settings that may change. */
    private static final Set<String> FREE = Set.of(STEPS, FROM_NAME);

    public TrainingPlan {
        if (!(heldOut >= 0 && heldOut < 1)) {
            throw new IllegalArgumentException("the held-out share must be in [0, 1), got " + heldOut);
        }
        if (checkEvery <= 0) {
            throw new IllegalArgumentException("steps between checks must be positive, got " + checkEvery);
        }
    }

    /**
     * A prior that is refined.
     *
     * @param name of its file, or in the catalogue
     * @param sha256 of its file
     */
    public record Origin(String name, String sha256) {}

    /** The same training, begun with the weights of another prior. */
    public TrainingPlan from(Origin other) {
        return new TrainingPlan(config, heldOut, device, memory, other, checkEvery);
    }

    /** The values that must be the same when a training is resumed, and the steps, by name. */
    Map<String, String> settings(ImageFolder folder) {
        Objective objective = config.objective();
        var settings = new LinkedHashMap<String, String>(objective.architecture());
        settings.put("data", folder.hash());
        settings.put("pictures", Integer.toString(folder.pictures().size()));
        settings.put("held_out", Double.toString(heldOut));
        settings.put(Preparation.RANGE, folder.range().toString());
        settings.put(Preparation.CROP, objective.augmentation().crop().toString());
        settings.put(Preparation.FLIPS, objective.augmentation().flips().toString());
        settings.put(FROM, origin == null ? "none" : origin.sha256());
        if (origin != null) {
            settings.put(FROM_NAME, origin.name());
        }
        settings.put("batch", Integer.toString(config.batch()));
        settings.put("accumulation", Integer.toString(config.accumulation()));
        settings.put("rate", Double.toString(config.rate().peak()));
        settings.put("warmup", Long.toString(config.rate().warmup()));
        settings.put("decay", Double.toString(config.rate().decay()));
        settings.put(FALL, config.rate().fall().toString().toLowerCase(Locale.ROOT));
        settings.put(OPTIMISER, config.optimiser().toString());
        settings.put("beta1", Double.toString(config.adam().beta1()));
        settings.put("beta2", Double.toString(config.adam().beta2()));
        settings.put("adam_epsilon", Double.toString(config.adam().epsilon()));
        settings.put("weight_decay", Double.toString(config.adam().decay()));
        settings.put("ema", Double.toString(config.ema()));
        settings.put("clip", Double.toString(config.clip()));
        settings.putAll(objective.settings());
        settings.put("bfloat16", Boolean.toString(config.bfloat16()));
        settings.put("seed", Long.toString(config.seed()));
        settings.put(STEPS, Long.toString(config.steps()));
        return settings;
    }

    /**
     * Refuses to continue another training than this one.
     *
     * @param before settings of the training that is to be continued
     * @param step where it stands
     * @throws IllegalArgumentException naming every setting that differs, with both values
     */
    void requireSame(Map<String, String> before, Map<String, String> now, long step) {
        if (!kind(now).equals(kind(before))) {
            throw new IllegalArgumentException("a training is resumed with the network that it began with: it was "
                    + kind(before) + " and is " + kind(now));
        }
        List<String> differences = now.entrySet().stream()
                .filter(setting -> !FREE.contains(setting.getKey()))
                .filter(setting -> before.containsKey(setting.getKey()) || !YOUNG.contains(setting.getKey()))
                .filter(setting -> !setting.getValue().equals(before.get(setting.getKey())))
                .map(setting ->
                        setting.getKey() + " was " + before.get(setting.getKey()) + " and is " + setting.getValue())
                .toList();
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException(
                    "a training is resumed with the settings that it began with: " + String.join("; ", differences));
        }
        long steps = Long.parseLong(before.getOrDefault(STEPS, Long.toString(config.steps())));
        if (steps != config.steps() && step > Math.min(fall(steps), fall(config.steps()))) {
            throw new IllegalArgumentException("steps was " + steps + " and is " + config.steps()
                    + ": at step " + step + " the learning rate would already have begun to fall; a training of another"
                    + " length is resumed before that, or begun with --from");
        }
    }

    /** States of a network that predicts the noise name no architecture. */
    private static String kind(Map<String, String> settings) {
        return settings.containsKey(ARCHITECTURE) ? "local" : "unet";
    }

    private long fall(long steps) {
        return Math.min(config.rate().fallsFrom(steps), config.objective().changesFrom(steps));
    }
}
