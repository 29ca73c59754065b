package dev.limpid.priorcheck;

/**
 * A power spectrum that few pictures tell: drawn towards its mean over the directions, which many frequencies tell, by the
 * weight with the least expected error, λ = Σ r² / (D + 1) / Σ (r − 1)², at most 1, with r the power over that mean. The
 * power of one frequency scatters by P² / D, as that of D independent Gaussian pictures does.
 *
 * <p>Source: Ledoit and Wolf, "A well-conditioned estimator for large-dimensional covariance matrices", J. Multivariate
 * Analysis 88, 2004 (the weight), for spectra in place of covariances.
 *
 * @param power C × H × (W / 2 + 1) values in row-major order
 * @param weight λ, the mean of those of the channels
 */
record RadialSpectrum(float[] power, double weight) {

    /** @param freedom D: pictures, less one where their own mean was taken from them */
    static RadialSpectrum of(double[] raw, int channels, int height, int width, int freedom) {
        int[] rings = rings(height, width);
        var power = new float[raw.length];
        double weights = 0;
        for (int c = 0; c < channels; c++) {
            int from = c * rings.length;
            double[] round = means(raw, from, rings);
            double weight = weight(raw, from, rings, round, freedom);
            for (int i = 0; i < rings.length; i++) {
                power[from + i] = (float) ((1 - weight) * raw[from + i] + weight * round[rings[i]]);
            }
            weights += weight / channels;
        }
        return new RadialSpectrum(power, weights);
    }

    /** The distance of each frequency of a half spectrum from zero, rounded, in periods over the longer side. */
    private static int[] rings(int height, int width) {
        int columns = width / 2 + 1;
        double longer = Math.max(height, width);
        var rings = new int[height * columns];
        for (int i = 0; i < rings.length; i++) {
            int row = i / columns;
            double down = (double) Math.min(row, height - row) / height;
            double right = (double) (i % columns) / width;
            rings[i] = (int) Math.round(longer * Math.hypot(down, right));
        }
        return rings;
    }

    private static double[] means(double[] raw, int from, int... rings) {
        var sums = new double[rings.length];
        var counts = new int[rings.length];
        for (int i = 0; i < rings.length; i++) {
            sums[rings[i]] += raw[from + i];
            counts[rings[i]]++;
        }
        for (int ring = 0; ring < sums.length; ring++) {
            sums[ring] = counts[ring] == 0 ? 0 : sums[ring] / counts[ring];
        }
        return sums;
    }

    private static double weight(double[] raw, int from, int[] rings, double[] round, int freedom) {
        double scatter = 0;
        double spread = 0;
        for (int i = 0; i < rings.length; i++) {
            double mean = round[rings[i]];
            double r = mean > 0 ? raw[from + i] / mean : 1;
            scatter += r * r / (freedom + 1);
            spread += (r - 1) * (r - 1);
        }
        return spread > scatter ? scatter / spread : 1;
    }
}
