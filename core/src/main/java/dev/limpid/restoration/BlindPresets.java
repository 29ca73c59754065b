package dev.limpid.restoration;

import dev.limpid.solver.BlindConfig;
import dev.limpid.solver.BlindPgdConfig;
import dev.limpid.solver.DmiloBlindConfig;
import dev.limpid.solver.DmiloPgdBlindConfig;
import java.util.Optional;

/**
 * The named settings of every blind solver: the only place where their defaults stand.
 *
 * <p>Sources: [P] Zheng, Li, Liu, ICML 2025, §5.4; [C] the authors' {@code dmilo.py} and DMPlug's {@code bid.py}; [D] chosen
 * by us, on images that no table reports. docs/algorithms/blind.md.
 */
public final class BlindPresets {
    /** [C] Adam's rate for ν; λ_z; rates of a kernel's logits and of tilts. [P] λ. */
    private static final double DEVIATION_RATE = 1e-3;

    private static final double DEVIATION_WEIGHT = 0.1;
    private static final double LATENT_WEIGHT = 1e-4;
    private static final double KERNEL_RATE = 0.1;
    private static final double TILT_RATE = 1e-7;
    private static final int STEPS = 3;
    private static final String GRID = "dmilo";
    /** [C] of known blur: the paper's values for blind deblurring are lost. */
    private static final int DATA_STEPS = 1000;

    private static final double DATA_RATE = 2;

    private BlindPresets() {}

    /**
     * The settings.
     *
     * @param method a blind one
     * @throws IllegalArgumentException where the source gives none
     */
    public static BlindConfig of(Presets.Method method, Presets.Name name) {
        return find(method, name)
                .orElseThrow(() -> new IllegalArgumentException("there is no preset '" + name.label() + "' of "
                        + method.label() + ": its source gives no values; use brief"));
    }

    static Optional<BlindConfig> find(Presets.Method method, Presets.Name name) {
        boolean paper = name == Presets.Name.PAPER;
        if (name == Presets.Name.AUTHORS_CODE || (paper && method == Presets.Method.BLIND_PGD)) {
            return Optional.empty();
        }
        return switch (method) {
            case BLIND_PGD ->
                Optional.of(new BlindPgdConfig(4, 2, 500, 30, 5, 20, 300, 20, 8, 0.1, 0.01, 0.05, 0.5, 100, 12)); // [D]
            case DMILO_BLIND -> Optional.of(paper ? dmilo(10, 200) : dmilo(2, 46));
            case DMILO_PGD_BLIND -> Optional.of(paper ? pgd(5, 500) : pgd(2, 46));
            case DMILO, DMILO_PGD -> Optional.empty();
        };
    }

    /** [P] rates and, with E = 10 and J = 200, schedule; brief: as many back-propagated evaluations as blind-pgd has others. */
    private static DmiloBlindConfig dmilo(int outer, int inner) {
        return new DmiloBlindConfig(
                STEPS,
                GRID,
                outer,
                inner,
                0.01,
                DEVIATION_RATE,
                DEVIATION_WEIGHT,
                LATENT_WEIGHT,
                0,
                KERNEL_RATE,
                TILT_RATE);
    }

    /** [P] rates and, with E = 5 and J = 500, schedule; brief: as many back-propagated evaluations as blind-pgd has others. */
    private static DmiloPgdBlindConfig pgd(int outer, int inner) {
        return new DmiloPgdBlindConfig(
                STEPS,
                GRID,
                outer,
                inner,
                0.02,
                DEVIATION_RATE,
                DEVIATION_WEIGHT,
                LATENT_WEIGHT,
                0,
                DATA_STEPS,
                DATA_RATE,
                KERNEL_RATE,
                TILT_RATE);
    }
}
