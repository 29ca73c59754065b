package dev.limpid.prior;

/**
 * How much of the image is left at each training time step: x_t = √ᾱ_t x_0 + √(1 − ᾱ_t) ε, t = 0 … T − 1, in float64.
 */
public final class NoiseSchedule {
    private static final int STEPS = 1000;

    private final String name;
    private final double[] alphaBar;
    private final double pace;

    private NoiseSchedule(String name, double[] alphaBar) {
        this(name, alphaBar, 1);
    }

    private NoiseSchedule(String name, double[] alphaBar, double pace) {
        this.name = name;
        this.alphaBar = alphaBar;
        this.pace = pace;
    }

    /** β from 1e-4 to 0.02 in equal steps, T = 1000. Source: Ho et al., DDPM, NeurIPS 2020, §4. */
    public static NoiseSchedule linear() {
        var alphaBar = new double[STEPS];
        double product = 1;
        for (int t = 0; t < STEPS; t++) {
            product *= 1 - (1e-4 + (0.02 - 1e-4) * t / (STEPS - 1));
            alphaBar[t] = product;
        }
        return new NoiseSchedule("linear", alphaBar);
    }

    /**
     * ᾱ along a squared cosine, β at most 0.999, T = 1000. Source: Nichol and Dhariwal, "Improved denoising diffusion
     * probabilistic models", ICML 2021, §3.2.
     */
    public static NoiseSchedule cosine() {
        var alphaBar = new double[STEPS];
        double product = 1;
        for (int t = 0; t < STEPS; t++) {
            double beta = Math.min(1 - squaredCosine(t + 1) / squaredCosine(t), 0.999);
            product *= 1 - beta;
            alphaBar[t] = product;
        }
        return new NoiseSchedule("cosine", alphaBar);
    }

    private static double squaredCosine(int t) {
        double c = Math.cos(((double) t / STEPS + 0.008) / 1.008 * Math.PI / 2);
        return c * c;
    }

    /** The schedule of that name in a checkpoint's configuration. */
    public static NoiseSchedule named(String name) {
        return switch (name) {
            case "linear" -> linear();
            case "cosine" -> cosine();
            default -> throw new IllegalArgumentException("unknown noise schedule '" + name + "': linear or cosine");
        };
    }

    /**
     * The same noise at another pace: ᾱ of time t is this one's at time {@code pace} t. Every grid of times then begins with less noise, and
     * has the spacing that it has.
     *
     * @param pace in (0, 1)
     */
    NoiseSchedule slowed(double pace) {
        var slow = new double[alphaBar.length];
        for (int t = 0; t < slow.length; t++) {
            slow[t] = alphaBar(pace * t);
        }
        return new NoiseSchedule(name, slow, this.pace * pace);
    }

    /** Whether x_t is nothing but noise in the end; with less of it the image shows through, and pure noise is no x_t. */
    public boolean endsInNoise() {
        return pace == 1;
    }

    /** By which factor a step is shorter than the same one of the schedule that was slowed; 1 of any other. */
    public double pace() {
        return pace;
    }

    /** By which {@link #named} finds it; of a slowed one, the schedule that it has slowed. */
    public String name() {
        return name;
    }

    /** T. */
    public int steps() {
        return alphaBar.length;
    }

    /** ᾱ_t; 1 for t = −1, before the first step. */
    public double alphaBar(int t) {
        if (t < -1 || t >= alphaBar.length) {
            throw new IllegalArgumentException(
                    "time step must be between -1 and " + (alphaBar.length - 1) + ", got " + t);
        }
        return t == -1 ? 1 : alphaBar[t];
    }

    /**
     * ᾱ between the training times, by straight lines in its logarithm.
     *
     * @param t −1 (the clean image, ᾱ = 1) … T − 1
     */
    public double alphaBar(double t) {
        int below = (int) Math.floor(t);
        double lower = alphaBar(below);
        return t == below ? lower : lower * Math.pow(alphaBar(below + 1) / lower, t - below);
    }

    /** √(1 − ᾱ_t) / √ᾱ_t: the noise of x_t / √ᾱ_t, in the units of a [−1, 1] image. */
    public double noiseToImage(double t) {
        double alphaBar = alphaBar(t);
        return Math.sqrt((1 - alphaBar) / alphaBar);
    }

    /** The time whose {@link #noiseToImage} is {@code sigma}; that of the last one where it is larger. */
    public double time(double sigma) {
        double sought = 1 / (1 + sigma * sigma);
        int below = -1;
        int above = steps() - 1;
        if (sought <= alphaBar(above)) {
            return above;
        }
        while (above - below > 1) {
            int middle = (below + above) >>> 1;
            if (alphaBar(middle) >= sought) {
                below = middle;
            } else {
                above = middle;
            }
        }
        return below + Math.log(sought / alphaBar(below)) / Math.log(alphaBar(above) / alphaBar(below));
    }

    /**
     * α_t = √ᾱ_t, what is left of the image, in the float32 arithmetic of the networks' training and of the published
     * samplers: at t = 999 x̂_0 amplifies one unit in the last place of σ_t to 1e-5.
     */
    public double alpha(int t) {
        return (float) Math.sqrt((float) alphaBar(t));
    }

    /** σ_t = √(1 − ᾱ_t), the standard deviation of the noise, in the same arithmetic. */
    public double sigma(int t) {
        return (float) Math.sqrt(1 - (float) alphaBar(t));
    }

    /** (1 − ᾱ_s) / (1 − ᾱ_t) · (1 − ᾱ_t / ᾱ_s): the variance of a DDPM step from t to s. */
    public double variance(int t, int s) {
        return (1 - alphaBar(s)) / (1 - alphaBar(t)) * (1 - alphaBar(t) / alphaBar(s));
    }
}
