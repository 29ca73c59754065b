package dev.limpid.operator.blur;

/** Where a kernel's weights lie among its taps, and how they are moved. */
final class KernelPlace {
    /** a of Lanczos' window: moving a kernel by a fraction of a pixel shall not broaden it. */
    private static final int LOBES = 4;

    /** The part that is cut off after a shift moves the centre of mass again, by ever less. */
    private static final int CENTRINGS = 3;

    private KernelPlace() {}

    /** By how much, down and right, the centre of mass is to be moved to the tap (⌊h / 2⌋, ⌊w / 2⌋). */
    static double[] toCentre(double[] k, int height, int width) {
        double row = 0;
        double column = 0;
        double sum = 0;
        for (int i = 0; i < k.length; i++) {
            int above = i / width;
            int before = i % width;
            row += k[i] * above;
            column += k[i] * before;
            sum += k[i];
        }
        int middleRow = height / 2;
        int middleColumn = width / 2;
        return new double[] {middleRow - row / sum, middleColumn - column / sum};
    }

    /** Moved by whole taps; what is moved out is lost. */
    static double[] shifted(double[] k, int height, int width, int down, int right) {
        var moved = new double[k.length];
        for (int i = 0; i < k.length; i++) {
            int row = i / width + down;
            int column = i % width + right;
            if (row >= 0 && row < height && column >= 0 && column < width) {
                moved[row * width + column] = k[i];
            }
        }
        return moved;
    }

    /** The shift of {@code k} by whole taps, less than half of its size, where its correlation with the other one is largest. */
    static int[] bestShift(double[] k, double[] other, int height, int width) {
        var best = new int[2];
        double most = 0;
        for (int down = -height / 2; down <= height / 2; down++) {
            for (int right = -width / 2; right <= width / 2; right++) {
                double correlation = 0;
                for (int i = Math.max(0, -down); i < Math.min(height, height - down); i++) {
                    for (int j = Math.max(0, -right); j < Math.min(width, width - right); j++) {
                        correlation += k[i * width + j] * other[(i + down) * width + j + right];
                    }
                }
                if (correlation > most) {
                    most = correlation;
                    best = new int[] {down, right};
                }
            }
        }
        return best;
    }

    /** Moved by fractions of a tap until the centre of mass is in the middle; of unit sum, and not negative. */
    static double[] centred(double[] k, int height, int width) {
        double[] centred = k.clone();
        for (int n = 0; n < CENTRINGS; n++) {
            double[] shift = toCentre(centred, height, width);
            double[] rows = alongRows(centred, height, width, shift[1]);
            double[] both =
                    transposed(alongRows(transposed(rows, height, width), width, height, shift[0]), width, height);
            double sum = 0;
            for (int i = 0; i < both.length; i++) {
                both[i] = Math.max(0, both[i]);
                sum += both[i];
            }
            for (int i = 0; i < both.length; i++) {
                both[i] /= sum;
            }
            centred = both;
        }
        return centred;
    }

    /** Every row as it would have been sampled {@code right} taps further left, by Lanczos' interpolation. */
    private static double[] alongRows(double[] k, int height, int width, double right) {
        var moved = new double[k.length];
        for (int to = 0; to < width; to++) {
            for (int from = 0; from < width; from++) {
                double weight = lanczos(to - right - from);
                for (int i = 0; i < height; i++) {
                    moved[i * width + to] += weight * k[i * width + from];
                }
            }
        }
        return moved;
    }

    private static double[] transposed(double[] k, int height, int width) {
        var turned = new double[k.length];
        for (int i = 0; i < k.length; i++) {
            turned[i % width * height + i / width] = k[i];
        }
        return turned;
    }

    private static double lanczos(double t) {
        if (Math.abs(t) >= LOBES || t == Math.rint(t)) {
            return t == 0 ? 1 : 0;
        }
        double x = Math.PI * t;
        return LOBES * Math.sin(x) * Math.sin(x / LOBES) / (x * x);
    }
}
