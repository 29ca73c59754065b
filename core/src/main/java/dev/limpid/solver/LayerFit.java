package dev.limpid.solver;

/** The parameters of the inner problem that DMILO and DMILO-PGD share: fitting one layer g_i. */
interface LayerFit {
    /** J, Adam steps per layer and outer iteration. */
    int innerIterations();

    /** Adam's rate for z. */
    double latentRate();

    /** Adam's rate for ν; 0: no deviation. */
    double deviationRate();

    /** λ, the weight of the mean of |ν|. */
    double deviationWeight();

    /** λ_z, the weight of the mean of z². */
    double latentWeight();

    /** Layers of the generator that are fitted, from the image side; 0: all of them. */
    int layers();
}
