package dev.limpid.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileBenchTest {
    @Test
    void aShortRunTellsKindsAndTheLongestLayers() {
        String out =
                BenchRun.line("profile --iterations 1 --layers 3 --threads 1").succeeded();

        assertThat(out)
                .contains("cats64, 64 x 64, 1 threads")
                .containsPattern("\\| convolutions \\| [0-9]+ \\| [0-9.]+ \\| [0-9]+ % \\|\n")
                .containsPattern("\\| \\*\\*an iteration\\*\\* \\|  \\| [0-9.]+ \\| 100 % \\|\n");
        assertThat(out.lines().filter(line -> line.startsWith("| conv2d")))
                .isNotEmpty()
                .allMatch(line -> line.matches("\\| conv2d.* × .*\\| [0-9]+ \\| [0-9.]+ \\| [0-9]+ \\| [0-9]+ % \\|"));
    }

    /** A network's convolutions and linear maps are nearly all of its operations. */
    @Test
    void countsTheOperationsOfTheNetwork() {
        Subject subject = Subject.of("cats64");

        ProfileResult profile = new ProfileCase(subject, 1, 1).measure();

        double flop =
                profile.operations().stream().mapToDouble(OperationTime::flop).sum();
        assertThat(flop / (4.0 * subject.macs())).isCloseTo(1, within(0.1));
        assertThat(profile.otherMillis()).isPositive();
    }

    @Test
    void knowsOperationsOfLimpidAndOfPyTorch() {
        assertThat(List.of(
                        "conv2d backward",
                        "aten::mkldnn_convolution",
                        "silu_",
                        "aten::native_group_norm",
                        "attention",
                        "aten::cat"))
                .extracting(name -> OperationTime.Kind.of(name).label())
                .containsExactly(
                        "convolutions",
                        "convolutions",
                        "normalisation, SiLU",
                        "normalisation, SiLU",
                        "attention, linear maps",
                        "sums, copies, the optimiser");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--layers 0 | must be positive",
                "--prior photo | unknown prior 'photo'",
                "--instructions sse | --instructions takes native or avx2, got sse",
                "--reference none.py | --reference: there is no readable file none.py",
            })
    void refusesInOneLine(String options, String message) {
        BenchRun.line("profile " + options).isRefused(message);
    }
}
