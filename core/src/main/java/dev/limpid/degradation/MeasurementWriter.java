package dev.limpid.degradation;

import dev.limpid.io.Npy;
import dev.limpid.io.Sha256;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The folder of a measurement, into which a task writes its arrays; the hashes of what is there are kept for the record. */
public final class MeasurementWriter {
    private final Path folder;
    private final Map<String, String> hashes = new LinkedHashMap<>();

    MeasurementWriter(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes a tensor as float32.
     *
     * @param key of its hash in the record
     * @param from first dimension that is written; those before have size 1
     */
    public void array(String key, String name, Tensor tensor, int from) throws IOException {
        int[] shape = Arrays.stream(tensor.shape())
                .skip(from)
                .mapToInt(Math::toIntExact)
                .toArray();
        Npy.write(tensor.toFloats(), shape, folder.resolve(name));
        hash(key, Sha256.of(folder.resolve(name)));
    }

    /** Writes a blur kernel as float64. */
    void kernel(String key, String name, BlurKernel kernel) throws IOException {
        Npy.write(kernel.values(), new int[] {kernel.height(), kernel.width()}, folder.resolve(name));
        hash(key, Sha256.of(folder.resolve(name)));
    }

    /** Adds the hash of something that is not in the folder. */
    public void hash(String key, String sha256) {
        hashes.put(key, sha256);
    }

    Map<String, String> hashes() {
        return hashes;
    }
}
