package dev.limpid.checkpoint;

import dev.limpid.checkpoint.PickleValue.Dict;
import dev.limpid.checkpoint.PickleValue.ListValue;
import dev.limpid.checkpoint.PickleValue.None;
import dev.limpid.checkpoint.PickleValue.Plain;
import dev.limpid.checkpoint.PickleValue.Tuple;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a pickle as data. A pickle is a program for a stack machine that may name and call any function; this reader
 * knows the instructions that PyTorch writes for a state dict, builds dicts, lists and descriptions of tensors, and
 * calls nothing. Every other instruction, every other name, and every instruction on a value of another kind is
 * refused.
 *
 * <p>Source: CPython, Lib/pickletools.py (the instructions of protocol 2); PyTorch, torch/_weights_only_unpickler.py.
 */
final class PickleReader {
    private static final int PROTOCOL = 2;

    private final String source;
    private final ByteBuffer in;
    private final List<PickleValue> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Integer, PickleValue> memo = new HashMap<>();
    private final PickleTensors tensors;

    private PickleReader(String source, byte[] pickle) {
        this.source = source;
        this.in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
        this.tensors = new PickleTensors(source);
    }

    /** The value that a pickle stands for. */
    static PickleValue read(String source, byte[] pickle) throws CheckpointException {
        return new PickleReader(source, pickle).run();
    }

    private PickleValue run() throws CheckpointException {
        try {
            for (int code = next(); code != '.'; code = next()) {
                step(code);
            }
        } catch (BufferUnderflowException e) {
            throw new CheckpointException(source, "its pickle ends early; the file is truncated", e);
        }
        PickleValue value = pop();
        if (!stack.isEmpty() || !marks.isEmpty() || in.hasRemaining()) {
            throw damaged("something is left over at its end");
        }
        return value;
    }

    private int next() {
        return Byte.toUnsignedInt(in.get());
    }

    private void step(int code) throws CheckpointException {
        switch (code) {
            case 0x80 -> requireProtocol(next());
            case '(' -> marks.add(stack.size());
            case '0' -> pop();
            case 'N' -> push(None.NONE);
            case 0x88 -> push(new Plain(true));
            case 0x89 -> push(new Plain(false));
            case 'J' -> push(new Plain((long) in.getInt()));
            case 'K' -> push(new Plain((long) next()));
            case 'M' -> push(new Plain((long) Short.toUnsignedInt(in.getShort())));
            case 0x8a -> push(new Plain(longInteger(next())));
            case 'G' -> push(new Plain(Double.longBitsToDouble(Long.reverseBytes(in.getLong()))));
            case 'X' -> push(new Plain(text(in.getInt())));
            case '}' -> push(new Dict(false));
            case ']' -> push(new ListValue(new ArrayList<>()));
            case ')' -> push(new Tuple(List.of()));
            case 't' -> push(new Tuple(popToMark()));
            case 0x85 -> push(new Tuple(popLast(1)));
            case 0x86 -> push(new Tuple(popLast(2)));
            case 0x87 -> push(new Tuple(popLast(3)));
            case 'a' -> append(popLast(1));
            case 'e' -> append(popToMark());
            case 's' -> setItems(popLast(2));
            case 'u' -> setItems(popToMark());
            case 'q' -> memo.put(next(), peek());
            case 'r' -> memo.put(in.getInt(), peek());
            case 'h' -> push(remembered(next()));
            case 'j' -> push(remembered(in.getInt()));
            case 'Q' -> push(tensors.storage(pop()));
            case 'c' -> push(tensors.global(line(), line()));
            case 'R' -> reduce();
            case 'b' -> build(pop(), peek());
            default -> throw refusedInstruction(code);
        }
    }

    private void requireProtocol(int protocol) throws CheckpointException {
        if (protocol != PROTOCOL) {
            throw refused("uses pickle protocol " + protocol + "; torch.save writes protocol " + PROTOCOL
                    + " unless told otherwise: save it again without pickle_protocol");
        }
    }

    private void reduce() throws CheckpointException {
        PickleValue arguments = pop();
        push(tensors.rebuild(pop(), arguments));
    }

    private void append(List<PickleValue> items) throws CheckpointException {
        if (!(peek() instanceof ListValue list)) {
            throw damaged("it appends to something that is no list");
        }
        list.items().addAll(items);
    }

    private void setItems(List<PickleValue> items) throws CheckpointException {
        if (!(peek() instanceof Dict dict)) {
            throw damaged("it sets items of something that is no dict");
        }
        if (items.size() % 2 != 0) {
            throw damaged("a key has no value");
        }
        for (int i = 0; i < items.size(); i += 2) {
            if (!(items.get(i) instanceof Plain key)
                    || !(key.value() instanceof String || key.value() instanceof Long)) {
                throw damaged("a key is neither text nor an integer");
            }
            if (dict.items.put(key.value(), items.get(i + 1)) != null) {
                throw damaged("the key " + printable(key.value().toString()) + " is there twice");
            }
        }
    }

    /** Attributes are set on a state dict's OrderedDict alone (its {@code _metadata}); they are not needed. */
    private void build(PickleValue state, PickleValue target) throws CheckpointException {
        if (!(target instanceof Dict dict && dict.ordered) || !(state instanceof Dict)) {
            throw damaged("it sets attributes of something other than a state dict");
        }
    }

    // ---- stack and memo ----

    private void push(PickleValue value) {
        stack.add(value);
    }

    /** The last value above the last mark. */
    private PickleValue peek() throws CheckpointException {
        int floor = marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
        if (stack.size() <= floor) {
            throw damaged("an instruction lacks its values");
        }
        return stack.get(stack.size() - 1);
    }

    private PickleValue pop() throws CheckpointException {
        PickleValue value = peek();
        stack.remove(stack.size() - 1);
        return value;
    }

    private List<PickleValue> popLast(int count) throws CheckpointException {
        var values = new PickleValue[count];
        for (int i = count - 1; i >= 0; i--) {
            values[i] = pop();
        }
        return List.of(values);
    }

    private List<PickleValue> popToMark() throws CheckpointException {
        if (marks.isEmpty()) {
            throw damaged("a mark is missing");
        }
        List<PickleValue> above = stack.subList(marks.remove(marks.size() - 1), stack.size());
        List<PickleValue> values = List.copyOf(above);
        above.clear();
        return values;
    }

    private PickleValue remembered(int index) throws CheckpointException {
        PickleValue value = memo.get(index);
        if (value == null) {
            throw damaged("it refers to value " + Integer.toUnsignedString(index) + ", which was never stored");
        }
        return value;
    }

    // ---- literals ----

    private long longInteger(int length) throws CheckpointException {
        if (length > Long.BYTES) {
            throw refused("contains an integer of " + length + " bytes; no size of a tensor needs more than 8");
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            value |= (long) next() << (8 * i);
        }
        int unused = Long.SIZE - 8 * length;
        return length == 0 ? 0 : value << unused >> unused;
    }

    private String text(int length) throws CheckpointException {
        if (length < 0 || length > in.remaining()) {
            throw damaged("a text claims " + Integer.toUnsignedString(length) + " bytes where " + in.remaining()
                    + " are left; the file is truncated");
        }
        ByteBuffer bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(bytes);
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new CheckpointException(source, "its pickle is damaged: a text is not UTF-8", e);
        }
    }

    private String line() {
        var line = new StringBuilder();
        for (int c = next(); c != '\n'; c = next()) {
            line.append((char) c);
        }
        return line.toString();
    }

    // ---- refusals ----

    private CheckpointException refusedInstruction(int code) {
        String name = switch (code) {
            case 'i' -> PickleTensors.code(line(), line());
            case 0x93 -> nameOnStack();
            case 0x81, 0x92, 'o' -> "an instruction that makes an object (" + hex(code) + "), which is code";
            case 0x82, 0x83, 0x84 -> "an extension (" + hex(code) + "), which is code";
            case 0x95, 0x94, 0x8c, 0x8d, 0x8e, 0x8f, 0x90, 0x91, 0x96, 0x97, 0x98 ->
                "an instruction of a newer pickle protocol (" + hex(code) + ")";
            default -> "the pickle instruction " + hex(code);
        };
        return refused("contains " + name + "; only tensors are read");
    }

    /** STACK_GLOBAL takes module and name from the stack. */
    private String nameOnStack() {
        int size = stack.size();
        if (size >= 2 && stack.get(size - 2) instanceof Plain module && stack.get(size - 1) instanceof Plain name) {
            return PickleTensors.code(module.value().toString(), name.value().toString());
        }
        return "a name put together at run time, which is code";
    }

    private static String hex(int code) {
        return String.format("0x%02x", code);
    }

    /** Text from a file as it may appear in a message. */
    static String printable(String text) {
        String cut = text.length() > 80 ? text.substring(0, 80) + "..." : text;
        return cut.replaceAll("[^\\x20-\\x7e]", "?");
    }

    private CheckpointException refused(String reason) {
        return new CheckpointException(source, reason);
    }

    private CheckpointException damaged(String reason) {
        return refused("its pickle is damaged: " + reason);
    }
}
