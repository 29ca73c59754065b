package dev.limpid.checkpoint;

import dev.limpid.checkpoint.PickleValue.Dict;
import dev.limpid.checkpoint.PickleValue.ListValue;
import dev.limpid.checkpoint.PickleValue.Tuple;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;

/** The kinds of tensors that there are in a value and below it. Each value is looked through once, however often it is reached. */
final class TensorContents {
    /** In ascending order. */
    enum Content {
        NOTHING,
        /** Tensors without dimensions: a step, a decay. */
        NUMBERS,
        ARRAYS
    }

    /** Deeper than any saved object; what lies there is not looked at, and taken for more of the same. */
    private static final int MAX_DEPTH = 100;

    private final IdentityHashMap<PickleValue, Content> known = new IdentityHashMap<>();

    Content of(PickleValue value) {
        return of(value, 0);
    }

    private Content of(PickleValue value, int depth) {
        if (value instanceof TensorView view) {
            return view.shape.length > 0 ? Content.ARRAYS : Content.NUMBERS;
        }
        Collection<PickleValue> parts = parts(value);
        if (parts.isEmpty()) {
            return Content.NOTHING;
        }
        if (depth == MAX_DEPTH) {
            return Content.ARRAYS;
        }
        Content before = known.putIfAbsent(value, Content.NOTHING); // while it is looked through: it may contain itself
        if (before != null) {
            return before;
        }
        Content most = Content.NOTHING;
        for (PickleValue part : parts) {
            Content content = of(part, depth + 1);
            most = content.compareTo(most) > 0 ? content : most;
        }
        known.put(value, most);
        return most;
    }

    /** The values of a dict, a list or a tuple; none of anything else. */
    static Collection<PickleValue> parts(PickleValue value) {
        if (value instanceof Dict dict) {
            return dict.items.values();
        }
        if (value instanceof ListValue list) {
            return list.items();
        }
        return value instanceof Tuple tuple ? tuple.items() : List.of();
    }
}
