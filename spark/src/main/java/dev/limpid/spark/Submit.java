package dev.limpid.spark;

import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.FailureText;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program that {@code spark-submit} starts. Exit codes: 0 all pictures are restored, 1 some are not, 2 wrong usage. */
public final class Submit {
    private static final Logger LOG = LoggerFactory.getLogger(Submit.class);
    private static final String MAX_FAILURES = "spark.task.maxFailures";

    /** Two executors for each picture of a task that they die with; Spark's own 4 would end the job with the second such picture. */
    private static final String FAILURES = "100";

    /** Tasks for each processor, so that none is idle for long while others end. */
    private static final int TASKS = 3;

    private static final int USAGE = 2;

    private final List<String> arguments;
    private final Settings settings;
    private final PrintStream out;

    private Submit(List<String> arguments, Settings settings, PrintStream out) {
        this.arguments = arguments;
        this.settings = settings;
        this.out = out;
    }

    /** Runs the job, and ends the process unless all is well: a cluster's manager takes that for a failed job. */
    public static void main(String[] args) {
        int code = run(List.of(args), System.out, System.err);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** The exit code. */
    static int run(List<String> given, PrintStream out, PrintStream err) {
        List<String> arguments = Arguments.absolute(given);
        var settings = new Settings();
        CommandLine parser = Settings.parser(settings);
        try {
            ParseResult parsed = parser.parseArgs(arguments.toArray(String[]::new));
            if (parsed.isUsageHelpRequested()) {
                parser.usage(out);
                return 0;
            }
            if (parsed.isVersionHelpRequested()) {
                parser.printVersionHelp(out);
                return 0;
            }
            settings.check();
            return new Submit(arguments, settings, out).run();
        } catch (ParameterException | InvalidRequestException e) {
            err.println("limpid-spark: " + FailureText.of(e));
            return USAGE;
        } catch (Exception e) {
            // Spark's own exceptions are of any kind, whatever its methods declare.
            LOG.info("the job failed", e);
            err.println("limpid-spark: " + FailureText.of(root(e)));
            return 1;
        }
    }

    /** Spark's own say that a command failed, and not why. */
    private static Throwable root(Throwable e) {
        Throwable cause = e.getCause();
        boolean ofSpark = e.getClass().getName().startsWith("org.apache.spark.");
        return ofSpark && cause != null ? root(cause) : e;
    }

    private int run() throws IOException {
        var own = new SparkConf().setAppName("limpid");
        if (!own.contains(MAX_FAILURES)) {
            own.set(MAX_FAILURES, FAILURES);
        }
        try (SparkSession spark = SparkSession.builder().config(own).getOrCreate()) {
            return restore(spark);
        }
    }

    private int restore(SparkSession spark) throws IOException {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        var storage = new Storage(context.hadoopConfiguration());
        var layout = new Layout(storage.resolved(settings.output()));
        List<Picture> pictures = new Inputs(spark, storage, layout).of(settings.input());
        var configuration = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
        prepare(storage, layout);
        var counters = new Counters(spark.sparkContext());
        String application = spark.sparkContext().applicationId();
        spark.sparkContext().addSparkListener(new Progress(counters, storage, layout, application, pictures.size()));
        List<Bundle> bundles = bundles(context, pictures, configuration);
        JavaRDD<Row> rows = context.parallelize(bundles, bundles.size())
                .flatMap(new RestoreBundle(arguments, layout, application, configuration, counters));
        new Tables(spark, storage, layout).write(rows);
        storage.delete(layout.temporary());
        Attempts.forgetEnded(storage, layout);
        return report(counters, layout);
    }

    /** Removes what a former job left on its way, and finds out whether the output can be written to. */
    private void prepare(Storage storage, Layout layout) throws IOException {
        storage.delete(layout.temporary());
        try {
            storage.mark(layout.temporary() + "/written");
        } catch (IOException e) {
            throw new InvalidRequestException(
                    "--output " + layout.root() + ": cannot be written to: " + FailureText.of(e), e);
        }
        if (settings.retryQuarantined()) {
            storage.delete(layout.begun());
        }
        Attempts.forgetEnded(storage, layout);
    }

    private List<Bundle> bundles(
            JavaSparkContext context, List<Picture> pictures, Broadcast<SerializableConfiguration> configuration) {
        int least = TASKS * context.defaultParallelism();
        int slices = Math.min(pictures.size(), Math.max(least, pictures.size() / 2000));
        long[] pixels = context.parallelize(pictures, slices).mapPartitions(new Sizes(configuration)).collect().stream()
                .mapToLong(Long::longValue)
                .toArray();
        return Bundle.of(
                pictures,
                pixels,
                Math.min(settings.taskPixels(), LongStream.of(pixels).sum() / least));
    }

    private int report(Counters counters, Layout layout) {
        long failed = counters.of(Outcome.State.FAILED) + counters.of(Outcome.State.QUARANTINED);
        out.println(counters.describe());
        out.println("results in " + layout.root() + ", listed in " + layout.results());
        if (failed > 0) {
            out.println("failures, with the reason, in " + layout.failures());
        }
        return failed > 0 ? 1 : 0;
    }
}
