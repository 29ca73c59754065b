package dev.limpid.checkpoint;

import dev.limpid.checkpoint.PickleValue.Dict;
import dev.limpid.checkpoint.PickleValue.Plain;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The noise schedule that a network was trained on, of which its weights tell nothing.
 *
 * @param schedule to be used
 * @param told whether something tells it; else it is the one that most networks were trained on
 */
record TrainedSchedule(NoiseSchedule schedule, boolean told) {
    /** Settings of guided-diffusion and of other programs that tell it. */
    private static final List<String> SETTINGS =
            List.of("noise_schedule", "beta_schedule", "beta_start", "beta_end", "diffusion_steps", "predict_xstart");

    /** Bounds the text of a setting, and the values that settings are looked for in. */
    private static final int MAX_TEXT = 100;

    private static final int MAX_DICTS = 1000;

    /** Tensors that programs save beside the weights. */
    private static final String ALPHA_BAR = "alphas_cumprod";

    private static final String BETA = "betas";
    private static final int STEPS = 1000;
    private static final List<NoiseSchedule> KNOWN = List.of(NoiseSchedule.linear(), NoiseSchedule.cosine());

    /** They were computed in float32. */
    private static final double TOLERANCE = 1e-5;

    /**
     * Looks for it: in the options, in the settings that stand with the weights, among the tensors, and in the catalogue, whose
     * priors are linear all of them.
     *
     * @param checkpoint with all its tensors
     * @param options of the user, over the checkpoint's own
     * @param catalogued whether it is a prior of the catalogue
     * @throws CheckpointException if what the file tells is none that is known
     * @throws IllegalArgumentException if an option is impossible
     */
    static TrainedSchedule of(Checkpoint checkpoint, Map<String, ?> options, boolean catalogued) throws IOException {
        var settings = new TreeMap<String, Object>(checkpoint.metadata());
        settings.putAll(options);
        require(settings, "prediction", "epsilon");
        require(settings, "predict_xstart", "false");
        require(settings, "diffusion_steps", "1000");
        Object name = settings.get("noise_schedule");
        Optional<NoiseSchedule> found = name == null
                ? stored(checkpoint).or(() -> otherwiseNamed(settings))
                : Optional.of(NoiseSchedule.named(name.toString()));
        return found.map(schedule -> new TrainedSchedule(schedule, true))
                .orElseGet(() -> new TrainedSchedule(NoiseSchedule.linear(), catalogued));
    }

    /** The settings among what a training program saved, as text. */
    static Map<String, String> settings(PickleValue root) {
        var found = new LinkedHashMap<String, String>();
        Set<PickleValue> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        var waiting = new ArrayDeque<PickleValue>(List.of(root));
        while (!waiting.isEmpty() && seen.size() < MAX_DICTS) {
            PickleValue value = waiting.remove();
            if (seen.add(value) && value instanceof Dict dict) {
                for (String name : SETTINGS) {
                    if (dict.items.get(name) instanceof Plain plain
                            && plain.value().toString().length() <= MAX_TEXT) {
                        found.putIfAbsent(name, plain.value().toString());
                    }
                }
            }
            if (!(value instanceof TensorView)) {
                TensorContents.parts(value).stream()
                        .filter(part -> !(part instanceof TensorView || part instanceof Plain))
                        .forEach(waiting::add);
            }
        }
        return found;
    }

    /** A remark for the user; empty where it is told. */
    Optional<String> notice() {
        return told
                ? Optional.empty()
                : Optional.of("its file does not tell the noise schedule; " + schedule.name()
                        + " is assumed (noise_schedule: cosine in --config, or checkpoint convert --describe"
                        + " noise_schedule=cosine, changes it)");
    }

    /** In the words of other programs, whose linear schedule may have other ends. */
    private static Optional<NoiseSchedule> otherwiseNamed(Map<String, Object> settings) {
        Object name = settings.get("beta_schedule");
        if (name == null) {
            return Optional.empty();
        }
        require(settings, "beta_start", "0.0001");
        require(settings, "beta_end", "0.02");
        return Optional.of(NoiseSchedule.named(name.equals("squaredcos_cap_v2") ? "cosine" : name.toString()));
    }

    private static void require(Map<String, Object> settings, String name, String supported) {
        Object value = settings.get(name);
        if (value != null && !isSame(value.toString().toLowerCase(Locale.ROOT), supported)) {
            throw new IllegalArgumentException(
                    name + " must be " + supported + ", got " + PickleReader.printable(value.toString()));
        }
    }

    /** 1e-4 and 1.0E-4 are one number. */
    private static boolean isSame(String value, String supported) {
        try {
            return value.equals(supported) || Double.parseDouble(value) == Double.parseDouble(supported);
        } catch (NumberFormatException e) {
            return false; // a word
        }
    }

    private static Optional<NoiseSchedule> stored(Checkpoint checkpoint) throws IOException {
        for (String what : List.of(ALPHA_BAR, BETA)) {
            Optional<String> name = tensor(checkpoint, what);
            if (name.isPresent()) {
                return Optional.of(matching(checkpoint, name.get(), what.equals(ALPHA_BAR)));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> tensor(Checkpoint checkpoint, String what) {
        Stream<String> names = checkpoint.entries().keySet().stream();
        return names.filter(name -> name.equals(what) || name.endsWith("." + what))
                .findFirst();
    }

    private static NoiseSchedule matching(Checkpoint checkpoint, String name, boolean products) throws IOException {
        // A tensor of any other length is another schedule, and the length may be anything.
        if (Objects.requireNonNull(checkpoint.entries().get(name)).count() == STEPS) {
            try (var scope = Scope.open()) {
                double[] values = checkpoint.tensor(name).toDoubles();
                double[] alphaBar = products ? values : products(values);
                for (NoiseSchedule schedule : KNOWN) {
                    if (isNear(schedule, alphaBar)) {
                        return schedule;
                    }
                }
            }
        }
        throw new CheckpointException(
                checkpoint.source(),
                "was trained on another noise schedule than linear and cosine of 1000 steps, as its "
                        + PickleReader.printable(name)
                        + " tells; noise_schedule in --config takes one of them all the same");
    }

    /** ᾱ of β. */
    private static double[] products(double... beta) {
        var alphaBar = new double[beta.length];
        double product = 1;
        for (int t = 0; t < beta.length; t++) {
            product *= 1 - beta[t];
            alphaBar[t] = product;
        }
        return alphaBar;
    }

    private static boolean isNear(NoiseSchedule schedule, double... alphaBar) {
        for (int t = 0; t < alphaBar.length; t++) {
            if (!(Math.abs(schedule.alphaBar(t) - alphaBar[t]) <= TOLERANCE)) {
                return false;
            }
        }
        return true;
    }
}
