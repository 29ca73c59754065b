package dev.limpid.checkpoint;

import dev.limpid.tensor.DType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values that a pickle may be made of here: plain data, and descriptions of tensors. */
sealed interface PickleValue
        permits PickleValue.None,
                PickleValue.Plain,
                PickleValue.Tuple,
                PickleValue.ListValue,
                PickleValue.Dict,
                PickleValue.Function,
                PickleValue.StorageType,
                PickleValue.Storage,
                TensorView {
    /** A value without parts. */
    enum None implements PickleValue {
        NONE
    }

    /** A String, a Long, a BigInteger, a Double or a Boolean. */
    record Plain(Object value) implements PickleValue {}

    record Tuple(List<PickleValue> items) implements PickleValue {}

    record ListValue(ArrayList<PickleValue> items) implements PickleValue {}

    /**
     * A dict or an OrderedDict. Its keys are kept as text, so that numbers and texts that Java hashes alike cannot make it
     * slow, and so that hashing a key never runs through nested values. Of 1 and '1', the later one says its kind.
     */
    final class Dict implements PickleValue {
        final Map<String, PickleValue> items = new LinkedHashMap<>(0);
        final boolean ordered;
        private @Nullable Set<String> numbers;
        private boolean holdsArrays;

        Dict(boolean ordered) {
            this.ordered = ordered;
        }

        /** @throws CheckpointException if the key is there already, or is neither text nor a number, truth value or None */
        void put(String source, PickleValue key, PickleValue value) throws CheckpointException {
            if (!(key instanceof Plain || key instanceof None)) {
                throw new CheckpointException(
                        source,
                        "has a dict with a key that is neither text nor a number, which is not supported:"
                                + " save the state_dict() alone");
            }
            boolean text = key instanceof Plain plain && plain.value() instanceof String;
            String name = key instanceof Plain plain ? plain.value().toString() : "None";
            if (items.containsKey(name) && text == isNumber(name)) {
                name += text ? " (text)" : " (no text)";
            }
            if (items.put(name, value) != null) {
                throw new CheckpointException(
                        source, "its pickle is damaged: the key " + PickleReader.printable(name) + " is there twice");
            }
            if (!text) {
                noteNumber(name);
            }
            if (value instanceof TensorView view) {
                holdsArrays |= view.shape.length > 0;
            }
        }

        /** Most dicts have no such key and need no set of them. */
        private void noteNumber(String name) {
            if (numbers == null) {
                numbers = new HashSet<>();
            }
            numbers.add(name);
        }

        /** Whether the key of that name is a number, a truth value or None. */
        private boolean isNumber(String name) {
            return numbers != null && numbers.contains(name);
        }

        /** Whether one of its values is a tensor of a dimension or more, and not a single number such as a step. */
        boolean holdsArrays() {
            return holdsArrays;
        }
    }

    /** The functions that a saved tensor names. They are recognised, never called. */
    enum Function implements PickleValue {
        ORDERED_DICT,
        REBUILD_TENSOR,
        REBUILD_TENSOR_V2,
        REBUILD_PARAMETER,
        REBUILD_PARAMETER_WITH_STATE
    }

    record StorageType(DType type) implements PickleValue {}

    /**
     * Values {@code [begin, begin + count)} of the {@code size} values in the record of that key. Only old files have
     * storages that are a part of another.
     */
    record Storage(DType type, String key, long size, long begin, long count) implements PickleValue {}
}
