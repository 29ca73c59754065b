package dev.limpid.degradation.task;

import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.tensor.Rng;
import java.util.Map;

/**
 * A blur kernel that is drawn, by the protocol of comparisons: 61 taps for images of 256 pixels and more, as in the paper, and 17
 * for smaller ones, in proportion.
 */
sealed interface DrawnKernel {
    /** From this side on images are degraded as in the paper. */
    int PAPER_SIZE = 256;

    /** Taps in each direction. */
    int size();

    /**
     * Draws the kernel.
     *
     * @param rng the image's own streams
     */
    BlurKernel draw(Rng rng);

    /** Its parameter for a record. */
    Map<String, Object> parameters();

    private static int protocolSize(int side) {
        return side >= PAPER_SIZE ? 61 : 17;
    }

    /**
     * A Gaussian.
     *
     * @param std its standard deviation, in pixels: 3 in the paper, 1 for small images
     */
    record Gaussian(int size, double std) implements DrawnKernel {
        static Gaussian protocol(int side) {
            return new Gaussian(protocolSize(side), side >= PAPER_SIZE ? 3 : 1);
        }

        @Override
        public BlurKernel draw(Rng rng) {
            return BlurKernel.gaussian(size, std);
        }

        @Override
        public Map<String, Object> parameters() {
            return Map.of("kernelStd", std);
        }
    }

    /**
     * The path of a moving camera.
     *
     * @param intensity how crooked it is, 0 … 1: 0.5 in the paper
     */
    record Motion(int size, double intensity) implements DrawnKernel {
        static Motion protocol(int side) {
            return new Motion(protocolSize(side), 0.5);
        }

        @Override
        public BlurKernel draw(Rng rng) {
            return BlurKernel.motion(size, intensity, rng);
        }

        @Override
        public Map<String, Object> parameters() {
            return Map.of("motionIntensity", intensity);
        }
    }
}
