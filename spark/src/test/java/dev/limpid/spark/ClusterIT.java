package dev.limpid.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.degradation.NoiseSetting;
import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.degradation.Values;
import dev.limpid.io.RunRecord;
import dev.limpid.io.Sha256;
import dev.limpid.job.JobRequest;
import dev.limpid.job.JobRunner;
import dev.limpid.job.Jobs;
import dev.limpid.job.ResultForm;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.SolverChoice;
import dev.limpid.solver.Preset;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.LibTorch;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged job on two executors, one of which is killed, with a picture that kills executors, one in a store, one that is damaged, and
 * two hundred others.
 */
class ClusterIT {
    private static final int COUNT = 200;
    private static final int SIDE = 40;
    private static final int KILLED_AT = 25;
    private static final long SEED = 7;
    private static final Pattern NAME = Pattern.compile("\"name\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** In a store. */
    private static final String FAR = "far \"100%\" away";

    private static final List<String> STORE =
            List.of("--conf", "spark.hadoop.fs.store.impl=" + StoreOfTests.class.getName());

    @TempDir
    private Path folder;

    private Path pictures() {
        return folder.resolve("pictures");
    }

    private Path out() {
        return folder.resolve("out");
    }

    /** Noise of several sizes, so that tasks differ. */
    private void write() throws IOException {
        var random = new Random(5);
        Files.createDirectories(pictures().resolve("below"));
        for (int i = 0; i < COUNT; i++) {
            write(pictures().resolve((i % 3 == 0 ? "below/" : "") + "p" + i + ".png"), SIDE + i % 5, random);
        }
        Files.writeString(pictures().resolve("damaged.png"), "no picture");
        write(folder.resolve("deadly.png"), SIDE, random);
        write(folder.resolve(FAR + ".png"), SIDE, random);
    }

    private static void write(Path file, int side, Random random) throws IOException {
        var image = new BufferedImage(side, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < side; x++) {
                image.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        ImageIO.write(image, "png", file.toFile());
    }

    private String[] arguments(String... inputs) {
        var all = new ArrayList<>(List.of("--input"));
        all.addAll(List.of(inputs));
        all.addAll(List.of("--output", out().toString(), "--task", "denoise", "--noise", "0.1"));
        all.addAll(List.of("--solver", "diffpir", "--set", "steps=4", "--seed", Long.toString(SEED)));
        all.addAll(List.of("--task-pixels", "150000"));
        return all.toArray(String[]::new);
    }

    @Test
    void nothingIsLostAndNothingIsTwice() throws Exception {
        write();
        Spark spark = Spark.in(Files.createDirectories(folder.resolve("spark")));
        String deadly = "store:" + folder.resolve("deadly.png");
        String far = "store:" + folder.resolve(FAR + ".png");
        var cluster = new ArrayList<>(List.of("--master", "local-cluster[2,1,2048]", "--class"));
        cluster.addAll(List.of(Submit.class.getName(), "--jars", spark.tests().toString()));
        cluster.addAll(STORE);

        Process job = spark.submit(cluster, Spark.built(), arguments(pictures().toString(), deadly, far));
        killAnExecutor(job);
        Spark.End end = spark.end(job);

        assertThat(end.code()).as(end.err()).isEqualTo(1);
        assertThat(end.out()).contains("1 failed, 1 quarantined").contains("failures.parquet");
        assertThat(counted(end.out())).isEqualTo(COUNT + 1);
        Map<String, RunRecord> records = records();
        assertThat(records).hasSize(COUNT + 1);
        assertThat(Objects.requireNonNull(records.get(FAR)).request()).containsEntry("input", far);
        sameAsOneMachine(records);
        tables(spark, records, deadly, far);
        again(spark);
    }

    /** As soon as some pictures are done. */
    private void killAnExecutor(Process job) throws Exception {
        while (job.isAlive() && recordFiles().size() < KILLED_AT) {
            Thread.sleep(100);
        }
        List<ProcessHandle> executors = job.descendants()
                .filter(one -> one.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
                .toList();
        assertThat(executors).isNotEmpty();
        assertThat(executors.get(0).destroyForcibly()).isTrue();
    }

    private static long counted(String out) {
        Matcher counts = Pattern.compile("(\\d+) restored, (\\d+) found").matcher(out);
        assertThat(counts.find()).as(out).isTrue();
        return Long.parseLong(counts.group(1)) + Long.parseLong(counts.group(2));
    }

    /** The records of all finished pictures, by their names. */
    private Map<String, RunRecord> records() throws IOException {
        var records = new TreeMap<String, RunRecord>();
        for (Path file : recordFiles()) {
            records.put(
                    out().relativize(file.resolveSibling("")).toString().replaceFirst("/$", ""), RunRecord.read(file));
        }
        return records;
    }

    private List<Path> recordFiles() throws IOException {
        // While the job runs, files on their way vanish under a walk.
        List<Path> files = new ArrayList<>();
        for (String folder : List.of("", "below")) {
            Path place = out().resolve(folder);
            if (Files.isDirectory(place)) {
                try (Stream<Path> results = Files.list(place)) {
                    results.map(one -> one.resolve(Layout.RECORD))
                            .filter(Files::exists)
                            .forEach(files::add);
                }
            }
        }
        return files;
    }

    private void sameAsOneMachine(Map<String, RunRecord> records) throws IOException {
        LibTorch.useThreads(1);
        for (Map.Entry<String, RunRecord> one : records.entrySet()) {
            Path picture = one.getKey().equals(FAR)
                    ? folder.resolve(FAR + ".png")
                    : pictures().resolve(one.getKey() + ".png");
            RunRecord alone = alone(picture);
            assertThat(one.getValue().results()).as(one.getKey()).isEqualTo(alone.results());
            assertThat(one.getValue().seed()).isEqualTo(alone.seed());
            assertThat(one.getValue().sha256()).isEqualTo(alone.sha256());
            assertThat(one.getValue().configuration()).isEqualTo(alone.configuration());
            Path restored = out().resolve(one.getKey()).resolve("restored.png");
            assertThat(Sha256.of(restored)).isEqualTo(alone.results().get("restored.png"));
        }
    }

    /** The engine without a cluster. */
    private RunRecord alone(Path picture) throws IOException {
        Task task = Tasks.named("denoise");
        Values values = Values.NONE.parsed(NoiseSetting.NOISE, "0.1");
        SolverChoice solver = SolverChoice.of("diffpir", Preset.BRIEF, task.tunedAs(), Map.of("steps", "4"));
        var settings = Settings.of(List.of(arguments("-")));
        var jobs = new Jobs(task, values, false, any -> solver, settings.reading(), event -> {});
        jobs.add(List.of(picture));
        JobRequest request = JobRequest.ofPictures(
                jobs,
                folder.resolve("alone").resolve(String.valueOf(picture.getFileName())),
                JobRequest.Finished.KEEP,
                1,
                settings.reading(),
                new Compute(Compute.PHOTOGRAPHS, Seeds.of(SEED, Sha256.of(picture)), Device.CPU),
                settings.tiling(),
                new ResultForm(null, false, false, 1, false, true));
        return new JobRunner(request, new Heard(), () -> false, ExecutorPriors.INSTANCE)
                .run()
                .records()
                .get(0);
    }

    /** Prints the tables, and writes a manifest of the same pictures. */
    private void tables(Spark spark, Map<String, RunRecord> records, String... addresses) throws Exception {
        var arguments = new ArrayList<>(List.of(
                out().resolve("results.parquet").toString(),
                out().resolve("failures.parquet").toString(),
                manifest()));
        arguments.addAll(List.of(addresses));
        try (Stream<Path> all = Files.walk(pictures())) {
            all.filter(Files::isRegularFile)
                    .map(file -> pictures().relativize(file).toString())
                    .forEach(arguments::add);
        }
        Spark.End shown = spark.run(
                List.of("--master", "local[1]", "--class", TablesOfTests.class.getName()),
                spark.tests(),
                arguments.toArray(String[]::new));
        assertThat(shown.code()).as(shown.err()).isZero();
        String[] tables = shown.out().split("failures.parquet", -1);
        assertThat(names(tables[0])).containsExactlyInAnyOrderElementsOf(records.keySet());
        assertThat(tables[0]).contains("\"residual\":", "\"evaluations\":4", "\"threads\":1");
        assertThat(names(tables[1])).containsExactly("damaged", "deadly");
        assertThat(tables[1])
                .contains("\"quarantined\",\"reason\":\"executors died again and again while they restored it")
                .contains("\"failed\",\"reason\":\"is not a picture that can be read");
    }

    private static Stream<String> names(String table) {
        return NAME.matcher(table).results().map(found -> found.group(1).replace("\\\"", "\""));
    }

    private String manifest() {
        return pictures().resolve("list.parquet").toString();
    }

    /** Cut otherwise, named by a manifest, and in one process, which the deadly picture would end. */
    private void again(Spark spark) throws Exception {
        var local = new ArrayList<>(List.of("--master", "local[2]", "--class", Submit.class.getName()));
        local.addAll(List.of("--jars", spark.tests().toString()));
        local.addAll(STORE);
        Map<String, RunRecord> before = records();

        Spark.End end = spark.run(local, Spark.built(), arguments(manifest()));

        assertThat(end.code()).as(end.err()).isEqualTo(1);
        assertThat(end.out()).contains("0 restored, " + (COUNT + 1) + " found, 1 failed, 1 quarantined");
        assertThat(records()).containsAllEntriesOf(before);
    }
}
