package dev.limpid.operator.network;

/**
 * The options of a {@link KernelWizard}; in parentheses the names of the authors' YAML files. Normalisation layers
 * ({@code norm: none}) and dropout are absent, as in every published configuration.
 *
 * @param channels channels of an image ({@code input_nc})
 * @param features width of the network ({@code nf})
 * @param frontBlocks residual blocks before the adapter ({@code front_RBs})
 * @param backBlocks residual blocks after it ({@code back_RBs})
 * @param codeChannels channels of a blur code ({@code kernel_dim}); the adapter needs 8 times the width
 * @param variational whether the kernel extractor, which blurring does not use, gives mean and variance ({@code use_vae})
 * @param sharpInput whether the kernel extractor sees the sharp image too ({@code use_sharp})
 * @param extractorBlocks residual blocks of the kernel extractor ({@code n_blocks})
 */
public record KernelWizardOptions(
        int channels,
        int features,
        int frontBlocks,
        int backBlocks,
        int codeChannels,
        boolean variational,
        boolean sharpInput,
        int extractorBlocks) {

    public KernelWizardOptions {
        require(channels > 0, "input_nc must be positive, got " + channels);
        require(features > 0, "nf must be positive, got " + features);
        require(frontBlocks >= 0, "front_RBs must not be negative, got " + frontBlocks);
        require(backBlocks >= 0, "back_RBs must not be negative, got " + backBlocks);
        require(extractorBlocks >= 0, "n_blocks must not be negative, got " + extractorBlocks);
        require(
                codeChannels == 8 * features,
                "kernel_dim must be 8 times nf, got kernel_dim " + codeChannels + " and nf " + features);
    }

    /** The options of the published GOPRO_wVAE.pth (blur-kernel-space-exploring, options/generate_blur/default.yml). */
    public static KernelWizardOptions published() {
        return new KernelWizardOptions(3, 64, 10, 20, 512, true, true, 4);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
