package dev.limpid.checkpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The stack machine's memory: values, marks and the memo, each with a bound. */
final class PickleStack {
    /**
     * A tensor takes about thirty. These values, all of them dicts, take less memory than the heap that the
     * program starts with.
     */
    static final int MAX_VALUES = 2_000_000;

    static final int MAX_MEMO = 1_000_000;

    private final String source;
    private final List<PickleValue> values = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Integer, PickleValue> memo = new HashMap<>();
    private int pushed;

    PickleStack(String source) {
        this.source = source;
    }

    void push(PickleValue value) throws CheckpointException {
        count();
        values.add(value);
    }

    void mark() throws CheckpointException {
        count();
        marks.add(values.size());
    }

    private void count() throws CheckpointException {
        if (++pushed > MAX_VALUES) {
            throw new CheckpointException(
                    source, "its pickle makes more than " + MAX_VALUES + " values, which no state dict needs");
        }
    }

    /** Whether there are that many values above the last mark. */
    boolean holds(int count) {
        return values.size() - floor() >= count;
    }

    private int floor() {
        return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
    }

    /** The last value above the last mark. */
    PickleValue peek() throws CheckpointException {
        if (!holds(1)) {
            throw damaged("an instruction lacks its values");
        }
        return values.get(values.size() - 1);
    }

    PickleValue pop() throws CheckpointException {
        PickleValue value = peek();
        values.remove(values.size() - 1);
        return value;
    }

    List<PickleValue> popLast(int count) throws CheckpointException {
        var last = new PickleValue[count];
        for (int i = count - 1; i >= 0; i--) {
            last[i] = pop();
        }
        return List.of(last);
    }

    List<PickleValue> popToMark() throws CheckpointException {
        if (marks.isEmpty()) {
            throw damaged("a mark is missing");
        }
        List<PickleValue> above = values.subList(marks.remove(marks.size() - 1), values.size());
        List<PickleValue> popped = List.copyOf(above);
        above.clear();
        return popped;
    }

    /** Stores the last value in the memo. */
    void store(int index) throws CheckpointException {
        memo.put(index, peek());
        if (memo.size() > MAX_MEMO) {
            throw new CheckpointException(
                    source, "its pickle stores more than " + MAX_MEMO + " values, which no state dict needs");
        }
    }

    void recall(int index) throws CheckpointException {
        PickleValue value = memo.get(index);
        if (value == null) {
            throw damaged("it refers to value " + Integer.toUnsignedString(index) + ", which was never stored");
        }
        push(value);
    }

    /** The one value that is left at the end. */
    PickleValue last() throws CheckpointException {
        PickleValue value = pop();
        if (!values.isEmpty() || !marks.isEmpty()) {
            throw damaged("something is left over at its end");
        }
        return value;
    }

    private CheckpointException damaged(String reason) {
        return new CheckpointException(source, "its pickle is damaged: " + reason);
    }
}
