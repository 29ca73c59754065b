package dev.limpid.checkpoint;

import dev.limpid.prior.UNetConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The published option names of a guided-diffusion UNet and how their values are read.
 *
 * <p>Source: openai/guided-diffusion, {@code script_util.py}, {@code create_model}, for names and defaults.
 */
final class UNetOptions {
    private static final Set<String> ARCHITECTURE = Set.of(
            "image_size",
            "in_channels",
            "grayscale",
            "num_channels",
            "num_res_blocks",
            "channel_mult",
            "attention_resolutions",
            "num_heads",
            "num_head_channels",
            "num_heads_upsample",
            "use_scale_shift_norm",
            "resblock_updown",
            "learn_sigma",
            "class_cond",
            "num_classes",
            "use_new_attention_order");

    /** Known names that do not change the network's shape: of its training, its memory, and its schedule. */
    private static final Set<String> OTHER = Set.of(
            "use_checkpoint", "dropout", "use_fp16", "model_path", "noise_schedule", "diffusion_steps", "prediction");

    /** Far beyond any network: a file that asks for more would only take the memory and the time of whoever reads it. */
    private static final Map<String, Integer> AT_MOST = Map.of(
            "image_size", 16384,
            "num_channels", 16384,
            "num_res_blocks", 64,
            "num_classes", 1_000_000);

    private static final int MAX_LIST = 16;

    private static final List<String> WITHOUT_DEFAULT = List.of("image_size", "num_channels", "num_res_blocks");

    private final Map<String, ?> options;

    UNetOptions(Map<String, ?> options) {
        this.options = options;
    }

    static void requireKnown(Map<String, ?> options) {
        for (String name : options.keySet()) {
            if (!ARCHITECTURE.contains(name) && !OTHER.contains(name)) {
                var all = new TreeSet<>(ARCHITECTURE);
                all.addAll(OTHER);
                throw new IllegalArgumentException(
                        "unknown option " + PickleReader.printable(name) + "; known are " + String.join(", ", all));
            }
        }
    }

    /** Those options, or lines of a checkpoint's metadata, that describe the network. */
    static <V> Map<String, V> known(Map<String, V> options) {
        var known = new LinkedHashMap<>(options);
        known.keySet().retainAll(ARCHITECTURE);
        return known;
    }

    static boolean areComplete(Map<String, ?> options) {
        return options.keySet().containsAll(WITHOUT_DEFAULT);
    }

    UNetConfig config() {
        for (String name : WITHOUT_DEFAULT) {
            if (!options.containsKey(name)) {
                throw new IllegalArgumentException("the option " + name + " is missing");
            }
        }
        return new UNetConfig(
                imageSize(),
                inChannels(),
                integer("num_channels", 0),
                integer("num_res_blocks", 0),
                channelMult(),
                attentionResolutions(),
                integer("num_heads", 1),
                integer("num_head_channels", -1),
                integer("num_heads_upsample", -1),
                flag("use_scale_shift_norm"),
                flag("resblock_updown"),
                flag("learn_sigma"),
                flag("class_cond") ? integer("num_classes", UNetConfig.IMAGENET_CLASSES) : 0,
                flag("use_new_attention_order"));
    }

    /** Names and values of a network, in the order of the record. */
    static Map<String, String> text(UNetConfig config) {
        var text = new LinkedHashMap<String, String>();
        text.put("image_size", Integer.toString(config.imageSize()));
        text.put("in_channels", Integer.toString(config.inChannels()));
        text.put("num_channels", Integer.toString(config.numChannels()));
        text.put("num_res_blocks", Integer.toString(config.numResBlocks()));
        text.put("channel_mult", join(config.channelMult().stream().map(UNetOptions::shortest)));
        text.put("attention_resolutions", join(config.attentionResolutions().stream()));
        text.put("num_heads", Integer.toString(config.numHeads()));
        text.put("num_head_channels", Integer.toString(config.numHeadChannels()));
        text.put("num_heads_upsample", Integer.toString(config.numHeadsUpsample()));
        text.put("use_scale_shift_norm", Boolean.toString(config.useScaleShiftNorm()));
        text.put("resblock_updown", Boolean.toString(config.resblockUpdown()));
        text.put("learn_sigma", Boolean.toString(config.learnSigma()));
        text.put("class_cond", Boolean.toString(config.classes() > 0));
        if (config.classes() > 0) {
            text.put("num_classes", Integer.toString(config.classes()));
        }
        text.put("use_new_attention_order", Boolean.toString(config.useNewAttentionOrder()));
        return text;
    }

    private static String join(Stream<?> values) {
        return values.map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Without ".0". */
    private static Object shortest(double multiple) {
        return multiple == Math.rint(multiple) ? (Object) (long) multiple : (Object) multiple;
    }

    int imageSize() {
        return integer("image_size", 0);
    }

    private int inChannels() {
        int channels = integer("in_channels", flag("grayscale") ? 1 : 3);
        if (flag("grayscale") && channels != 1) {
            throw new IllegalArgumentException("grayscale contradicts in_channels " + channels);
        }
        return channels;
    }

    private List<Double> channelMult() {
        List<String> parts = parts("channel_mult", "");
        if (parts.isEmpty()) {
            return UNetConfig.defaultChannelMult(imageSize());
        }
        var multiples = new ArrayList<Double>();
        for (String part : parts) {
            double multiple = number("channel_mult", part);
            if (!(multiple > 0) || Double.isInfinite(multiple)) {
                throw wrong("channel_mult", "positive multiples such as 1,2,3,4");
            }
            multiples.add(multiple);
        }
        return multiples;
    }

    private int integer(String name, int otherwise) {
        Object value = options.get(name);
        return value == null ? otherwise : wholeNumber(name, value.toString());
    }

    private List<Integer> attentionResolutions() {
        List<Integer> sides = parts("attention_resolutions", "16").stream()
                .map(part -> wholeNumber("attention_resolutions", part))
                .toList();
        if (sides.stream().anyMatch(side -> side <= 0)) {
            throw wrong("attention_resolutions", "positive sides in pixels such as 32,16,8");
        }
        return sides;
    }

    private int wholeNumber(String name, String text) {
        double value = number(name, text);
        if (value != (int) value) {
            throw wrong(name, "whole numbers");
        }
        if (value > AT_MOST.getOrDefault(name, Integer.MAX_VALUE)) {
            throw wrong(name, "at most " + AT_MOST.get(name));
        }
        return (int) value;
    }

    private double number(String name, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a number, got " + PickleReader.printable(text), e);
        }
    }

    private boolean flag(String name) {
        Object value = options.get(name);
        String text = value == null ? "false" : value.toString();
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return text.equalsIgnoreCase("true");
        }
        throw wrong(name, "true or false");
    }

    /** A list, or text with commas; empty text is an empty list. */
    private List<String> parts(String name, String otherwise) {
        Object value = options.get(name);
        Stream<String> parts = value instanceof Collection<?> list
                ? list.stream().map(String::valueOf)
                : Arrays.stream((value == null ? otherwise : value.toString()).split(",", -1));
        List<String> trimmed = parts.limit(MAX_LIST + 1).map(String::strip).toList();
        if (trimmed.size() > MAX_LIST) {
            throw wrong(name, "a list of at most " + MAX_LIST);
        }
        return trimmed.equals(List.of("")) ? List.of() : trimmed;
    }

    private IllegalArgumentException wrong(String name, String allowed) {
        return new IllegalArgumentException(
                name + " must be " + allowed + ", got " + PickleReader.printable(String.valueOf(options.get(name))));
    }
}
