package dev.limpid.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Images;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotoBenchTest {
    @Test
    void refusesASolverThatIsForNoneOfTheProblems(@TempDir Path folder) throws IOException {
        try (var scope = Scope.open()) {
            Files.createDirectories(folder.resolve("data"));
            Files.createDirectories(folder.resolve("kernels"));
            Images.write(Tensor.full(0.2, 1, 3, 32, 32), folder.resolve("data/a.png"));
            Images.write(Tensor.full(0.2, 1, 1, 3, 3), folder.resolve("kernels/k.png"));
        }
        var err = new StringWriter();
        String[] command = {
            "photos",
            "--data",
            folder.resolve("data").toString(),
            "--kernels",
            folder.resolve("kernels").toString(),
            "--out",
            folder.resolve("out").toString(),
            "--solvers",
            "blind-hqs"
        };

        int code = Bench.commandLine().setErr(new PrintWriter(err, true)).execute(command);

        assertThat(code).isEqualTo(2);
        assertThat(err.toString().strip())
                .isEqualTo(
                        "limpid bench: --solvers: blind-hqs is for none of these problems; blind solvers go with --blind");
    }
}
