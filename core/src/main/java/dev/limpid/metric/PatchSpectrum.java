package dev.limpid.metric;

import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Svd;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Directions that white noise fills evenly and pictures do not: the frequencies of a patch's cosine transform but the constant
 * one, each in those mixtures of the channels that are uncorrelated there. The detail of natural images is nearly the same in
 * all channels, so that all mixtures but one hold little of it; the noise is as strong in each.
 *
 * @param vectors (K, n), float32, orthonormal rows, the quietest direction first
 * @param energies K mean squares over the patches, ascending
 */
record PatchSpectrum(Tensor vectors, double[] energies) {
    /** The components of one direction. */
    private record Direction(int frequency, double[] mixture, double energy) {}

    static PatchSpectrum of(Patches patches) {
        int area = patches.side() * patches.side();
        int channels = patches.channels();
        int dimension = patches.dimension();
        double[][] cosines = cosines(patches.side());
        double[][][] between = between(patches, cosines);
        Direction[] directions = IntStream.range(1, area)
                .boxed()
                .flatMap(f -> mixtures(f, between, channels).stream())
                .sorted(Comparator.comparingDouble(Direction::energy))
                .toArray(Direction[]::new);
        var vectors = new float[directions.length * dimension];
        var energies = new double[directions.length];
        for (int k = 0; k < directions.length; k++) {
            energies[k] = directions[k].energy();
            for (int i = 0; i < dimension; i++) {
                vectors[k * dimension + i] =
                        (float) (directions[k].mixture()[i / area] * cosines[directions[k].frequency()][i % area]);
            }
        }
        return new PatchSpectrum(Tensor.of(vectors, directions.length, dimension), energies);
    }

    /** The cosine transform's basis of a square: frequency (row · side + column) × place, orthonormal. */
    private static double[][] cosines(int side) {
        var cosines = new double[side * side][side * side];
        for (int f = 0; f < cosines.length; f++) {
            for (int i = 0; i < cosines.length; i++) {
                cosines[f][i] = cosine(f / side, i / side, side) * cosine(f % side, i % side, side);
            }
        }
        return cosines;
    }

    private static double cosine(int frequency, int place, int side) {
        double scale = Math.sqrt((frequency == 0 ? 1.0 : 2.0) / side);
        return scale * Math.cos(Math.PI * (2 * place + 1) * frequency / (2.0 * side));
    }

    /** The mean product of two channels' coefficients, for any two, of each frequency. */
    private static double[][][] between(Patches patches, double[][] cosines) {
        int channels = patches.channels();
        int area = cosines.length;
        var between = new double[channels][channels][];
        try (var scope = Scope.open()) {
            Tensor products = patches.products();
            Tensor basis = Tensor.of(flat(cosines), area, area);
            for (int c = 0; c < channels; c++) {
                for (int e = 0; e < channels; e++) {
                    Tensor block = products.narrow(0, (long) c * area, area).narrow(1, (long) e * area, area);
                    between[c][e] = basis.matmul(block).mul(basis).sum(1).toDoubles();
                }
            }
        }
        return between;
    }

    private static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    /** The uncorrelated mixtures of the channels at one frequency. */
    private static List<Direction> mixtures(int frequency, double[][][] between, int channels) {
        var covariance = new double[channels * channels];
        Arrays.setAll(covariance, i -> between[i / channels][i % channels][frequency]);
        var mixtures = new ArrayList<Direction>();
        try (var scope = Scope.open()) {
            // The singular vectors of a covariance are its eigenvectors.
            Svd svd = Svd.of(Tensor.of(covariance, channels, channels));
            double[] rows = svd.vt().toDoubles();
            double[] variances = svd.s().toDoubles();
            for (int k = 0; k < channels; k++) {
                double[] mixture = Arrays.copyOfRange(rows, k * channels, (k + 1) * channels);
                mixtures.add(new Direction(frequency, mixture, variances[k]));
            }
        }
        return mixtures;
    }
}
