package dev.limpid.checkpoint;

import dev.limpid.checkpoint.PickleValue.Dict;
import dev.limpid.checkpoint.PickleValue.ListValue;
import dev.limpid.checkpoint.PickleValue.None;
import dev.limpid.checkpoint.PickleValue.Plain;
import dev.limpid.checkpoint.PickleValue.Tuple;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads a pickle as data. A pickle is a program for a stack machine that may name and call any function; this reader
 * knows the instructions that PyTorch writes for a state dict, builds dicts, lists and descriptions of tensors, and
 * calls nothing. Every other instruction, every other name, and every instruction on a value of another kind is
 * refused.
 *
 * <p>Source: CPython, Lib/pickletools.py (the instructions of protocol 2); PyTorch, torch/_weights_only_unpickler.py, for
 * which of them a state dict needs. Python 2's short strings are among them: old files have them.
 */
final class PickleReader {
    /** A state dict's pickle has some 200 bytes for each tensor. */
    static final int MAX_BYTES = 32_000_000;

    private static final int PROTOCOL = 2;

    private final String source;
    private final PickleInput in;
    private final PickleStack stack;
    private final PickleTensors tensors;

    private PickleReader(String source, ByteBuffer pickle, PickleTensors tensors) {
        this.source = source;
        this.in = new PickleInput(source, pickle);
        this.stack = new PickleStack(source);
        this.tensors = tensors;
    }

    /** The value that a pickle stands for; nothing may follow it. */
    static PickleValue read(String source, byte[] pickle) throws CheckpointException {
        return readWhole(source, ByteBuffer.wrap(pickle), new PickleTensors(source));
    }

    static PickleValue readWhole(String source, ByteBuffer pickle, PickleTensors tensors) throws CheckpointException {
        PickleValue value = readNext(source, pickle, tensors);
        if (pickle.hasRemaining()) {
            throw new CheckpointException(source, "its pickle is damaged: something is left over at its end");
        }
        return value;
    }

    /** The value of the pickle at the buffer's position, which ends behind it. Storages are noted in {@code tensors}. */
    static PickleValue readNext(String source, ByteBuffer pickle, PickleTensors tensors) throws CheckpointException {
        return new PickleReader(source, pickle, tensors).run();
    }

    private PickleValue run() throws CheckpointException {
        for (int code = in.uint8(); code != '.'; code = in.uint8()) {
            step(code);
        }
        return stack.last();
    }

    private void step(int code) throws CheckpointException {
        switch (code) {
            case 0x80 -> requireProtocol(in.uint8());
            case '(' -> stack.mark();
            case '0' -> stack.pop();
            case 'N' -> stack.push(None.NONE);
            case 0x88 -> stack.push(new Plain(true));
            case 0x89 -> stack.push(new Plain(false));
            case 'J' -> stack.push(new Plain((long) in.int32()));
            case 'K' -> stack.push(new Plain((long) in.uint8()));
            case 'M' -> stack.push(new Plain((long) in.uint16()));
            case 0x8a -> stack.push(new Plain(in.integer(in.uint8())));
            case 'G' -> stack.push(new Plain(in.float64()));
            case 'X' -> stack.push(new Plain(in.text(in.int32())));
            case 'U' -> stack.push(new Plain(in.text(in.uint8())));
            case 'T' -> stack.push(new Plain(in.text(in.int32())));
            case '}' -> stack.push(new Dict(false));
            case ']' -> stack.push(new ListValue(new ArrayList<>(0)));
            case ')' -> stack.push(new Tuple(List.of()));
            case 't' -> stack.push(new Tuple(stack.popToMark()));
            case 0x85 -> stack.push(new Tuple(stack.popLast(1)));
            case 0x86 -> stack.push(new Tuple(stack.popLast(2)));
            case 0x87 -> stack.push(new Tuple(stack.popLast(3)));
            case 'a' -> append(stack.popLast(1));
            case 'e' -> append(stack.popToMark());
            case 's' -> setItems(stack.popLast(2));
            case 'u' -> setItems(stack.popToMark());
            case 'q' -> stack.store(in.uint8());
            case 'r' -> stack.store(in.int32());
            case 'h' -> stack.recall(in.uint8());
            case 'j' -> stack.recall(in.int32());
            case 'Q' -> stack.push(tensors.storage(stack.pop()));
            case 'c' -> stack.push(tensors.global(in.line(), in.line()));
            case 'R' -> reduce();
            case 'b' -> build(stack.pop(), stack.peek());
            default -> throw refusedInstruction(code);
        }
    }

    /** Protocol 3 adds only instructions that are refused by themselves. */
    private void requireProtocol(int protocol) throws CheckpointException {
        if (protocol != PROTOCOL && protocol != PROTOCOL + 1) {
            throw refused("uses pickle protocol " + protocol + "; torch.save writes protocol " + PROTOCOL
                    + " unless told otherwise: save it again without pickle_protocol");
        }
    }

    private void reduce() throws CheckpointException {
        PickleValue arguments = stack.pop();
        stack.push(tensors.rebuild(stack.pop(), arguments));
    }

    private void append(List<PickleValue> items) throws CheckpointException {
        if (!(stack.peek() instanceof ListValue list)) {
            throw damaged("it appends to something that is no list");
        }
        list.items().addAll(items);
    }

    private void setItems(List<PickleValue> items) throws CheckpointException {
        if (!(stack.peek() instanceof Dict dict)) {
            throw damaged("it sets items of something that is no dict");
        }
        if (items.size() % 2 != 0) {
            throw damaged("a key has no value");
        }
        for (int i = 0; i < items.size(); i += 2) {
            dict.put(source, items.get(i), items.get(i + 1));
        }
    }

    /** Attributes are set on a state dict's OrderedDict alone (its {@code _metadata}); they are not needed. */
    private void build(PickleValue state, PickleValue target) throws CheckpointException {
        if (!(target instanceof Dict dict && dict.ordered) || !(state instanceof Dict)) {
            throw damaged("it sets attributes of something other than a state dict");
        }
    }

    // ---- refusals ----

    private CheckpointException refusedInstruction(int code) throws CheckpointException {
        String name = switch (code) {
            case 'i' -> PickleTensors.code(in.line(), in.line());
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
    private String nameOnStack() throws CheckpointException {
        if (stack.holds(2) && stack.pop() instanceof Plain name && stack.pop() instanceof Plain module) {
            return PickleTensors.code(module.value().toString(), name.value().toString());
        }
        return "a name put together at run time, which is code";
    }

    private static String hex(int code) {
        return String.format(Locale.ROOT, "0x%02x", code);
    }

    /** Text from a file as it may appear in a message. */
    static String printable(String text) {
        String cut = text.length() > 80 ? text.substring(0, 80) + "..." : text;
        return cut.replaceAll("[^\\x20-\\x7e]", "?");
    }

    /** Any length of text from a file, without what would move a terminal's cursor. */
    static String oneLine(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
    }

    private CheckpointException refused(String reason) {
        return new CheckpointException(source, reason);
    }

    private CheckpointException damaged(String reason) {
        return refused("its pickle is damaged: " + reason);
    }
}
