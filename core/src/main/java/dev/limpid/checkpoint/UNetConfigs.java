package dev.limpid.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.limpid.prior.UNetConfig;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a network's architecture comes from: the published option names, in a YAML file or beside the weights, and
 * the names and shapes of the weights themselves.
 */
public final class UNetConfigs {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Such files have some twenty lines. */
    private static final long MAX_YAML = 1_000_000;

    private UNetConfigs() {}

    /**
     * The architecture that the published option names describe; what is not given has the default of
     * guided-diffusion's {@code create_model}. Values may be text, as in a checkpoint's metadata.
     *
     * @throws IllegalArgumentException if a name is unknown, a value impossible, or one without a default missing
     */
    public static UNetConfig of(Map<String, ?> options) {
        UNetOptions.requireKnown(options);
        return new UNetOptions(options).config();
    }

    /** The published option names and values of an architecture, as text: {@link #of} of them is the architecture again. */
    public static Map<String, String> options(UNetConfig architecture) {
        return UNetOptions.text(architecture);
    }

    /**
     * The options of a file such as guided-diffusion's {@code model_config_*.yaml}.
     *
     * @throws IllegalArgumentException if it is not a YAML mapping of known names
     */
    public static Map<String, Object> readYaml(Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_YAML) {
                throw new IllegalArgumentException(
                        file + ": has " + Files.size(file) + " bytes; at most " + MAX_YAML + " are allowed");
            }
            return parseYaml(file.toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new CheckpointException(file.toString(), "there is no such file", e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + ": is not UTF-8 text", e);
        }
    }

    static Map<String, Object> parseYaml(String source, String text) throws IOException {
        try {
            Map<String, Object> options = YAML.readValue(text, new TypeReference<LinkedHashMap<String, Object>>() {});
            if (options == null) {
                throw new IllegalArgumentException("holds no options");
            }
            UNetOptions.requireKnown(options);
            return options;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(source + ": is no YAML mapping of option names to values", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(source + ": " + PickleReader.oneLine(String.valueOf(e.getMessage())), e);
        }
    }

    /** The architecture of a checkpoint, from its keys, its metadata and the catalogue. */
    public static UNetConfig infer(Checkpoint checkpoint) throws CheckpointException {
        return infer(checkpoint, Map.of());
    }

    /**
     * The architecture of a checkpoint. {@code options} that describe a whole network are taken as they are; else
     * what they leave open is read off the keys and shapes. Without options of a network, the checkpoint's metadata stands for
     * them. Without either, a network of the layout of a published prior is taken for one of its family.
     *
     * @throws CheckpointException if something remains open, naming it
     * @throws IllegalArgumentException if an option is impossible
     */
    public static UNetConfig infer(Checkpoint checkpoint, Map<String, ?> options) throws CheckpointException {
        Map<String, ?> given =
                UNetOptions.known(options).isEmpty() ? UNetOptions.known(checkpoint.metadata()) : options;
        if (UNetOptions.areComplete(given)) {
            return of(withClasses(given, checkpoint));
        }
        UNetStructure structure = UNetStructure.of(checkpoint);
        if (given.isEmpty()) {
            Optional<UNetConfig> published = PriorCatalog.published()
                    .map(PriorCard::architecture)
                    .filter(UNetConfig.class::isInstance)
                    .map(UNetConfig.class::cast)
                    .filter(structure::fits)
                    .findFirst();
            if (published.isPresent()) {
                return published.get();
            }
        }
        requireTheRest(checkpoint, given);
        var all = new LinkedHashMap<String, Object>(structure.options(new UNetOptions(given).imageSize()));
        all.putAll(given);
        return of(all);
    }

    private static void requireTheRest(Checkpoint checkpoint, Map<String, ?> given) throws CheckpointException {
        boolean heads = given.containsKey("num_heads") || given.containsKey("num_head_channels");
        String missing = Stream.of(
                        given.containsKey("image_size") ? "" : "image_size",
                        heads ? "" : "num_head_channels (or num_heads)",
                        given.isEmpty() ? "use_new_attention_order" : "")
                .filter(name -> !name.isEmpty())
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new CheckpointException(
                    checkpoint.source(),
                    "its keys do not tell " + missing
                            + "; give a YAML file with the published option names (--config)");
        }
    }

    /** How many classes a class-conditional network has, only its weights tell. */
    private static Map<String, ?> withClasses(Map<String, ?> given, Checkpoint checkpoint) {
        Checkpoint.Entry labels = checkpoint.entries().get(UNetStructure.LABELS);
        if (labels == null || labels.shape().size() != 2 || given.containsKey("num_classes")) {
            return given;
        }
        var all = new LinkedHashMap<String, Object>(given);
        all.put("num_classes", labels.shape().get(0));
        return all;
    }
}
