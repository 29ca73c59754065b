package dev.limpid.golden;

import java.util.Map;

/** Kind of golden case → rule, with the manifest's words for the tolerance. */
final class GoldenRules {
    private GoldenRules() {}

    static final Map<String, GoldenRule> BY_KIND = Map.ofEntries(
            // "exact"
            Map.entry("weights", golden -> golden.tensors()),
            // "psnr 1e-05, ssim 1e-06"
            Map.entry("image-metrics", MetricRules::imageMetrics));

    /** Whether a case of a known kind needs a part that is still to come. */
    static boolean notYet(GoldenCase golden) {
        return false;
    }
}
