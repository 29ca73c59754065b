package dev.limpid.io;

import java.awt.image.DataBuffer;
import java.awt.image.DataBufferDouble;
import java.awt.image.DataBufferFloat;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * The floating point predictor of big-endian TIFFs. Adobe's TIFF Technical Note 3 puts the byte of sign and exponent first
 * in every file; libtiff 4.5 and its tools write it last where the file is big-endian, and no tag tells the two apart.
 */
final class FloatPredictor {
    static final String NOTICE =
            "the bytes of its samples were exchanged: its floating point predictor (3) is that of libtiff 4.5";

    /** Magnitudes that samples of one picture do not span; those of exchanged bytes do. */
    private static final int WIDEST_SPAN = 40;

    private static final int LEAST_EXPONENT = -100;
    private static final int EXPONENTS = 2048;

    private FloatPredictor() {}

    /**
     * Exchanges the bytes of every sample where that makes fewer of them implausible.
     *
     * @param samples decoded as the Technical Note says
     * @return whether they were exchanged
     */
    static boolean mend(DataBuffer samples) {
        if (samples instanceof DataBufferFloat floats) {
            return mend(floats.getBankData());
        }
        return samples instanceof DataBufferDouble doubles && mend(doubles.getBankData());
    }

    private static boolean mend(float[][] banks) {
        boolean gains = Arrays.stream(banks).mapToInt(FloatPredictor::gain).sum() > 0;
        for (float[] bank : gains ? banks : new float[0][]) {
            for (int i = 0; i < bank.length; i++) {
                bank[i] = exchanged(bank[i]);
            }
        }
        return gains;
    }

    private static boolean mend(double[][] banks) {
        boolean gains = Arrays.stream(banks).mapToInt(FloatPredictor::gain).sum() > 0;
        for (double[] bank : gains ? banks : new double[0][]) {
            for (int i = 0; i < bank.length; i++) {
                bank[i] = exchanged(bank[i]);
            }
        }
        return gains;
    }

    private static int gain(float[] bank) {
        return implausible(bank.length, i -> bank[i]) - implausible(bank.length, i -> exchanged(bank[i]));
    }

    private static int gain(double[] bank) {
        return implausible(bank.length, i -> bank[i]) - implausible(bank.length, i -> exchanged(bank[i]));
    }

    /** Samples that are no numbers, tiny, or many magnitudes away from the median. */
    private static int implausible(int count, IntToDoubleFunction sample) {
        var histogram = new int[EXPONENTS];
        int usual = 0;
        int odd = 0;
        for (int i = 0; i < count; i++) {
            double v = sample.applyAsDouble(i);
            int exponent = Math.getExponent(v);
            if (v != 0 && (exponent < LEAST_EXPONENT || exponent > Double.MAX_EXPONENT)) {
                odd++;
            } else if (v != 0) {
                histogram[exponent - LEAST_EXPONENT]++;
                usual++;
            }
        }
        int median = 0;
        for (int below = histogram[0]; 2 * below < usual; below += histogram[median]) {
            median++;
        }
        for (int i = 0; i < EXPONENTS; i++) {
            odd += Math.abs(i - median) > WIDEST_SPAN ? histogram[i] : 0;
        }
        return odd;
    }

    private static float exchanged(float v) {
        return Float.intBitsToFloat(Integer.reverseBytes(Float.floatToRawIntBits(v)));
    }

    private static double exchanged(double v) {
        return Double.longBitsToDouble(Long.reverseBytes(Double.doubleToRawLongBits(v)));
    }
}
