package dev.limpid.bench;

import java.util.Locale;
import java.util.Optional;

/**
 * One picture by one method.
 *
 * @param kernelError NaN where no kernel was sought
 */
record BlindRow(
        String prior,
        String kind,
        String method,
        int picture,
        double psnr,
        double ssim,
        double kernelError,
        double seconds) {
    static final String HEADER = "prior,kernel,method,picture,psnr,ssim,kernel_error,seconds";

    /** Whether it is one of a method's, with the prior of that hash. */
    boolean is(String hash, BlindProblem.Kind of, BlindMethod by) {
        return prior.equals(hash) && kind.equals(of.label()) && method.equals(by.label());
    }

    String csv() {
        return String.format(
                Locale.ROOT,
                "%s,%s,%s,%d,%.4f,%.5f,%.4f,%.2f",
                prior,
                kind,
                method,
                picture,
                psnr,
                ssim,
                kernelError,
                seconds);
    }

    /** The row of a line; empty if it was cut, and is to be done again. */
    static Optional<BlindRow> parse(String line) {
        String[] cells = line.split(",", -1);
        try {
            return cells.length != 8
                    ? Optional.empty()
                    : Optional.of(new BlindRow(
                            cells[0],
                            cells[1],
                            cells[2],
                            Integer.parseInt(cells[3]),
                            Double.parseDouble(cells[4]),
                            Double.parseDouble(cells[5]),
                            Double.parseDouble(cells[6]),
                            Double.parseDouble(cells[7])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
