package dev.limpid.golden;

import java.util.Map;

/** Kind of golden case → rule, with the manifest's words for the tolerance. */
final class GoldenRules {
    private GoldenRules() {}

    static final Map<String, GoldenRule> BY_KIND = Map.ofEntries(
            // "exact"
            Map.entry("weights", golden -> golden.tensors()),
            // "out: abs 1e-5*max|out|", "grad_x: abs 1e-5*max|grad|"
            Map.entry("super-resolution", OperatorRules::superResolution),
            Map.entry("resizer", OperatorRules::resizer),
            Map.entry("blur-layer", OperatorRules::blurLayer),
            // "out: exact", masks by their fractions and shapes
            Map.entry("inpainting", OperatorRules::inpainting),
            // "out: abs 2e-6", "grad_x: abs 5e-6*max", "grad_kernel: rel_l2 1e-5"
            Map.entry("blur-reflect", OperatorRules::blurReflect),
            // "out: abs 5e-6"
            Map.entry("blur-zero-same", OperatorRules::blurZeroSame),
            // "f64: abs 1e-12", "f32: abs 1e-8"
            Map.entry("gaussian-kernels", OperatorRules::gaussianKernels),
            // "correlation > 0.98", "means within 4 standard errors"
            Map.entry("motion-kernels", OperatorRules::motionKernels),
            // "gaussian: y + sigma*unit_noise to 1 ulp"
            Map.entry("noise", OperatorRules::noise));

    /** Whether a case of a known kind needs a part that is still to come. */
    static boolean notYet(GoldenCase golden) {
        return false;
    }
}
