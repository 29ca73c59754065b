package dev.limpid.solver;

import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.PartialObservation;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;

/** The misfit of images and their measurement. */
final class Residual {
    /** Keeps the gradient of ‖r‖ finite at r = 0; the published codes have no such term. */
    private static final double TINY = 1e-12;

    private Residual() {}

    /** A(x) − y. Tensors of two shapes would broadcast silently. */
    static Tensor of(Tensor ax, Tensor y) {
        if (!Arrays.equals(ax.shape(), y.shape())) {
            throw new IllegalArgumentException("measurement y " + Arrays.toString(y.shape())
                    + " does not fit the images: theirs is " + Arrays.toString(ax.shape()));
        }
        return ax.sub(y);
    }

    /** By how many times a measurement is smaller than its images in each direction, rounded; 1 where it has their size, or nearly. */
    static int factor(Tensor y, long... images) {
        return Math.max(1, (int) Math.round((double) images[2] / y.size(2)));
    }

    /** Refuses a measurement by a linear A that is not of images of that shape: it would broadcast silently. */
    static void requireFits(Measurement measurement, long... images) {
        Tensor y = measurement.y();
        var a = (LinearOperator) measurement.a();
        try (var scope = Scope.open()) {
            Require.check(
                    Arrays.equals(a.adjoint(y).shape(), images),
                    "measurement y " + Arrays.toString(y.shape()) + " does not fit the images "
                            + Arrays.toString(images));
        }
    }

    /** 1 where y was observed, 0 elsewhere, of y's shape: an entry that was not carries no noise. */
    static Tensor observed(Measurement measurement) {
        Tensor all = measurement.y().onesLike();
        return measurement.a() instanceof PartialObservation partial ? all.mul(partial.observed()) : all;
    }

    /** ‖r‖² of each image, (B, 1, 1, 1). */
    static Tensor squares(Tensor residual) {
        return residual.square().sum(1, 2, 3);
    }

    /** ‖r‖ of each image, (B, 1, 1, 1), with a gradient everywhere. */
    static Tensor norms(Tensor residual) {
        return squares(residual).add(TINY).sqrt();
    }
}
