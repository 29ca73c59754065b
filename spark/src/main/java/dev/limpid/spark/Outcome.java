package dev.limpid.spark;

import dev.limpid.io.RunRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The row of a picture, or of a page of it, in the tables.
 *
 * @param picture its path or address
 * @param page from 1, or null where the file holds one
 * @param name folder of its result below the output
 * @param reason why it has no result, in one line; null for a finished one
 * @param record of its result; null where it has none
 */
record Outcome(
        String picture,
        @Nullable Integer page,
        String name,
        State state,
        @Nullable String reason,
        @Nullable RunRecord record) {
    /** The ends that a picture can come to. */
    enum State {
        /** This job restored it. */
        RESTORED,
        /** It was restored before. */
        FOUND,
        /** It cannot be restored. */
        FAILED,
        /** Executors died with it. */
        QUARANTINED;

        /** In the tables it does not matter which job restored it. */
        String label() {
            return this == FAILED ? "failed" : this == QUARANTINED ? "quarantined" : "finished";
        }

        boolean finished() {
            return this == RESTORED || this == FOUND;
        }
    }

    static final String STATE = "state";

    /** The columns. Times are in seconds, memory in bytes, the residual in the units of a [−1, 1] image. */
    static final StructType SCHEMA = new StructType()
            .add("name", DataTypes.StringType, false)
            .add("page", DataTypes.IntegerType)
            .add("picture", DataTypes.StringType, false)
            .add(STATE, DataTypes.StringType, false)
            .add("reason", DataTypes.StringType)
            .add("task", DataTypes.StringType)
            .add("solver", DataTypes.StringType)
            .add("preset", DataTypes.StringType)
            .add("seed", DataTypes.LongType)
            .add("sha256", DataTypes.StringType)
            .add("residual", DataTypes.DoubleType)
            .add("metrics", DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType))
            .add("evaluations", DataTypes.LongType)
            .add("backward", DataTypes.LongType)
            .add("seconds", DataTypes.DoubleType)
            .add("peak_memory", DataTypes.LongType)
            .add("limpid", DataTypes.StringType)
            .add("libtorch", DataTypes.StringType)
            .add("java", DataTypes.StringType)
            .add("threads", DataTypes.IntegerType)
            .add("created", DataTypes.TimestampType);

    private static final String RESTORED = "restored";
    private static final String RESIDUAL = "residual";

    Row row() {
        if (record == null) {
            Object[] values = new Object[SCHEMA.size()];
            fill(values, name, page, picture, state.label(), reason);
            return RowFactory.create(values);
        }
        return RowFactory.create(
                name,
                page,
                picture,
                state.label(),
                reason,
                record.task(),
                record.solver(),
                String.valueOf(record.request().get("preset")),
                record.seed(),
                record.sha256().get("input"),
                record.metrics().getOrDefault(RESTORED, Map.of()).get(RESIDUAL),
                CollectionConverters.asScala(metrics(record)), // rows take no map of Java
                record.cost().forwardEvaluations(),
                record.cost().backwardEvaluations(),
                record.cost().seconds(),
                record.cost().peakMemoryBytes(),
                record.limpid(),
                record.environment().libtorch(),
                record.environment().java(),
                record.environment().threads(),
                java.sql.Timestamp.from(record.created()));
    }

    private static void fill(Object[] values, @Nullable Object... first) {
        System.arraycopy(first, 0, values, 0, first.length);
    }

    /** Such as restored.psnr; empty without a truth. */
    private static Map<String, Double> metrics(RunRecord record) {
        var all = new LinkedHashMap<String, Double>();
        record.metrics()
                .forEach((picture, scores) -> scores.forEach((metric, value) -> {
                    if (!metric.equals(RESIDUAL)) {
                        all.put(picture + "." + metric, value);
                    }
                }));
        return all;
    }
}
