package dev.limpid.golden;

import java.util.Map;

/** Kind of golden case → rule, with the manifest's words for the tolerance. */
final class GoldenRules {
    private GoldenRules() {}

    static final Map<String, GoldenRule> BY_KIND = Map.ofEntries(
            // "out: max_abs <= 2e-4*max|out| and rel_l2 <= 2e-5; grad_x: max_abs <= 5e-4*max|grad| and rel_l2 <= 5e-5"
            Map.entry("unet", UNetRules::unet),
            // "rel 1e-4 of max"
            Map.entry("unet-trace", UNetRules::trace),
            // "abs 1e-4 at t~1000 (fp32 argument reduction), 1e-6 below t=10"
            Map.entry("time-embedding", UNetRules::timeEmbedding),
            // "timesteps: exact; alphas: rel 2e-6"
            Map.entry("schedule", DdimRules::schedule),
            // "abs 2e-5 + rel 2e-5; at timestep 999 pred_original_sample unclipped is amplified 157x: rel 1e-4"
            Map.entry("ddim-step", DdimRules::step),
            // "exact"
            Map.entry("state-dict-keys", StateDictRules::stateDictKeys),
            // "exact"
            Map.entry("weights", StateDictRules::weights),
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
            Map.entry("noise", OperatorRules::noise),
            // "out": "abs 2e-5" | "rel_l2 1e-4", "grad_x": "rel_l2 1e-4" | "rel_l2 2e-3 (kinks)"
            Map.entry("nonlinear-blur", NonlinearBlurRules::nonlinearBlur),
            // "out": "abs 5e-6", "grad_x": "abs 2e-5*max", "grad_tilt": "rel_l2 2e-4", "grad_kernel": "rel_l2 2e-5"
            Map.entry("turbulence", TurbulenceRules::turbulence),
            // "statistics only"
            Map.entry("tilt-map", TurbulenceRules::tiltMap),
            // "d": "rel 1e-4", "grad": "rel_l2 1e-3"
            Map.entry("lpips", LpipsRules::lpips),
            // "full rank": "rel 1e-8", "rank deficient": "abs 1e-5*(tr C1 + tr C2)"
            Map.entry("frechet", MetricRules::frechet),
            // "psnr 1e-05, ssim 1e-06, lpips rel 1e-4"
            Map.entry("image-metrics", golden -> {
                MetricRules.psnrAndSsim(golden);
                LpipsRules.lpipsOfImagePairs(golden);
            }),
            // "state tensors (z, Z, latents, X, output, kernels): at least 99 % of the elements within 1e-4 (absolute)
            // and
            // rel_l2 <= max(2e-3, 10*reference_noise); nu: at least 95 % of the elements within 1e-5 and every element
            // within 2*lr_nu*(number of steps so far); gradients of the first step: rel_l2 <= 5e-4 (layer 0, t=999) or
            // 1e-4 (others); scalars (trace.loss, gd_norm): rel <= 1e-3 (first outer iteration 1e-4); psnr 0.01 dB"
            Map.entry("dmilo", SolverRules::dmilo),
            Map.entry("dmilo-pgd", SolverRules::dmiloPgd),
            Map.entry("dmplug", DmPlugRules::dmPlug),
            Map.entry("dmplug-bid", DmPlugRules::blind),
            Map.entry("dmplug-turbulence", DmPlugRules::turbulence),
            // "first 3 closure evaluations: rel_l2 1e-4; later ones: rel_l2 <= 1e-2, loss rel 2e-2"
            Map.entry("dmplug-lbfgs", DmPlugRules::lbfgs),
            // "every tensor listed in outputs: rel_l2 <= rel_l2_tolerance[name]"
            Map.entry("dps", DpsRules::dps),
            Map.entry("ddrm", DdrmRules::ddrm),
            Map.entry("dps-reddiff", RedDiffRules::dps),
            Map.entry("diffpir", DiffPirRules::diffPir),
            Map.entry("pigdm", RedDiffRules::pigdm),
            Map.entry("red-diff", RedDiffRules::redDiff),
            Map.entry("mcg", RedDiffRules::mcg),
            Map.entry("ddnm", DdnmRules::ddnm),
            Map.entry("ilvr", IlvrRules::ilvr),
            Map.entry("fast-dips", FastDipsRules::fastDips),
            Map.entry("daps", DapsRules::daps),
            Map.entry("dpir", DpirRules::dpir),
            Map.entry("sitcom", SitcomRules::sitcom),
            Map.entry("dcps", DcpsRules::dcps),
            Map.entry("blind-dps", BlindDpsRules::blindDps));
}
