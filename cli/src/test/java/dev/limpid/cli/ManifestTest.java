package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.degradation.Deblur;
import dev.limpid.degradation.Inpaint;
import dev.limpid.degradation.MaskSource;
import dev.limpid.degradation.NoiseSetting;
import dev.limpid.degradation.SuperResolve;
import dev.limpid.job.Job;
import dev.limpid.job.JobRequest;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.mask.MaskRule;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batches in files. */
class ManifestTest {
    private final Program limpid = new Program();

    @TempDir
    private Path folder;

    @BeforeEach
    void makeFiles() throws IOException {
        Files.createDirectories(folder.resolve("photos"));
        for (String name : List.of("photos/a.png", "photos/b, c.png", "d.png", "mask.png", "psf.npy")) {
            Files.createFile(folder.resolve(name));
        }
    }

    @ParameterizedTest
    @CsvSource({"csv", "yaml"})
    void givesEveryImageItsOwn(String kind) throws IOException {
        String csv = """
                file,task,mask,psf,noise,scale,name
                photos/a.png,inpainting,mask.png,,0.05,,
                "photos/b, c.png",motion-deblur,,psf.npy,auto,,

                d.png,super-resolution,,,,2,other/place
                """;
        String yaml = """
                - {file: photos/a.png, task: inpainting, mask: mask.png, noise: 0.05}
                - {file: "photos/b, c.png", task: motion-deblur, psf: psf.npy, noise: auto}
                - file: d.png
                  task: super-resolution
                  scale: 2
                  name: other/place
                """;
        assertThat(restore(kind, kind.equals("csv") ? "\uFEFF" + csv.replace("\n", "\r\n") : yaml, "--noise", "0.1"))
                .as(limpid.err())
                .isZero();

        List<Job> jobs = limpid.request(JobRequest.class).jobs();
        assertThat(jobs)
                .extracting(Job::name)
                .containsExactly(Path.of("photos/a"), Path.of("photos/b, c"), Path.of("other/place"));
        assertThat(jobs).extracting(Job::task).containsExactly(Inpaint.TASK, Deblur.MOTION, SuperResolve.TASK);
        assertThat(jobs.get(0).values().get(Inpaint.MASK)).contains(MaskSource.of(folder.resolve("mask.png")));
        assertThat(jobs.get(1).values().get(Deblur.PSF)).contains(folder.resolve("psf.npy"));
        assertThat(jobs)
                .extracting(job -> job.values().get(NoiseSetting.NOISE).orElseThrow())
                .containsExactly(new NoiseSetting(0.05), new NoiseSetting(null), new NoiseSetting(0.1));
        assertThat(jobs.get(2).values().get(SuperResolve.SCALE)).contains(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yaml | null | is no YAML list of images: it begins with no element",
                "yaml | [null] | is no YAML list of images: the one in line 1 has no keys",
                "yaml | [{file: d.png, file: d.png}] | Duplicate field 'file'",
                "csv | 'file\nphotos\n' | line 2: photos is a folder; a manifest names single files",
                "csv | 'file,noise\nm/measurement.json,0.1\n' | a measurement is used as it is; noise does not go with it",
                "csv | 'file\n\"d.png' | line 2: is no CSV: Missing closing quote",
            })
    void saysWhatIsWrongWithIt(String kind, String text, String reason) throws IOException {
        Files.createDirectories(folder.resolve("m"));
        Files.createFile(folder.resolve("m/measurement.json"));

        assertThat(restore(kind, text.replace("\\n", "\n"))).isEqualTo(2);
        assertThat(limpid.err()).contains(reason);
        assertThat(limpid.err().lines()).hasSize(1);
    }

    /** As spreadsheets write them where the comma is the decimal one. */
    @ParameterizedTest
    @CsvSource({"semicolon", "tab"})
    void takesTheSeparatorThatTheFileHas(String separator) throws IOException {
        String csv = """
                file;task;mask;noise;scale
                d.png;denoise;;0,05;
                "photos/b, c.png";inpainting;box:1,2,3,4;,1;
                photos/a.png;super-resolution;;1e-1;2
                """;
        assertThat(restore("csv", separator.equals("tab") ? csv.replace(';', '\t') : csv))
                .as(limpid.err())
                .isZero();

        List<Job> jobs = limpid.request(JobRequest.class).jobs();
        assertThat(jobs)
                .extracting(job -> job.values().get(NoiseSetting.NOISE).orElseThrow())
                .containsExactly(new NoiseSetting(0.05), new NoiseSetting(0.1), new NoiseSetting(0.1));
        assertThat(jobs.get(1).file()).isEqualTo(folder.resolve("photos/b, c.png"));
        assertThat(jobs.get(1).values().get(Inpaint.MASK)).contains(MaskSource.of(new MaskRule.Rectangle(1, 2, 3, 4)));
    }

    @Test
    void takesTheCommaWhereItsFirstLineHasOne() throws IOException {
        Files.createFile(folder.resolve("a;b.png"));

        assertThat(restore("csv", "file,task\na;b.png,denoise\n"))
                .as(limpid.err())
                .isZero();

        assertThat(limpid.request(JobRequest.class).jobs().get(0).file()).isEqualTo(folder.resolve("a;b.png"));
    }

    @Test
    void isInUtf8() throws IOException {
        Path manifest =
                Files.write(folder.resolve("latin.csv"), "file\n\u00e4.png\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(limpid.run(
                        "restore",
                        "--manifest",
                        manifest.toString(),
                        "--out",
                        folder.resolve("o").toString()))
                .isEqualTo(2);
        assertThat(limpid.err()).contains("latin.csv: is not in UTF-8");
    }

    @Test
    void goesOnWithTheOthersWhenAFileIsMissing() throws IOException {
        assertThat(restore("csv", "file\nd.png\nnone.png\n", "--task", "denoise"))
                .isOne();

        assertThat(limpid.err()).contains("line 3: none.png: no such file");
        assertThat(limpid.request(JobRequest.class).jobs()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            csv  | image,task/a.png,denoise             | its first line must name the columns, among them 'file'
            csv  | file,sigma/d.png,1                   | line 1: unknown key 'sigma': file, name, task, mask, noise
            csv  | file,task,task/d.png,denoise,denoise | two columns have the same name
            csv  | file,task/d.png                      | line 2: has 1 values for 2 columns
            csv  | file,task/,denoise                   | line 2: has no 'file'
            csv  | file,task/d.png,                     | line 2: missing required option: '--task=TASK'
            csv  | file,task/d.png,unblur               | line 2: unknown task 'unblur': inpainting
            csv  | file,task/d.png,inpainting           | line 2: inpainting a measurement needs --mask FILE
            csv  | file,task/d.png,motion-deblur        | line 2: deblurring a measurement needs --psf FILE
            csv  | file,task,mask/d.png,denoise,mask.png | line 2: mask does not go with --task denoise
            csv  | file,task,mask/d.png,inpainting,no.png | line 2: mask
            csv  | file,task,noise/d.png,denoise,2      | line 2: the noise is auto or a number
            csv  | file,task,scale/d.png,super-resolution,x | line 2: scale must be a whole number, got 'x'
            csv  | file,task,scale/d.png,super-resolution,5 | line 2: scale is one of 2, 3, 4, 8, got 5
            csv  | file,task,name/d.png,denoise,..      | line 2: name must lie inside of --out, got '..'
            csv  | file                                 | names no image
            yaml | file: d.png                          | is no YAML list of images
            yaml | - {file: d.png, noise: [1            | is no YAML list of images
            """)
    void refusesWhatItDoesNotUnderstandInOneLine(String kind, String lines, String says) throws IOException {
        assertThat(restore(kind, lines.replace('/', '\n'))).isEqualTo(2);

        assertThat(limpid.err().lines())
                .singleElement()
                .asString()
                .startsWith("limpid: ")
                .contains("manifest." + kind, says);
    }

    @Test
    void refusesWhatIsNoPath() throws IOException {
        assertThat(restore("csv", "file,task\na\0b.png,denoise\n")).isEqualTo(2);

        assertThat(limpid.err()).contains("manifest.csv, line 2: file is no path: Nul character not allowed");
    }

    @Test
    void refusesAManifestThatIsNotThere() {
        assertThat(limpid.run("restore", "--manifest", "none.csv", "--out", folder.toString()))
                .isEqualTo(2);

        assertThat(limpid.err()).contains("--manifest none.csv: no such file");
    }

    @ParameterizedTest
    @CsvSource({"csv", "yaml"})
    void namesEveryWrongRowBeforeAnythingBegins(String kind) throws IOException {
        boolean csv = kind.equals("csv");
        var text = new StringBuilder(csv ? "file,task,noise,name\n" : "");
        for (int i = 2; i <= 30; i++) {
            String noise = i % 2 == 0 ? "0.1" : "high";
            // A field of two lines: numbers are those of the file.
            String name = i == 3 ? "\"a\nb\"" : "n" + i;
            text.append(csv ? "d.png,denoise," + noise + "," + name + "\n" : "");
            text.append(csv ? "" : "- {file: d.png, task: denoise, noise: " + noise + ", name: n" + i + "}\n");
        }

        assertThat(restore(kind, text.toString())).isEqualTo(2);

        List<String> said = limpid.err().lines().toList();
        assertThat(said).hasSize(11).allSatisfy(line -> assertThat(line).startsWith("limpid: --manifest "));
        assertThat(said.get(0))
                .contains(
                        (csv ? "line 3" : "line 2") + ": the noise is auto or a number from 0 to below 1, got 'high'");
        assertThat(said.get(1)).contains((csv ? "line 6" : "line 4") + ": the noise");
        assertThat(said.get(10)).contains(": 14 rows are wrong, 4 more than are shown; nothing was begun");
        assertThat(limpid.runner.requests).isEmpty();
    }

    @Test
    void takesRulesAndBoundariesForSingleImages() throws IOException {
        String csv = """
                file,task,mask,psf,boundary
                d.png,inpainting,"box:1,2,3,4",,
                photos/a.png,motion-deblur,,psf.npy,valid
                "photos/b, c.png",gaussian-deblur,,psf.npy,
                """;
        assertThat(restore("csv", csv, "--boundary", "zero")).as(limpid.err()).isZero();

        List<Job> jobs = limpid.request(JobRequest.class).jobs();
        assertThat(jobs)
                .extracting(job -> job.values().get(Deblur.BOUNDARY))
                .containsExactly(Optional.empty(), Optional.of(Boundary.VALID), Optional.of(Boundary.ZERO));
        assertThat(jobs.get(0).values().get(Inpaint.MASK)).contains(MaskSource.of(new MaskRule.Rectangle(1, 2, 3, 4)));
    }

    private int restore(String kind, String text, String... options) throws IOException {
        Path manifest = Files.writeString(folder.resolve("manifest." + kind), text);
        var args = new ArrayList<>(List.of(
                "restore",
                "--manifest",
                manifest.toString(),
                "--out",
                folder.resolve("out").toString()));
        args.addAll(List.of(options));
        return limpid.run(args.toArray(String[]::new));
    }

    @Test
    void isNotEndless() throws IOException {
        Path manifest = folder.resolve("large.csv");
        try (var large = new RandomAccessFile(manifest.toFile(), "rw")) {
            large.setLength((16L << 20) + 1);
        }

        assertThat(limpid.run(
                        "restore",
                        "--manifest",
                        manifest.toString(),
                        "--out",
                        folder.resolve("o").toString()))
                .isEqualTo(2);
        assertThat(limpid.err()).contains("large.csv: 16777217 bytes are more than the limit of 16777216");
    }
}
