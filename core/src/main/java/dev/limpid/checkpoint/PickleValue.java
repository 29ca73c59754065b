package dev.limpid.checkpoint;

import dev.limpid.tensor.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a pickle may be made of here: plain data, and descriptions of tensors. */
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

    /** A string, an integer, a float or a boolean. */
    record Plain(Object value) implements PickleValue {}

    record Tuple(List<PickleValue> items) implements PickleValue {}

    record ListValue(ArrayList<PickleValue> items) implements PickleValue {}

    /** A dict or an OrderedDict; keys are strings or integers, so that hashing one never runs through nested values. */
    final class Dict implements PickleValue {
        final Map<Object, PickleValue> items = new LinkedHashMap<>();
        final boolean ordered;

        Dict(boolean ordered) {
            this.ordered = ordered;
        }
    }

    /** The functions that a saved tensor names. They are recognised, never called. */
    enum Function implements PickleValue {
        ORDERED_DICT,
        REBUILD_TENSOR,
        REBUILD_PARAMETER
    }

    record StorageType(DType type) implements PickleValue {}

    /** A run of {@code count} values in the record of that key. */
    record Storage(DType type, String key, long count) implements PickleValue {}
}
