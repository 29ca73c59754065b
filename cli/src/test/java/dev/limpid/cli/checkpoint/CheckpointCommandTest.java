package dev.limpid.cli.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.limpid.checkpoint.Safetensors;
import dev.limpid.cli.Limpid;
import dev.limpid.cli.Program;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class CheckpointCommandTest {
    private final Program limpid = new Program();

    @TempDir
    private Path folder;

    private Path weights() throws IOException {
        Path file = folder.resolve("w.safetensors");
        try (var scope = Scope.open()) {
            Safetensors.write(
                    file, Map.of("w", Tensor.of(new float[] {1, 1e6f}, 2)), Map.of("note", "two\n\u001b[2Jlines"));
        }
        return file;
    }

    private Path hostile() throws IOException {
        return Files.write(
                folder.resolve("hostile.pt"), "cposix\nsystem\n(S'true'\ntR.".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void inspectsTheEmbeddedPriorWithItsModelCard() {
        assertThat(limpid.run("checkpoint", "inspect", "cats64"))
                .as(limpid.err())
                .isZero();

        assertThat(limpid.out())
                .contains("safetensors", "guided-diffusion UNet, 64 x 64, 32 channels", "4,274,883", "licence")
                .contains("model card:")
                .containsPattern("sha256 +[0-9a-f]{64}");
    }

    @Test
    void inspectsForProgramsAndForTerminals() throws IOException {
        assertThat(limpid.run("checkpoint", "inspect", "--json", weights().toString()))
                .isZero();
        JsonNode json = new ObjectMapper().readTree(limpid.out());
        assertThat(json.get("parameters").asInt()).isEqualTo(2);
        assertThat(json.get("types").get("float32").asInt()).isEqualTo(1);
        assertThat(json.get("architecture").isNull()).isTrue();
        assertThat(json.get("architecture_unknown").asText())
                .isEqualTo("is not the state dict of a guided-diffusion UNet: time_embed.0.weight is missing");

        assertThat(limpid.run("checkpoint", "inspect", weights().toString())).isZero();
        assertThat(limpid.out()).contains("note: two  [2Jlines").doesNotContain("\u001b");
    }

    @Test
    void verifiesEachFileAndAnswersWithOneCode() throws IOException {
        assertThat(limpid.run("checkpoint", "verify", weights().toString(), "cats64"))
                .isZero();
        assertThat(limpid.out()).contains("w.safetensors: safe and readable (safetensors, 1 tensors)");

        assertThat(limpid.run(
                        "checkpoint", "verify", hostile().toString(), weights().toString(), "none.pt"))
                .isOne();
        assertThat(limpid.err().lines()).hasSize(2).allMatch(line -> line.startsWith("limpid: "));
        assertThat(limpid.err()).contains("hostile.pt: ").contains("none.pt: is neither a prior's name");
    }

    @Test
    void keepsTheReasonBehindANameWithALineBreak() throws IOException {
        Path bad = Files.copy(hostile(), folder.resolve("two\nlines.pt"));
        Path good = Files.copy(weights(), folder.resolve("other\nlines.safetensors"));

        assertThat(limpid.run("checkpoint", "verify", bad.toString(), folder + "//two\nlines.pt", good.toString()))
                .isOne();
        assertThat(limpid.err().lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("two\\nlines.pt: "));
        assertThat(limpid.out().lines())
                .singleElement()
                .asString()
                .contains("other\\nlines.safetensors: safe and readable");
    }

    @Test
    void addsToTheModelCardAndNeverToTheArchitecture() throws IOException {
        Path out = folder.resolve("described.safetensors");
        String[] described = {
            "checkpoint", "convert", "cats64", "--out", out.toString(), "--describe", "licence=a = b, c"
        };
        assertThat(limpid.run(described)).isZero();
        assertThat(limpid.run("checkpoint", "inspect", out.toString())).isZero();
        assertThat(limpid.out()).contains("  licence: a = b, c");

        assertThat(limpid.run("checkpoint", "convert", "cats64", "--out", out + "2", "--describe", "num_channels=64"))
                .isEqualTo(2);
        assertThat(limpid.err()).contains("--describe: a model card does not change the architecture: num_channels");
    }

    @Test
    void convertsBesideTheFileAndNeverOverItUnasked() throws IOException {
        Path file = weights();
        assertThat(limpid.run("checkpoint", "convert", file.toString())).isEqualTo(2);
        assertThat(limpid.err()).contains("w.safetensors: exists already; use --force to replace it");

        Path out = folder.resolve("out.safetensors");
        assertThat(limpid.run("checkpoint", "convert", file.toString(), "--out", out.toString(), "--dtype", "fp32"))
                .as(limpid.err())
                .isZero();
        assertThat(Files.readAllBytes(out)).isEqualTo(Files.readAllBytes(file));
        assertThat(limpid.run("checkpoint", "convert", "--force", file.toString(), "--out", out.toString()))
                .isZero();

        assertThat(limpid.run(
                        "checkpoint",
                        "convert",
                        "--force",
                        file.toString(),
                        "--out",
                        out.toString(),
                        "--dtype",
                        "fp16"))
                .isOne();
        assertThat(limpid.err()).contains("w holds numbers beyond 65504");
        assertThat(limpid.run("checkpoint", "convert", file.toString(), "--out", folder.toString()))
                .isEqualTo(2);
        assertThat(limpid.err()).contains(": is a folder");
        assertThat(limpid.run("checkpoint", "convert", file.toString(), "--dtype", "int8"))
                .isEqualTo(2);
    }

    /** In a process that may write no larger files, which fails in the way a full disk does. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void namesTheFileThatDoesNotFitOnTheDisk() throws Exception {
        try (var scope = Scope.open()) {
            Tensor.zeros(1); // unpacks LibTorch where that has not been done, which the process could not
        }
        Path out = folder.resolve("out.safetensors");
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -f 100 && exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Limpid.class.getName(),
                        "checkpoint",
                        "convert",
                        "cats64",
                        "--out",
                        out.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(err).isOne();
        assertThat(err.lines()).containsOnlyOnce("limpid: cannot write " + out + ": File too large");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void wantsACommand() {
        assertThat(limpid.run("checkpoint")).isEqualTo(2);
        assertThat(limpid.err()).contains("no command given (see limpid checkpoint --help)");
    }
}
