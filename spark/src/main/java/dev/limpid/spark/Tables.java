package dev.limpid.spark;

import java.io.IOException;
import java.util.UUID;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** The tables of a job in Parquet: each takes the place of that of a former job when it is complete. */
record Tables(SparkSession spark, Storage storage, Layout layout) {
    /** Rows of a file. */
    private static final long ROWS = 1_000_000;

    /** Runs the job whose rows these are, and writes the tables. */
    void write(JavaRDD<Row> rows) throws IOException {
        String all = layout.temporary() + "/rows-" + UUID.randomUUID();
        spark.createDataFrame(rows, Outcome.SCHEMA).write().parquet(Storage.forSpark(all));
        Dataset<Row> read = spark.read().schema(Outcome.SCHEMA).parquet(Storage.forSpark(all));
        Column finished = functions.col(Outcome.STATE).equalTo("finished");
        write(read.filter(finished).drop(Outcome.STATE, "reason"), layout.results());
        write(
                read.filter(functions.not(finished)).select("name", "page", "picture", Outcome.STATE, "reason"),
                layout.failures());
    }

    private void write(Dataset<Row> table, String place) throws IOException {
        String partial = layout.temporary() + "/table-" + UUID.randomUUID();
        table.sort("name", "page")
                .coalesce((int) (1 + table.count() / ROWS))
                .write()
                .parquet(Storage.forSpark(partial));
        storage.move(partial, place);
    }
}
