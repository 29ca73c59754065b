package dev.limpid.experiment;

import dev.limpid.degradation.Drawn;
import dev.limpid.degradation.OptionFiles;
import dev.limpid.degradation.Task;
import dev.limpid.degradation.Values;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A task with the values of its options, as {@code restore --simulate} has them.
 *
 * @param values the task's protocol has the rest
 * @param seed of everything that is drawn
 * @param files that the values name
 * @param hashes of these files by the keys of their options
 */
record TaskProblem(String label, Task task, Values values, long seed, OptionFiles files, Map<String, String> hashes)
        implements TestProblem {
    TaskProblem {
        hashes = Map.copyOf(hashes);
    }

    /** @throws IOException if a file cannot be read */
    static TaskProblem of(Experiment.Setting setting, long seed, OptionFiles files) throws IOException {
        files.load(setting.values());
        return new TaskProblem(
                setting.label(), setting.task(), setting.values(), seed, files, files.hashes(setting.values()));
    }

    /** Files count by their hashes. */
    @Override
    public Optional<String> parameters() {
        var all = new TreeMap<String, Object>(values.request());
        values.eachFile((option, path) -> all.remove(option.key()));
        all.putAll(hashes);
        return Optional.of(task.name() + " " + all);
    }

    @Override
    public Optional<String> taskOf(NamedSolver solver) {
        return Optional.of(task.tunedAs()).filter(solver::isFor);
    }

    @Override
    public Degraded degrade(Tensor truth, int number) throws IOException {
        int height = (int) truth.size(2);
        int width = (int) truth.size(3);
        var request = new Task.Request(values, Math.min(height, width), true, files, new ArrayList<>());
        Rng rng = Rng.of(seed).image(number);
        Drawn drawn = task.make(request).draw(height, width, rng);
        Measurement measurement = Measurement.simulate(truth, drawn.a(), Noise.gaussian(task.noiseLevel(values)), rng);
        return new Degraded(measurement, drawn.sought());
    }
}
