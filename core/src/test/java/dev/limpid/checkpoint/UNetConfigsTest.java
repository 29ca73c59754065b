package dev.limpid.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.limpid.prior.Architecture;
import dev.limpid.prior.UNetConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UNetConfigsTest {
    private static final String CELEBA = """
            image_size: 256
            num_channels: 128
            num_res_blocks: 1
            channel_mult: ""
            learn_sigma: True
            class_cond: False
            use_checkpoint: False
            attention_resolutions: 16
            num_heads: 4
            num_head_channels: 64
            num_heads_upsample: -1
            use_scale_shift_norm: True
            dropout: 0.0
            resblock_updown: True
            use_fp16: False
            use_new_attention_order: False

            model_path: models/celebahq_p2.pt
            """;

    @TempDir
    Path folder;

    @Test
    void readsAPublishedYamlFile() throws Exception {
        UNetConfig config = UNetConfigs.of(UNetConfigs.readYaml(yaml(CELEBA)));

        assertThat(config).isEqualTo(PriorCatalog.find("celeba").orElseThrow().architecture());
    }

    @Test
    void hasTheDefaultsOfThePublishedCode() {
        UNetConfig config = UNetConfigs.of(Map.of("image_size", 64, "num_channels", 32, "num_res_blocks", 2));

        assertThat(config)
                .isEqualTo(new UNetConfig(
                        64,
                        3,
                        32,
                        2,
                        List.of(1.0, 2.0, 3.0, 4.0),
                        List.of(16),
                        1,
                        -1,
                        -1,
                        false,
                        false,
                        false,
                        0,
                        false));
    }

    @Test
    void readsListsTextAndNumbersAlike() {
        var options = base();
        options.put("num_channels", "64");
        options.put("channel_mult", List.of(0.5, 1));
        options.put("attention_resolutions", "32, 8");
        options.put("class_cond", "True");
        options.put("grayscale", true);

        UNetConfig config = UNetConfigs.of(options);

        assertThat(config.channelMult()).containsExactly(0.5, 1.0);
        assertThat(config.attentionResolutions()).containsExactly(32, 8);
        assertThat(config.classes()).isEqualTo(1000);
        assertThat(config.inChannels()).isEqualTo(1);
    }

    static Stream<Arguments> wrongOptions() {
        return Stream.of(
                arguments("num_chanels", 3, "unknown option num_chanels; known are attention_resolutions, "),
                arguments("image_size", null, "the option image_size is missing"),
                arguments("num_channels", "many", "num_channels must be a number, got many"),
                arguments("num_channels", 32.5, "num_channels must be whole numbers, got 32.5"),
                arguments("num_channels", 33, "num_channels must be a positive multiple of 32"),
                arguments("num_res_blocks", 2_000_000_000, "num_res_blocks must be at most 64, got 2000000000"),
                arguments("channel_mult", "1,".repeat(100), "channel_mult must be a list of at most 16, got 1,1,"),
                arguments("learn_sigma", "a\nb", "learn_sigma must be true or false, got a?b"),
                arguments("image_size", 1e12, "image_size must be whole numbers"),
                arguments("learn_sigma", "maybe", "learn_sigma must be true or false, got maybe"),
                arguments("channel_mult", "1,-2", "channel_mult must be positive multiples"),
                arguments("channel_mult", "1,,2", "channel_mult must be a number"),
                arguments("channel_mult", "NaN", "channel_mult must be positive multiples"),
                arguments("attention_resolutions", 0, "attention_resolutions must be positive sides"),
                arguments("in_channels", 4, "in_channels must be 1, 2 or 3"));
    }

    @ParameterizedTest
    @MethodSource("wrongOptions")
    void refusesUnknownNamesAndImpossibleValues(String name, Object value, String reason) {
        var options = base();
        if (value == null) {
            options.remove(name);
        } else {
            options.put(name, value);
        }

        assertThatIllegalArgumentException()
                .isThrownBy(() -> UNetConfigs.of(options))
                .withMessageContaining(reason);
    }

    private static Map<String, Object> base() {
        return new HashMap<>(Map.of("image_size", 64, "num_channels", 32, "num_res_blocks", 1));
    }

    @Test
    void namesTheYamlFileInItsErrors() throws Exception {
        for (String text :
                List.of("", "- 1\n- 2\n", "just text", "a: [", "image_size: 64\nimage_size: 32\n", "width: 3")) {
            Path file = yaml(text);
            assertThatIllegalArgumentException()
                    .as(text)
                    .isThrownBy(() -> UNetConfigs.readYaml(file))
                    .withMessageStartingWith(file + ": ");
        }
        for (Map.Entry<String, String> wrong : Map.of(
                        "~", "holds no options", "- 1\n", "is no YAML mapping of option names to values")
                .entrySet()) {
            Path file = yaml(wrong.getKey());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> UNetConfigs.readYaml(file))
                    .withMessage(file + ": " + wrong.getValue());
        }
        Path large = yaml("# " + "x".repeat(1_000_000));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UNetConfigs.readYaml(large))
                .withMessage(large + ": has 1000002 bytes; at most 1000000 are allowed");
        Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'#', (byte) 0xe4});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UNetConfigs.readYaml(latin))
                .withMessage(latin + ": is not UTF-8 text");
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> UNetConfigs.readYaml(folder.resolve("none.yaml")))
                .withMessageContaining("there is no such file");
    }

    private Path yaml(String text) throws Exception {
        return Files.writeString(folder.resolve("model.yaml"), text);
    }

    /** Every option that leaves a trace in the keys and shapes, in many combinations. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, '1,2',       16,      true,  true,  false, 0",
        "3, 2, '1,1,2',     '32,8',  true,  true,  true,  0",
        "3, 3, '0.5,1,1',   '16',    false, false, true,  0",
        "2, 1, '1',         '',      true,  false, false, 7",
        "3, 1, '2,2,4',     '32,16,8', false, true, false, 1000",
        "3, 2, '1,2,3,4',   '8,4',   true,  false, true,  0",
    })
    void readsTheArchitectureOffItsKeys(
            int inChannels,
            int blocks,
            String mult,
            String attention,
            boolean scaleShift,
            boolean updown,
            boolean learnSigma,
            int classes)
            throws Exception {
        var options = new LinkedHashMap<String, Object>();
        options.put("image_size", 32);
        options.put("in_channels", inChannels);
        options.put("num_channels", 64);
        options.put("num_res_blocks", blocks);
        options.put("channel_mult", mult);
        options.put("attention_resolutions", attention);
        options.put("num_head_channels", 32);
        options.put("use_scale_shift_norm", scaleShift);
        options.put("resblock_updown", updown);
        options.put("learn_sigma", learnSigma);
        options.put("class_cond", classes > 0);
        options.put("num_classes", classes);
        UNetConfig config = UNetConfigs.of(options);
        Checkpoint checkpoint = Layouts.checkpoint(Layouts.of(config), Map.of());

        UNetConfig inferred = UNetConfigs.infer(checkpoint, Map.of("image_size", 32, "num_head_channels", 32));

        // Attention beyond the coarsest level leaves no trace, and means nothing.
        assertThat(Layouts.of(inferred).keySet()).isEqualTo(Layouts.of(config).keySet());
        assertThat(inferred)
                .usingRecursiveComparison()
                .ignoringFields("attentionResolutions")
                .isEqualTo(config);
    }

    @Test
    void takesTheLayoutOfAPublishedPriorForItsFamily() throws Exception {
        for (PriorCard card : PriorCatalog.published().toList()) {
            if (card.architecture() instanceof UNetConfig architecture) {
                Checkpoint checkpoint = Layouts.checkpoint(Layouts.of(architecture), Map.of());

                assertThat(UNetConfigs.infer(checkpoint)).isEqualTo(architecture);
            }
        }
    }

    @Test
    void prefersTheMetadataOfTheFile() throws Exception {
        Architecture celeba = PriorCatalog.find("celeba").orElseThrow().architecture();
        var metadata = Map.of("image_size", "128", "num_head_channels", "32", "format", "pt");

        UNetConfig inferred = UNetConfigs.infer(Layouts.checkpoint(Layouts.of(celeba), metadata));

        assertThat(inferred.imageSize()).isEqualTo(128);
        assertThat(inferred.numHeadChannels()).isEqualTo(32);
        assertThat(inferred.attentionResolutions()).containsExactly(8);
    }

    @Test
    void saysWhatTheKeysDoNotTell() {
        Map<String, long[]> layout = Layouts.of(UNetConfigs.of(base()));

        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> UNetConfigs.infer(Layouts.checkpoint(layout, Map.of())))
                .withMessage("prior.pt: its keys do not tell image_size, num_head_channels (or num_heads),"
                        + " use_new_attention_order; give a YAML file with the published option names (--config)");
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> UNetConfigs.infer(Layouts.checkpoint(layout, Map.of()), Map.of("image_size", 64)))
                .withMessageContaining("do not tell num_head_channels (or num_heads);");
    }

    @Test
    void refusesGrayInSeveralChannels() {
        var options = base();
        options.put("grayscale", true);
        options.put("in_channels", 3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UNetConfigs.of(options))
                .withMessage("grayscale contradicts in_channels 3");
    }

    @Test
    void saysThatACheckpointIsOfAnotherKind() {
        Map<String, long[]> unet = Layouts.of(UNetConfigs.of(base()));
        Map<String, long[]> outputs = new LinkedHashMap<>(unet);
        outputs.put("out.2.weight", new long[] {5, 32, 3, 3});
        for (Map<String, long[]> layout : List.of(
                Map.of("conv1.weight", new long[] {64, 3, 7, 7}),
                outputs,
                Map.of("time_embed.0.weight", new long[0]))) {
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> UNetConfigs.infer(Layouts.checkpoint(layout, Map.of())))
                    .withMessageStartingWith("prior.pt: is not the state dict of a guided-diffusion UNet: ");
        }
        Map<String, long[]> half = new LinkedHashMap<>(unet);
        half.keySet().removeIf(name -> name.startsWith("output_blocks"));
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> UNetConfigs.infer(Layouts.checkpoint(half, Map.of())))
                .withMessage("prior.pt: is not the state dict of a guided-diffusion UNet: it has no output_blocks");
    }
}
