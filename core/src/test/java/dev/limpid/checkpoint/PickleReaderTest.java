package dev.limpid.checkpoint;

import static dev.limpid.checkpoint.PickleProgram.int32;
import static dev.limpid.checkpoint.PickleProgram.protocol2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.limpid.checkpoint.PickleValue.Dict;
import dev.limpid.checkpoint.PickleValue.ListValue;
import dev.limpid.checkpoint.PickleValue.Plain;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PickleReaderTest {
    @Test
    void readsPlainData() throws Exception {
        byte[] pickle = protocol2()
                .op('}', '(')
                .text("epoch")
                .op('K', 7)
                .text("loss")
                .op('G')
                .op(0x3f, 0xe0, 0, 0, 0, 0, 0, 0)
                .text("list")
                .op(']', '(', 'J', 0xff, 0xff, 0xff, 0xff, 'M', 0x34, 0x12, 'e')
                .op('u')
                .stop();

        Dict dict = (Dict) PickleReader.read("file", pickle);

        assertThat(dict.items.get("epoch")).isEqualTo(new Plain(7L));
        assertThat(dict.items.get("loss")).isEqualTo(new Plain(0.5));
        assertThat(dict.items.get("list"))
                .isEqualTo(new ListValue(new ArrayList<>(List.of(new Plain(-1L), new Plain(0x1234L)))));
    }

    @Test
    void readsLongIntegersWithTheirSign() throws Exception {
        assertThat(PickleReader.read("file", protocol2().op(0x8a, 2, 0, 0x80).stop()))
                .isEqualTo(new Plain(-32768L));
        assertThat(PickleReader.read("file", protocol2().op(0x8a, 0).stop())).isEqualTo(new Plain(0L));
        assertThat(PickleReader.read("file", protocol2().integer(Long.MAX_VALUE).stop()))
                .isEqualTo(new Plain(Long.MAX_VALUE));
        assertThat(PickleReader.read(
                        "file",
                        protocol2().op(0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1).stop()))
                .isEqualTo(new Plain(BigInteger.ONE.shiftLeft(64)));
    }

    @Test
    void ignoresTheMetadataOfAStateDict() throws Exception {
        byte[] pickle = protocol2()
                .orderedDict()
                .op('}')
                .text("_metadata")
                .orderedDict()
                .op('s', 'b')
                .stop();

        assertThat(((Dict) PickleReader.read("file", pickle)).items).isEmpty();
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                arguments(
                        "os.system by REDUCE",
                        protocol2().global("posix", "system").op('(').text("id").op('t', 'R'),
                        "contains posix.system, which is code; only tensors are read"),
                arguments("eval", protocol2().global("builtins", "eval"), "contains builtins.eval, which is code"),
                arguments("a dotted name", protocol2().global("collections", "OrderedDict.__init__"), "which is code"),
                arguments(
                        "another split of a known name",
                        protocol2().global("torch", "_utils._rebuild_tensor_v2"),
                        "which is code"),
                arguments(
                        "the dict's own class",
                        protocol2().global("collections", "OrderedDict\r"),
                        "contains collections.OrderedDict?"),
                arguments("torch.load itself", protocol2().global("torch", "load"), "contains torch.load"),
                arguments("a name with escapes", protocol2().global("\u001b[2J", "x"), "contains ?[2J.x"),
                arguments(
                        "STACK_GLOBAL through the memo",
                        protocol2().text("os").op('q', 0, '0').text("system").op('q', 1, '0', 'h', 0, 'h', 1, 0x93),
                        "contains os.system, which is code"),
                arguments("STACK_GLOBAL of nothing", protocol2().op(0x93), "put together at run time"),
                arguments(
                        "INST",
                        protocol2().op('(', 'i').raw("os\nsystem\n".getBytes(StandardCharsets.US_ASCII)),
                        "contains os.system"),
                arguments("OBJ", protocol2().op('(', 'o'), "makes an object"),
                arguments(
                        "NEWOBJ",
                        protocol2().global("collections", "OrderedDict").op(')', 0x81),
                        "makes an object"),
                arguments("NEWOBJ_EX", protocol2().op(0x92), "makes an object"),
                arguments("EXT1", protocol2().op(0x82, 1), "an extension"),
                arguments("protocol 4", new PickleProgram().op(0x80, 4), "uses pickle protocol 4"),
                arguments("FRAME", protocol2().op(0x95), "newer pickle protocol"),
                arguments("textual persistent id", protocol2().op('P', '0', '\n'), "the pickle instruction 0x50"),
                arguments("BUILD on a tensor", protocol2().vector("0", 1).op('}', 'b'), "sets attributes of something"),
                arguments("BUILD on a plain dict", protocol2().op('}', '}', 'b'), "sets attributes of something"),
                arguments("BUILD with a list", protocol2().orderedDict().op(']', 'b'), "sets attributes of something"),
                arguments(
                        "BUILD on a name",
                        protocol2().global("collections", "OrderedDict").op('}', 'b'),
                        "sets attributes"),
                arguments("APPEND to a tensor", protocol2().vector("0", 1).op('N', 'a'), "appends to something"),
                arguments("APPENDS to a dict", protocol2().op('}', '(', 'N', 'e'), "appends to something"),
                arguments(
                        "SETITEM on a tensor",
                        protocol2().vector("0", 1).text("k").op('N', 's'),
                        "sets items of something"),
                arguments(
                        "SETITEMS on a list",
                        protocol2().op(']', '(').text("k").op('N', 'u'),
                        "sets items of something"),
                arguments(
                        "an odd number of items",
                        protocol2().op('}', '(').text("k").op('u'),
                        "a key has no value"),
                arguments("a tuple as a key", protocol2().op('}', ')', 'N', 's'), "a key that is neither"),
                arguments(
                        "a key twice",
                        protocol2().op('}', '(').text("k").op('N').text("k").op('N', 'u'),
                        "there twice"),
                arguments("a call of data", protocol2().text("posix.system").op(')', 'R'), "calls something"),
                arguments(
                        "a call of a storage type",
                        protocol2().global("torch", "FloatStorage").op(')', 'R'),
                        "calls something"),
                arguments(
                        "a call without a tuple",
                        protocol2().global("collections", "OrderedDict").op(']', 'R'),
                        "calls something"),
                arguments(
                        "OrderedDict of a number",
                        protocol2().global("collections", "OrderedDict").op('K', 1, 0x85, 'R'),
                        "calls something"),
                arguments(
                        "OrderedDict of no pairs",
                        protocol2().global("collections", "OrderedDict").op(']', 'N', 'a', 0x85, 'R'),
                        "calls something"),
                arguments(
                        "a parameter of nothing",
                        protocol2().global("torch._utils", "_rebuild_parameter").op('N', 'N', 'N', 0x87, 'R'),
                        "calls something"),
                arguments(
                        "a tensor of nothing",
                        protocol2().global("torch._utils", "_rebuild_tensor_v2").op(')', 'R'),
                        "a tensor is not described"),
                arguments(
                        "a storage that is a path",
                        protocol2().text("/etc/passwd").op('Q'),
                        "a storage is not described"),
                arguments(
                        "a negative storage",
                        protocol2().storage("FloatStorage", "0", -1),
                        "a storage is not described"),
                arguments(
                        "a storage in two types",
                        protocol2().storage("FloatStorage", "0", 1).storage("LongStorage", "0", 1),
                        "the storage 0 is described in two ways"),
                arguments(
                        "a pickled module",
                        protocol2().op('(').text("module").op('N', 'N', 'N', 't', 'Q'),
                        "holds a whole pickled module, which is code"),
                arguments(
                        "a part beyond its storage",
                        protocol2()
                                .op('(')
                                .text("storage")
                                .global("torch", "FloatStorage")
                                .text("0")
                                .text("cpu")
                                .op('K', 4, '(')
                                .text("1")
                                .op('K', 3, 'K', 2, 't', 't', 'Q'),
                        "a part of a storage is not described"),
                arguments("POP from nothing", protocol2().op('0'), "lacks its values"),
                arguments("POP below a mark", protocol2().op('N', '(', '0'), "lacks its values"),
                arguments("a tuple from below a mark", protocol2().op('N', 'N', '(', 0x86), "lacks its values"),
                arguments("TUPLE without a mark", protocol2().op('t'), "a mark is missing"),
                arguments("BINGET of nothing", protocol2().op('h', 9), "value 9, which was never stored"),
                arguments(
                        "LONG_BINGET of nothing",
                        protocol2().op('j').raw(int32(-1)),
                        "value 4294967295, which was never stored"),
                arguments("BINPUT of nothing", protocol2().op('q', 0), "lacks its values"),
                arguments(
                        "a huge text",
                        protocol2().op('X').raw(int32(Integer.MAX_VALUE)),
                        "a text claims 2147483647 bytes"),
                arguments(
                        "a text of negative length",
                        protocol2().op('X').raw(int32(-1)),
                        "a text claims 4294967295 bytes"),
                arguments(
                        "text that is not UTF-8",
                        protocol2().op('X').raw(int32(1)).op(0xff),
                        "not UTF-8"),
                arguments(
                        "a huge integer as a size",
                        protocol2()
                                .global("torch._utils", "_rebuild_tensor_v2")
                                .op('(')
                                .storage("FloatStorage", "0", 1)
                                .integer(0)
                                .op(0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x85)
                                .integers(1)
                                .op(0x89)
                                .orderedDict()
                                .op('t', 'R'),
                        "a size is no integer"),
                arguments("something left over", protocol2().op('N', 'N'), "left over"),
                arguments("a mark left over", protocol2().op('N', '('), "lacks its values"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void refusesWhatIsNotData(String name, PickleProgram program, String reason) {
        byte[] pickle = program.stop();

        assertThatExceptionOfType(CheckpointException.class)
                .as(name)
                .isThrownBy(() -> PickleReader.read("evil.pt", pickle))
                .withMessageStartingWith("evil.pt: ")
                .withMessageContaining(reason);
    }

    static Stream<Arguments> impossibleViews() {
        long huge = 1L << 40;
        return Stream.of(
                arguments("more values than the storage has", 0, new long[] {5}, new long[] {1}),
                arguments("an offset that pushes it out", 2, new long[] {3}, new long[] {1}),
                arguments("a negative offset", -1, new long[] {1}, new long[] {1}),
                arguments("a negative size", 0, new long[] {-1}, new long[] {1}),
                arguments("a negative stride", 3, new long[] {2}, new long[] {-1}),
                arguments("a stride that leaves the storage", 0, new long[] {2}, new long[] {4}),
                arguments("a size that overflows", 0, new long[] {huge, huge}, new long[] {0, 0}),
                arguments("a stride that overflows", 0, new long[] {2, 2}, new long[] {Long.MAX_VALUE, Long.MAX_VALUE}),
                arguments("fewer strides than sizes", 0, new long[] {2, 2}, new long[] {1}),
                arguments("a size that overflows beside one of 0", 0, new long[] {0, huge, huge}, new long[] {0, 0, 0}),
                arguments("too many dimensions", 0, ones(17), ones(17)));
    }

    private static long[] ones(int count) {
        var ones = new long[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("impossibleViews")
    void refusesTensorsBeyondTheirStorage(String name, long offset, long[] shape, long[] stride) {
        byte[] pickle = protocol2()
                .tensor("FloatStorage", "0", 4, offset, shape, stride)
                .stop();

        assertThatExceptionOfType(CheckpointException.class)
                .as(name)
                .isThrownBy(() -> PickleReader.read("evil.pt", pickle))
                .withMessageContaining("damaged: a tensor");
    }

    @Test
    void refusesEveryTruncation() {
        byte[] pickle = protocol2().op('}').text("w").vector("0", 4).op('s').stop();
        for (int length = 0; length < pickle.length; length++) {
            byte[] cut = Arrays.copyOf(pickle, length);
            assertThatExceptionOfType(CheckpointException.class)
                    .as("first " + length + " bytes")
                    .isThrownBy(() -> PickleReader.read("cut.pt", cut));
        }
    }

    @Test
    void readsWhatPython2Wrote() throws Exception {
        byte[] pickle = protocol2()
                .global("collections", "OrderedDict")
                .op(']', '(', ']', '(')
                .shortString("w")
                .global("torch._utils", "_rebuild_tensor")
                .op('(', '(')
                .shortString("storage")
                .global("torch", "FloatStorage")
                .shortString("94")
                .shortString("cpu")
                .op('K', 4, 'N', 't', 'Q', 'K', 0, 'K', 4, 0x85, 'K', 1, 0x85, 't', 'R')
                .op('e', 'e', 0x85, 'R')
                .stop();

        Dict dict = (Dict) PickleReader.read("file", pickle);

        assertThat(dict.ordered).isTrue();
        assertThat(dict.items.get("w"))
                .isInstanceOfSatisfying(
                        TensorView.class, view -> assertThat(view.shape).containsExactly(4));
    }

    @Test
    void readsKeysOfEveryKind() throws Exception {
        byte[] pickle = protocol2()
                .op('}', '(', 'K', 7, 'N', 'N', 'N', 0x88, 'N', 'G', 0x3f, 0xe0, 0, 0, 0, 0, 0, 0, 'N', 'u')
                .stop();

        assertThat(((Dict) PickleReader.read("file", pickle)).items.keySet())
                .containsExactly("7", "None", "true", "0.5");
    }

    static Stream<Arguments> bombs() {
        return Stream.of(
                arguments("lists", new int[] {']'}, "makes more than 2000000 values"),
                arguments("marks", new int[] {'('}, "makes more than 2000000 values"),
                arguments("dicts", new int[] {'}'}, "makes more than 2000000 values"),
                arguments("values from the memo", new int[] {'h', 0}, "makes more than 2000000 values"),
                arguments("entries of dicts", new int[] {'}', 'N', 'N', 's'}, "makes more than 2000000 values"),
                arguments("lists in lists", new int[] {']', 'h', 0, 'a'}, "makes more than 2000000 values"));
    }

    /** The heap of the tests is a gigabyte, that of the program half of it. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("bombs")
    void refusesMoreValuesThanAStateDictNeeds(String name, int[] instructions, String reason) {
        PickleProgram program = protocol2().op('N', 'q', 0);
        for (int i = 0; i < 2_100_000; i++) {
            program.op(instructions);
        }
        assertThatExceptionOfType(CheckpointException.class)
                .as(name)
                .isThrownBy(() -> PickleReader.read("bomb.pt", program.stop()))
                .withMessageContaining(reason);
    }

    @Test
    void refusesAMemoThatOnlyGrows() {
        PickleProgram program = protocol2().op('N');
        for (int i = 0; i <= 1_000_000; i++) {
            program.op('r').raw(int32(i));
        }
        refuses(program, "stores more than 1000000 values");
    }

    @Test
    void refusesOneListInManyCalls() {
        PickleProgram program = protocol2().op(']', '(');
        for (int i = 0; i < 1000; i++) {
            program.op(']', '(', 'M', i & 0xff, i >> 8, 'N', 'e');
        }
        program.op('e', 0x85, 'q', 0).global("collections", "OrderedDict").op('q', 1);
        for (int i = 0; i < 10_000; i++) {
            program.op('h', 1, 'h', 0, 'R');
        }
        refuses(program, "makes more than 2000000 values");
    }

    @Test
    void refusesTextsAndNamesOfAnyLength() {
        refuses(protocol2().text("x".repeat(8_000_001)), "a text of 8000001 bytes; at most 8000000 are allowed");
        refuses(protocol2().global("x".repeat(10_001), "y"), "a name has more than 10000 characters");
        refuses(protocol2().storage("FloatStorage", "9".repeat(101), 1), "a storage is not described");
    }

    private static void refuses(PickleProgram program, String reason) {
        byte[] pickle = program.stop();
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> PickleReader.read("evil.pt", pickle))
                .withMessageStartingWith("evil.pt: ")
                .withMessageContaining(reason)
                .withMessageNotContaining("\n");
    }

    @Test
    void survivesDeepNestingAndSelfReference() throws Exception {
        PickleProgram deep = protocol2();
        for (int i = 0; i < 1_000_000; i++) {
            deep.op(']');
        }
        for (int i = 1; i < 1_000_000; i++) {
            deep.op('a');
        }
        assertThat(PickleReader.read("deep.pt", deep.stop())).isInstanceOf(ListValue.class);

        byte[] itself =
                protocol2().op('}', 'q', 0).text("model").op('h', 0, 's').stop();
        assertThat(PickleReader.read("loop.pt", itself)).isInstanceOf(Dict.class);
    }

    /** PyTorch marks what it negates or conjugates only when it is used. */
    @Test
    void refusesTensorsThatTheirMetadataChanges() throws Exception {
        assertThat(PickleReader.read("a.pt", metadata(protocol -> protocol.op('}'))))
                .isInstanceOf(TensorView.class);
        assertThat(PickleReader.read("a.pt", metadata(protocol -> protocol.op('N'))))
                .isInstanceOf(TensorView.class);
        for (String mark : List.of("neg", "conj")) {
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> PickleReader.read(
                            "a.pt",
                            metadata(program -> program.op('}').text(mark).op(0x88, 's'))))
                    .withMessage(
                            "a.pt: holds a tensor that PyTorch negates, conjugates or reads otherwise by its metadata,"
                                    + " which is not supported: save its resolve_conj().resolve_neg()");
        }
    }

    private static byte[] metadata(UnaryOperator<PickleProgram> metadata) {
        PickleProgram tensor = protocol2()
                .global("torch._utils", "_rebuild_tensor_v2")
                .op('(')
                .storage("FloatStorage", "0", 1)
                .integer(0)
                .integers(1)
                .integers(1)
                .op(0x89)
                .orderedDict();
        return metadata.apply(tensor).op('t', 'R').stop();
    }

    /** Python tells 1 from '1'. */
    @Test
    void tellsNumbersFromTextsAsKeys() throws Exception {
        PickleProgram keys = protocol2().op('}', '(').op('K', 1, 'N').text("1").op('N');
        keys.text("None").op('N', 'N', 'N', 'u');

        assertThat(((Dict) PickleReader.read("a.pt", keys.stop())).items)
                .containsOnlyKeys("1", "1 (text)", "None", "None (no text)");
        refusesWith(
                protocol2().op('}', '(', 'K', 1, 'N', 'K', 1, 'N', 'u'),
                "its pickle is damaged: the key 1 is there twice");
        refusesWith(
                protocol2().op('}', ')', 'N', 's'),
                "has a dict with a key that is neither text nor a number, which is not supported:"
                        + " save the state_dict() alone");
    }

    @Test
    void readsPython2TextsAsPyTorchDoes() throws Exception {
        refusesWith(
                protocol2().op('U', 3, 'a', 0xe9, 0x1b),
                "its pickle holds a text that is not UTF-8, which is not supported");
    }

    private static void refusesWith(PickleProgram program, String reason) {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> PickleReader.read("a.pt", program.stop()))
                .withMessage("a.pt: " + reason);
    }
}
