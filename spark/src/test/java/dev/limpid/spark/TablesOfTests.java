package dev.limpid.spark;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A program for Spark: prints tables as lines of JSON, after {@code show}, or writes a manifest of files, after {@code manifest}. */
public final class TablesOfTests {
    private TablesOfTests() {}

    /** The word, then paths of tables; or the word, the manifest's path, and files. */
    public static void main(String[] args) throws IOException {
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            List<String> paths = Arrays.asList(args).subList(1, args.length);
            if (args[0].equals("show")) {
                for (String path : paths) {
                    System.out.println(path);
                    spark.read().parquet(path).toJSON().collectAsList().forEach(System.out::println);
                }
            } else {
                spark.createDataFrame(
                                paths.subList(1, paths.size()).stream()
                                        .map(RowFactory::create)
                                        .toList(),
                                new StructType().add("file", DataTypes.StringType))
                        .write()
                        .parquet(paths.get(0));
            }
        }
    }
}
