package dev.limpid.golden;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.prior.UNetConfig;
import java.util.*;

final class PublishedConfig {
    static UNetConfig of(JsonNode c) {
        int size = c.path("image_size").asInt();
        String mult = c.path("channel_mult").asText("");
        List<Double> m = mult.isEmpty()
                ? UNetConfig.defaultChannelMult(size)
                : Arrays.stream(mult.split(","))
                        .map(s -> Double.parseDouble(s.trim()))
                        .toList();
        List<Integer> a = Arrays.stream(c.path("attention_resolutions").asText().split(","))
                .map(s -> Integer.parseInt(s.trim()))
                .toList();
        return new UNetConfig(
                size,
                c.path("grayscale").asBoolean() ? 1 : 3,
                c.path("num_channels").asInt(),
                c.path("num_res_blocks").asInt(),
                m,
                a,
                c.path("num_heads").asInt(),
                c.path("num_head_channels").asInt(),
                c.path("num_heads_upsample").asInt(),
                c.path("use_scale_shift_norm").asBoolean(),
                c.path("resblock_updown").asBoolean(),
                c.path("learn_sigma").asBoolean(),
                c.path("class_cond").asBoolean() ? 1000 : 0,
                c.path("use_new_attention_order").asBoolean());
    }
}
