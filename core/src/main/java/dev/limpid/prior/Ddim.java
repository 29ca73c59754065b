package dev.limpid.prior;

import dev.limpid.tensor.Tensor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of a DDIM step from time t to time s, given the predicted noise.
 *
 * <p>x̂_0 = (x − s_t ε̂) / a_t, cut to [−1, 1] if {@code clip}; ε̂ ← (x − a_t x̂_0) / s_t if {@code rederive}; then x_s = a_s x̂_0
 * + c_2 ε̂ + c_1 ε, with c_1 = η √variance(t, s) and c_2 = √(1 − ᾱ_s − c_1²).
 *
 * <p>Source: Song et al., "Denoising diffusion implicit models", ICLR 2021, Eq. 12; the authors' {@code ddim_sampler.py}.
 *
 * @param clip whether x̂_0 is cut to the range of images; DMILO and DMPlug do
 * @param rederive whether ε̂ is derived again from the cut x̂_0; DMILO and DMPlug do
 * @param eta η, 0 for a deterministic step and 1 for DDPM's variance
 */
public record Ddim(NoiseSchedule schedule, int t, int s, boolean clip, boolean rederive, double eta) {
    public Ddim {
        if (!(eta >= 0 && eta <= 1)) {
            throw new IllegalArgumentException("eta must be between 0 and 1, got " + eta);
        }
    }

    /** The step that DMILO and DMPlug compose: clipped, with ε̂ derived again, deterministic. */
    public static Ddim deterministic(NoiseSchedule schedule, TimeGrid.Step step) {
        return new Ddim(schedule, step.t(), step.s(), true, true, 0);
    }

    /** x̂_0 as the step uses it. Always formed in float32: at t = 999 rounding is amplified 157 times. */
    public Tensor x0Hat(Tensor x, Tensor epsilon) {
        Tensor x0Hat = x.sub(epsilon.mul(schedule.sigma(t))).div(schedule.alpha(t));
        return clip ? x0Hat.clamp(-1, 1) : x0Hat;
    }

    /**
     * x_s.
     *
     * @param noise ε, standard normal; needed if η &gt; 0
     */
    public Tensor next(Tensor x, Tensor epsilon, @Nullable Tensor noise) {
        Tensor x0Hat = x0Hat(x, epsilon);
        Tensor direction = rederive ? epsilon(x, x0Hat) : epsilon;
        return towards(x0Hat, direction, () -> {
            if (noise == null) {
                throw new IllegalArgumentException("a DDIM step with eta " + eta + " needs noise");
            }
            return noise;
        });
    }

    /** The ε̂ whose x̂_0 that is: (x − a_t x̂_0) / s_t. */
    public Tensor epsilon(Tensor x, Tensor x0Hat) {
        return x.sub(x0Hat.mul(schedule.alpha(t))).div(schedule.sigma(t));
    }

    /**
     * a_s x̂_0 + c_2 ε̂ + c_1 ε, for methods that change x̂_0 before.
     *
     * @param noise ε, standard normal; asked for where c_1 is not 0
     */
    public Tensor towards(Tensor x0Hat, Tensor direction, Supplier<Tensor> noise) {
        double c1 = eta * Math.sqrt(schedule.variance(t, s));
        Tensor next = x0Hat.mul(schedule.alpha(s)).add(direction.mul(share()));
        return c1 == 0 ? next : next.add(noise.get().mul(c1));
    }

    /** c_2, how much of ε̂ the step keeps. */
    public double share() {
        double c1 = eta * Math.sqrt(schedule.variance(t, s));
        return Math.sqrt(1 - schedule.alphaBar(s) - c1 * c1);
    }
}
