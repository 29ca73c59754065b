package dev.limpid.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.limpid.tensor.DType;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointConversionTest {
    @TempDir
    Path folder;

    private Path source(Map<String, Tensor> tensors) throws IOException {
        Path file = folder.resolve("source.safetensors");
        Safetensors.write(file, tensors, Map.of("licence", "CC0", "image_size", "64"));
        return file;
    }

    @Test
    void keepsNamesOrderMetadataAndEveryValue() throws Exception {
        Path to = folder.resolve("to.safetensors");
        Path from = Path.of(getClass().getResource("torch/strided.pt").toURI());
        try (var scope = Scope.open();
                var read = Checkpoints.open(from)) {
            new CheckpointConversion(read, null).write(to);
            try (var written = Checkpoints.open(to)) {
                assertThat(written.entries()).containsExactlyEntriesOf(read.entries());
                for (String name : read.entries().keySet()) {
                    assertThat(written.tensor(name).toDoubles())
                            .isEqualTo(read.tensor(name).toDoubles());
                }
            }
        }
    }

    @Test
    void changesFloatingPointTensorsAlone() throws Exception {
        try (var scope = Scope.open()) {
            Tensor values = Tensor.of(new float[] {0.5f, 65504, Float.NEGATIVE_INFINITY, Float.NaN}, 4);
            var tensors = new LinkedHashMap<String, Tensor>();
            tensors.put("double", values.to(DType.FLOAT64));
            tensors.put("float", values);
            tensors.put("half", values.to(DType.FLOAT16));
            tensors.put(
                    "bfloat",
                    Tensor.of(new float[] {0.5f, Float.POSITIVE_INFINITY}, 2).to(DType.BFLOAT16));
            tensors.put("steps", Tensor.of(new long[] {1L << 40}, 1));
            tensors.put("nothing", Tensor.zeros(0));
            Path source = source(tensors);
            for (DType type : new DType[] {DType.FLOAT16, DType.FLOAT32}) {
                Path to = folder.resolve("to.safetensors");
                try (var read = Checkpoints.open(source)) {
                    new CheckpointConversion(read, type).write(to);
                }
                try (var written = Checkpoints.open(to)) {
                    assertThat(written.metadata()).containsEntry("licence", "CC0");
                    for (String name : tensors.keySet()) {
                        Tensor tensor = written.tensor(name);
                        assertThat(tensor.type()).isEqualTo(name.equals("steps") ? DType.INT64 : type);
                        assertThat(tensor.toDoubles())
                                .isEqualTo(tensors.get(name).toDoubles());
                    }
                }
            }
        }
    }

    @Test
    void refusesNumbersBeyondSinglePrecision() throws Exception {
        Path to = folder.resolve("to.safetensors");
        try (var scope = Scope.open()) {
            Tensor wide = Tensor.of(new float[] {1e38f, Float.POSITIVE_INFINITY, Float.NaN}, 3)
                    .to(DType.FLOAT64);
            try (var read = Checkpoints.open(source(Map.of("w", wide)))) {
                new CheckpointConversion(read, DType.FLOAT32).write(to);
            }
            try (var read = Checkpoints.open(source(Map.of("w", wide.mul(10))))) {
                assertThatExceptionOfType(CheckpointException.class)
                        .isThrownBy(() -> new CheckpointConversion(read, DType.FLOAT32).write(to))
                        .withMessage(read.source()
                                + ": w holds numbers beyond 3.4028235e38, where fp32 ends; keep their type");
            }
        }
    }

    @Test
    void refusesNumbersBeyondHalfPrecisionAndLeavesTheOldFile() throws Exception {
        Path to = Files.writeString(folder.resolve("to.safetensors"), "old");
        try (var scope = Scope.open();
                var read = Checkpoints.open(source(Map.of("w", Tensor.of(new float[] {Float.NaN, 1e5f}, 2))))) {
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> new CheckpointConversion(read, DType.FLOAT16).write(to))
                    .withMessage(read.source() + ": w holds numbers beyond 65504, where fp16 ends; convert to fp32");
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> new CheckpointConversion(read, null).write(folder.resolve("none/to.safetensors")))
                    .withMessage("cannot write " + folder.resolve("none/to.safetensors") + ": there is no such folder");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new CheckpointConversion(read, DType.INT8))
                    .withMessage("type must be FLOAT32 or FLOAT16, got INT8");
        }
        assertThat(to).hasContent("old");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("to.safetensors", "source.safetensors");
    }

    @Test
    void refusesWhatSafetensorsDoesNotHaveAndNamesTheFile() throws Exception {
        byte[] complex = PickleProgram.protocol2()
                .op('}')
                .text("c")
                .tensor("ComplexDoubleStorage", "0", 1, 0, new long[] {1}, new long[] {1})
                .op('s')
                .stop();
        refuses(complex, "the tensor c is of type COMPLEX128, which safetensors does not have");
        byte[] named = PickleProgram.protocol2()
                .op('}')
                .text("__metadata__")
                .vector("0", 4)
                .op('s')
                .stop();
        refuses(named, "has a tensor named __metadata__, which no tensor in safetensors can be");
    }

    private void refuses(byte[] pickle, String reason) throws Exception {
        Path file = TorchFile.write(folder.resolve("a.pt"), pickle, new byte[16]);
        try (var read = Checkpoints.open(file)) {
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> new CheckpointConversion(read, null).write(folder.resolve("to.safetensors")))
                    .withMessage(file + ": " + reason);
        }
        assertThat(folder.resolve("to.safetensors")).doesNotExist();
    }
}
