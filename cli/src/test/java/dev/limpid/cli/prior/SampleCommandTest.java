package dev.limpid.cli.prior;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.cli.Program;
import dev.limpid.job.SampleRequest;
import dev.limpid.restoration.Compute;
import dev.limpid.tensor.Device;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleCommandTest {
    private final Program limpid = new Program();

    @Test
    void takesCountAndSteps() {
        assertThat(limpid.run("sample", "--count", "4", "--steps", "20", "--seed", "9"))
                .isZero();

        assertThat(limpid.request(SampleRequest.class))
                .isEqualTo(new SampleRequest(
                        4,
                        "consistent",
                        20,
                        0,
                        Path.of("limpid-out/sample"),
                        new Compute("cats64", 9, Device.CPU),
                        false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--count 0", "--count 1000000", "--steps 0", "--steps 1001"})
    void refusesNumbersOutOfRange(String options) {
        assertThat(limpid.run(("sample " + options).split(" "))).isEqualTo(2);

        assertThat(limpid.err()).contains("takes 1 to 10");
    }
}
