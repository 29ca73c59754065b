package dev.limpid.golden;

import java.util.Map;

/** Kind of golden case → rule, with the manifest's words for the tolerance. */
final class GoldenRules {
    private GoldenRules() {}

    static final Map<String, GoldenRule> BY_KIND = Map.ofEntries(
            // "exact"
            Map.entry("state-dict-keys", StateDictRules::stateDictKeys),
            // "exact"
            Map.entry("weights", StateDictRules::weights),
            // "out": "abs 2e-5" | "rel_l2 1e-4", "grad_x": "rel_l2 1e-4" | "rel_l2 2e-3 (kinks)"
            Map.entry("nonlinear-blur", NonlinearBlurRules::nonlinearBlur),
            // "d": "rel 1e-4", "grad": "rel_l2 1e-3"
            Map.entry("lpips", LpipsRules::lpips),
            // "lpips": "rel 1e-4"
            Map.entry("image-metrics", LpipsRules::lpipsOfImagePairs));

    /** Whether a case of a known kind needs a part that is still to come. */
    static boolean notYet(GoldenCase golden) {
        return golden.kind().equals("state-dict-keys")
                && golden.entry().path("case").asText().equals("unet");
    }
}
