package dev.limpid.experiment;

import dev.limpid.metric.FeatureNetwork;
import dev.limpid.metric.FeatureSet;
import dev.limpid.metric.Quantity;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Distances between the set of a solver's results and the set of the truths, by the pictures that an evaluation kept. Their features live
 * in the scope that is open.
 *
 * @param grid its pictures must all be there; there is no distance where others have been kept in their place
 */
record SetDistances(List<? extends FeatureNetwork> networks, Grid grid, Map<String, Optional<FeatureSet>> known) {
    private static final int FEWEST = 2;

    SetDistances(List<? extends FeatureNetwork> networks, Grid grid) {
        this(networks, grid, new HashMap<>());
    }

    /** The numbers that there are: for each network its Fréchet and its kernel distance. */
    List<Quantity> quantities() {
        return networks.stream()
                .flatMap(network -> List.of(network.frechet(), network.kernel()).stream())
                .toList();
    }

    /** A number of one of {@link #quantities}; empty where a picture is not there, or too small for the network. */
    OptionalDouble of(String problem, String solver, Quantity quantity) {
        for (FeatureNetwork network : networks) {
            boolean frechet = network.frechet().equals(quantity);
            if (frechet || network.kernel().equals(quantity)) {
                Optional<FeatureSet> results = features(network, problem, solver);
                Optional<FeatureSet> truths = features(network, problem, KeptPictures.TRUTH);
                if (results.isPresent() && truths.isPresent()) {
                    return OptionalDouble.of(
                            frechet
                                    ? results.get().frechet(truths.get())
                                    : results.get().pairedKernel(truths.get()));
                }
            }
        }
        return OptionalDouble.empty();
    }

    /** Read and computed once, as every problem has one set of truths for all solvers. */
    private Optional<FeatureSet> features(FeatureNetwork network, String problem, String name) {
        String key = String.join("\n", network.suffix(), problem, name);
        Optional<FeatureSet> there = known.get(key);
        if (there == null) {
            there = read(network, problem, name);
            known.put(key, there);
        }
        return there;
    }

    private Optional<FeatureSet> read(FeatureNetwork network, String problem, String name) {
        var rows = new ArrayList<Tensor>();
        for (int i = 0; i < grid.pictures().size(); i++) {
            try (var scope = Scope.open()) {
                Optional<Tensor> picture = picture(problem, i, name);
                if (picture.isEmpty()
                        || Math.min(picture.get().size(2), picture.get().size(3)) < network.minimumSide()) {
                    return Optional.empty();
                }
                rows.add(scope.keep(network.of(picture.get())));
            }
        }
        return rows.size() < FEWEST ? Optional.empty() : Optional.of(new FeatureSet(Tensor.cat(rows, 0)));
    }

    /** A kept picture; empty where it is not there, is damaged, or is of another picture than the experiment's. */
    private Optional<Tensor> picture(String problem, int number, String name) {
        return grid.keeps(problem, number) ? grid.kept().read(problem, number, name) : Optional.empty();
    }
}
