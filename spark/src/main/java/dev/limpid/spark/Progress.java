package dev.limpid.spark;

import dev.limpid.restoration.CostEstimate;
import java.io.IOException;
import java.time.Duration;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells in the driver's log how far the job is, and leaves marks of executors that have gone. */
final class Progress extends SparkListener {
    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
    private static final long PAUSE = Duration.ofSeconds(10).toNanos();

    private final Counters counters;
    private final Storage storage;
    private final Layout layout;
    private final String application;
    private final int pictures;
    private final long start = System.nanoTime();
    private long told = start;

    Progress(Counters counters, Storage storage, Layout layout, String application, int pictures) {
        this.counters = counters;
        this.storage = storage;
        this.layout = layout;
        this.application = application;
        this.pictures = pictures;
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        long now = System.nanoTime();
        long done = counters.all();
        if (done == 0 || now - told < PAUSE) {
            return;
        }
        told = now;
        double left = (now - start) / 1e9 / done * Math.max(0, pictures - done);
        LOG.info(
                "{} of {} pictures, about {} left: {}",
                done,
                pictures,
                CostEstimate.duration(left),
                counters.describe());
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        try {
            storage.mark(layout.lost() + "/" + Attempts.name(application, removed.executorId()));
        } catch (IOException e) {
            LOG.warn(
                    "the loss of executor {} cannot be marked: its pictures count as not tried",
                    removed.executorId(),
                    e);
        }
    }
}
