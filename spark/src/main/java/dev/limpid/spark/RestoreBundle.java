package dev.limpid.spark;

import dev.limpid.tensor.LibTorch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task: restores the pictures of a bundle one after the other. No picture's failure is the task's.
 *
 * @param arguments of the job
 * @param application Spark's name for the job
 */
record RestoreBundle(
        List<String> arguments,
        Layout layout,
        String application,
        Broadcast<SerializableConfiguration> configuration,
        Counters counters)
        implements FlatMapFunction<Bundle, Row> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(RestoreBundle.class);

    @Override
    public Iterator<Row> call(Bundle bundle) throws IOException, InterruptedException {
        TaskContext task = TaskContext.get();
        // A sum over two threads is another one in its last digits: the processors of a task decide, and not those of a
        // node.
        LibTorch.useThreads(task.cpus());
        var storage = new Storage(configuration.value().value());
        var run = new PictureRun(Settings.of(arguments), layout, storage, task::isInterrupted);
        var attempts = new Attempts(
                storage, layout, Attempts.name(application, SparkEnv.get().executorId()));
        var rows = new ArrayList<Row>();
        for (Picture picture : bundle.pictures()) {
            for (Outcome outcome : restore(picture, run, attempts)) {
                counters.count(outcome);
                log(outcome);
                rows.add(outcome.row());
            }
        }
        return rows.iterator();
    }

    private static List<Outcome> restore(Picture picture, PictureRun run, Attempts attempts)
            throws IOException, InterruptedException {
        int blame = attempts.blame(picture.name());
        if (blame >= Attempts.MOST) {
            return List.of(quarantined(picture));
        }
        try (var held = Solitude.enter(blame > 0)) {
            List<Outcome> outcomes;
            try (var attempt = attempts.begin(picture.name())) {
                outcomes = run.of(picture);
            }
            if (blame > 0) {
                attempts.forget(picture.name());
            }
            return outcomes;
        }
    }

    private static Outcome quarantined(Picture picture) {
        return new Outcome(
                picture.file(),
                null,
                picture.name(),
                Outcome.State.QUARANTINED,
                "executors died again and again while they restored it; --retry-quarantined tries it once more",
                null);
    }

    private static void log(Outcome outcome) {
        if (outcome.record() != null) {
            LOG.info(
                    "{}: {}, {} evaluations in {} s",
                    outcome.name(),
                    outcome.state().label(),
                    outcome.record().cost().forwardEvaluations(),
                    outcome.record().cost().seconds());
        } else {
            LOG.warn("{}: {}: {}", outcome.picture(), outcome.state().label(), outcome.reason());
        }
    }
}
