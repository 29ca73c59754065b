package dev.limpid.cli.train;

import dev.limpid.job.Reading;
import dev.limpid.prior.Architecture;
import dev.limpid.training.TrainingFiles;
import dev.limpid.training.TrainingPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * A training to begin or to go on with.
 *
 * @param data folder of pictures
 * @param excluded names below it that are left out
 * @param reading how they are read
 * @param channels of the network, or empty for what the pictures have
 * @param plan the training of a network
 * @param network the network for a number of channels, where none is refined
 * @param files where it lives
 * @param from a prior whose weights are refined
 * @param config a YAML file with the architecture of that prior
 * @param resume whether to go on with the training in the files
 * @param saveEvery time between two savings
 */
public record TrainRequest(
        Path data,
        Set<String> excluded,
        Reading reading,
        Optional<Integer> channels,
        Function<Architecture, TrainingPlan> plan,
        IntFunction<Architecture> network,
        TrainingFiles files,
        Optional<String> from,
        Optional<Path> config,
        boolean resume,
        Duration saveEvery) {}
