package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Image;
import dev.limpid.io.Images;
import dev.limpid.io.Npy;
import dev.limpid.io.RunRecord;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --preview}: a quick result before the full one. */
class PreviewTest {
    private static final int SIDE = 72;

    @TempDir
    private Path folder;

    private TinyRuns runs;
    private Path local;
    private Path picture;

    @BeforeEach
    void writeAPrior() throws IOException {
        runs = new TinyRuns(folder);
        local = TinyLocalPrior.write(folder.resolve("local.safetensors"));
        picture = runs.picture("photo.png", SIDE, 3);
        Npy.write(new double[] {1, 2, 1, 2, 4, 2}, new int[] {2, 3}, runs.at("psf.npy"));
    }

    @ParameterizedTest
    @CsvSource({
        "denoise, 18",
        "inpainting --mask=half:left, 18",
        "super-resolution --scale=2, 36",
        "super-resolution --scale=4, 72",
        "motion-deblur --psf=psf.npy --boundary=valid, 18",
        "motion-deblur --simulate, 18",
        "inpainting --simulate, 18"
    })
    void isAQuarterOfTheResultsScale(String task, int side) throws IOException {
        restore(0, picture, "--task " + task + " --out=out");

        assertThat(runs.err()).contains("photo.png: preview at a quarter of its scale, ");
        try (var scope = Scope.open()) {
            Image preview = Images.read(runs.at("out/photo/preview.png"));
            assertThat(preview.width()).isEqualTo(side);
        }
        assertThat(record("out/photo").results()).containsKeys("preview.png", "restored.png");
    }

    @Test
    void isMadeOfAMeasurementInFilesAndAgain() throws IOException {
        runs.run(0, "degrade", picture, "--task", "gaussian-deblur", "--out", runs.at("m"));

        restore(0, runs.at("m/photo"), "--out=out");
        runs.run(0, "rerun", runs.at("out/photo/run.json"), "--out", runs.at("again"));

        runs.requireSame("out/photo/preview.png", "again/preview.png");
    }

    @Test
    void changesNothingOfTheResult() throws IOException {
        restore(0, picture, "--task denoise --out=out");
        runs.run(0, "restore", picture, "--prior", local, "--task", "denoise", "--out", runs.at("out"));
        runs.run(0, "restore", picture, "--prior", local, "--task", "denoise", "--out", runs.at("plain"));

        assertThat(runs.err()).contains("finished before, skipped");
        runs.requireSame("out/photo/restored.png", "plain/photo/restored.png");
    }

    @Test
    void comesBeforeTheResultForMachinesToo() {
        restore(0, picture, "--task denoise --out=out --json");

        List<String> events = runs.out().lines().toList();
        int preview = indexOf(events, "\"event\":\"previewed\"");
        assertThat(preview).isNotNegative().isLessThan(indexOf(events, "\"event\":\"restored\""));
        assertThat(events.get(preview)).contains("preview.png", "\"seconds\":");
    }

    private static int indexOf(List<String> events, String part) {
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).contains(part)) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void saysWhyThereIsNone() throws IOException {
        runs.run(0, "degrade", picture, "--task", "nonlinear-deblur", "--out", runs.at("m"));
        restore(
                0,
                runs.at("m/photo"),
                "--solver=fast-dips --set=steps=1 --set=admmSteps=2 --set=gradientSteps=1 --out=nonlinear");
        restore(0, runs.picture("small.png", 40, 3), "--task denoise --out=small");
        restore(0, picture, "--task denoise --solver as-measured --out=classical");
        runs.restore(0, runs.picture("one.png", 16, 3), "--task", "denoise", "--preview", "--out", runs.at("one"));

        assertThat(runs.err())
                .contains(
                        "no preview: nonlinear-deblur has no smaller scale",
                        "small.png: no preview: a quarter of its scale, 10x10 pixels, shows nothing",
                        "photo.png: no preview: as-measured takes an instant itself",
                        "knows pictures of 16x16 alone, not smaller ones");
        assertThat(runs.at("nonlinear/photo/preview.png")).doesNotExist();
        assertThat(runs.at("small/small/restored.png")).exists();
    }

    private RunRecord record(String result) throws IOException {
        return RunRecord.read(runs.at(result + "/run.json"));
    }

    /** @param options those with an equals sign may name files */
    private void restore(int code, Path file, String options) {
        var all = new ArrayList<Object>(List.of("restore", "--prior", local, "--preview", file));
        for (String word : options.split(" ", -1)) {
            boolean path = word.endsWith("psf.npy") || word.startsWith("--out=");
            all.addAll(path ? at(word) : List.of(word));
        }
        runs.run(code, all.toArray());
    }

    private List<Object> at(String word) {
        List<String> parts = Arrays.asList(word.split("=", 2));
        return List.of(parts.get(0), runs.at(parts.get(1)));
    }
}
