package dev.limpid.spark;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A program for Spark: prints two tables as lines of JSON, and writes a manifest of files. */
public final class TablesOfTests {
    private static final int TABLES = 2;

    private TablesOfTests() {}

    /** The paths of the tables, that of the manifest, and its files. */
    public static void main(String[] args) throws IOException {
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            for (String table : List.of(args).subList(0, TABLES)) {
                System.out.println(table);
                spark.read().parquet(table).toJSON().collectAsList().forEach(System.out::println);
            }
            spark.createDataFrame(
                            Arrays.stream(args)
                                    .skip(TABLES + 1)
                                    .map(RowFactory::create)
                                    .toList(),
                            new StructType().add("file", DataTypes.StringType))
                    .write()
                    .parquet(args[TABLES]);
        }
    }
}
