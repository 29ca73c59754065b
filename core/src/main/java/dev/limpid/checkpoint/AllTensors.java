package dev.limpid.checkpoint;

import dev.limpid.checkpoint.PickleValue.Dict;
import dev.limpid.checkpoint.PickleValue.ListValue;
import dev.limpid.checkpoint.PickleValue.Tuple;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers all tensors below a value; a value may be reached on many ways, or contain itself. */
final class AllTensors {
    /** Saved objects are a few levels deep. */
    private static final int MAX_DEPTH = 16;

    private static final int MAX_VISITS = 1_000_000;
    private static final int MAX_NAME = 10_000;

    private final String source;
    private final Map<String, TensorView> views = new LinkedHashMap<>();
    private int visits;

    /** @throws CheckpointException if two of them have one name, or dicts are nested without end */
    static Map<String, TensorView> below(String source, Dict dict) throws CheckpointException {
        var all = new AllTensors(source);
        all.add("", dict, 0);
        return all.views;
    }

    private AllTensors(String source) {
        this.source = source;
    }

    private void add(String path, PickleValue value, int depth) throws CheckpointException {
        if (depth > MAX_DEPTH || ++visits > MAX_VISITS || path.length() > MAX_NAME) {
            throw new CheckpointException(source, "its dicts are nested too deeply");
        }
        if (value instanceof TensorView view) {
            if (views.put(path, view) != null) {
                throw new CheckpointException(
                        source, "two of its tensors have the name " + PickleReader.printable(path));
            }
        } else if (value instanceof Dict dict) {
            for (Map.Entry<String, PickleValue> item : dict.items.entrySet()) {
                add(path.isEmpty() ? item.getKey() : path + "." + item.getKey(), item.getValue(), depth + 1);
            }
        } else if (value instanceof ListValue list) {
            addAll(path, list.items(), depth);
        } else if (value instanceof Tuple tuple) {
            addAll(path, tuple.items(), depth);
        }
    }

    private void addAll(String path, List<PickleValue> items, int depth) throws CheckpointException {
        for (int i = 0; i < items.size(); i++) {
            add(path + "." + i, items.get(i), depth + 1);
        }
    }
}
