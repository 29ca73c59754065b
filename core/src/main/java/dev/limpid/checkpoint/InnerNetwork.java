package dev.limpid.checkpoint;

import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The denoising network inside a larger model, whose names begin with that of the network: {@code model.},
 * {@code model.diffusion_model.}, {@code ema_model.}.
 *
 * @param outer all tensors of the file
 * @param prefix what stands before the network's names
 * @param entries the network's tensors by their names in it
 */
record InnerNetwork(Checkpoint outer, String prefix, Map<String, Entry> entries) implements Checkpoint {

    /**
     * The checkpoint itself, or the network in it where exactly one is found: of two, the one with averaged (EMA) weights.
     * A network is recognised by its first layer.
     */
    static Checkpoint of(Checkpoint checkpoint) {
        List<String> prefixes = Stream.of(UNetStructure.TIME_EMBED, LocalUNetStructure.HEAD)
                .flatMap(first -> prefixes(checkpoint, first))
                .toList();
        List<String> averaged =
                prefixes.stream().filter(prefix -> prefix.contains("ema")).toList();
        List<String> chosen = prefixes.size() > 1 && averaged.size() == 1 ? averaged : prefixes;
        if (prefixes.contains("") || chosen.size() != 1) {
            return checkpoint;
        }
        return of(checkpoint, chosen.get(0));
    }

    private static Stream<String> prefixes(Checkpoint checkpoint, String first) {
        return checkpoint.entries().keySet().stream()
                .filter(name -> name.endsWith(first))
                .map(name -> name.substring(0, name.length() - first.length()))
                .filter(prefix -> prefix.isEmpty() || prefix.endsWith("."));
    }

    private static InnerNetwork of(Checkpoint checkpoint, String prefix) {
        var entries = new LinkedHashMap<String, Entry>();
        checkpoint.entries().forEach((name, entry) -> {
            if (name.startsWith(prefix)) {
                entries.put(name.substring(prefix.length()), entry);
            }
        });
        return new InnerNetwork(checkpoint, prefix, entries);
    }

    @Override
    public String source() {
        return outer.source();
    }

    @Override
    public String format() {
        return outer.format();
    }

    @Override
    public String part() {
        String names = "the tensors " + PickleReader.printable(prefix) + "*";
        int others = outer.entries().size() - entries.size();
        String left = others == 0 ? "" : ", not " + others + " others";
        return outer.part().isEmpty() ? names + left : outer.part() + ": " + names + left;
    }

    @Override
    public Map<String, String> metadata() {
        return outer.metadata();
    }

    @Override
    public Tensor tensor(String name) throws IOException {
        return outer.tensor(prefix + name);
    }

    @Override
    public void verify() throws IOException {
        outer.verify();
    }

    @Override
    public String sha256() throws IOException {
        return outer.sha256();
    }

    @Override
    public void close() throws IOException {
        outer.close();
    }
}
