package dev.limpid.solver;

import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Tensor;

/**
 * Gaussians between two times of a prior, and x̂_0 at a time. Times count from 1, the schedule's t = 0; time 0 is the clean image.
 *
 * @param eta η, which scales their standard deviation
 */
record Bridges(DiffusionPrior prior, double eta) {
    /**
     * The Gaussian of x at time u between x_t and x_0: mean {@code ofX} x_t + {@code ofX0} x_0, standard deviation {@code std}; for η = 1
     * that of the forward process.
     */
    record Bridge(double ofX, double ofX0, double std) {
        static Bridge between(double alphaBarT, double alphaBarU, double eta) {
            double ratio = alphaBarT / alphaBarU;
            double std = eta * Math.sqrt((1 - ratio) * (1 - alphaBarU) / (1 - alphaBarT));
            double ofX = Math.sqrt((1 - alphaBarU - std * std) / (1 - alphaBarT));
            return new Bridge(ofX, Math.sqrt(alphaBarU) - ofX * Math.sqrt(alphaBarT), std);
        }

        Tensor mean(Tensor x, Tensor x0) {
            return x.mul(ofX).add(x0.mul(ofX0));
        }
    }

    Bridge between(int from, int to) {
        return Bridge.between(alphaBar(from), alphaBar(to), eta);
    }

    /** ᾱ of a time; 1 of time 0, before the schedule's first. */
    double alphaBar(int time) {
        return prior.schedule().alphaBar(time - 1);
    }

    /** ε̂ at a time of at least 1. */
    Tensor epsilon(Tensor x, int time) {
        return prior.denoiser().epsilon(x, time - 1);
    }

    /** (x − √(1 − ᾱ) ε̂) / √ᾱ. */
    Tensor x0Hat(Tensor x, Tensor epsilon, int time) {
        return x.sub(epsilon.mul(Math.sqrt(1 - alphaBar(time)))).div(Math.sqrt(alphaBar(time)));
    }
}
