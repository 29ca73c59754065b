package dev.limpid.checkpoint;

import static dev.limpid.checkpoint.PickleProgram.protocol2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.limpid.tensor.DType;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TorchPickleTest {
    @TempDir
    Path folder;

    @Test
    void readsTheSameWeightsAsTheirSafetensors() throws Exception {
        Path golden = Path.of(System.getProperty("limpid.root", ".")).resolve("../shared/golden/unet");
        Path pt = golden.resolve("gray_newattn.weights.pt");
        assumeThat(pt).as("golden files beside the project").exists();
        try (var scope = Scope.open();
                var zip = TorchPickle.open(pt);
                var safetensors = Safetensors.open(golden.resolve("gray_newattn.weights.safetensors"))) {
            assertThat(zip.entries()).isEqualTo(safetensors.entries());
            for (String name : zip.entries().keySet()) {
                assertThat(zip.tensor(name).toFloats())
                        .as(name)
                        .isEqualTo(safetensors.tensor(name).toFloats());
            }
        }
    }

    @Test
    void honoursOffsetsStridesAndSharedStorages() throws Exception {
        byte[] pickle = protocol2()
                .orderedDict()
                .op('(')
                .text("whole")
                .vector("0", 6)
                .text("tail")
                .tensor("FloatStorage", "0", 6, 4, new long[] {2}, new long[] {1})
                .text("transposed")
                .tensor("FloatStorage", "0", 6, 0, new long[] {3, 2}, new long[] {1, 3})
                .text("every second")
                .tensor("FloatStorage", "0", 6, 1, new long[] {1, 3}, new long[] {99, 2})
                .text("scalar")
                .tensor("FloatStorage", "0", 6, 5, new long[0], new long[0])
                .text("nothing")
                .tensor("FloatStorage", "0", 6, 0, new long[] {0, 4}, new long[] {4, 1})
                .op('u')
                .stop();
        Path file = TorchFile.write(folder.resolve("a.pt"), pickle, floats(0, 1, 2, 3, 4, 5));

        try (var scope = Scope.open();
                var read = TorchPickle.open(file)) {
            assertThat(read.tensor("whole").toFloats()).containsExactly(0, 1, 2, 3, 4, 5);
            assertThat(read.tensor("tail").toFloats()).containsExactly(4, 5);
            assertThat(read.tensor("transposed").shape()).containsExactly(3, 2);
            assertThat(read.tensor("transposed").toFloats()).containsExactly(0, 3, 1, 4, 2, 5);
            assertThat(read.tensor("every second").toFloats()).containsExactly(1, 3, 5);
            assertThat(read.tensor("scalar").item()).isEqualTo(5);
            assertThat(read.tensor("nothing").shape()).containsExactly(0, 4);
        }
    }

    @Test
    void readsEveryStorageTypeAndParameters() throws Exception {
        byte[] pickle = protocol2()
                .op('}', '(')
                .text("half")
                .tensor("HalfStorage", "0", 1, 0, new long[] {1}, new long[] {1})
                .text("bfloat")
                .tensor("BFloat16Storage", "1", 1, 0, new long[] {1}, new long[] {1})
                .text("long")
                .tensor("LongStorage", "2", 1, 0, new long[] {1}, new long[] {1})
                .text("parameter")
                .global("torch._utils", "_rebuild_parameter")
                .op('(')
                .vector("3", 1)
                .op(0x88)
                .orderedDict()
                .op('t', 'R', 'u')
                .stop();
        Path file = TorchFile.write(
                folder.resolve("a.pt"),
                pickle,
                new byte[] {0, 0x3e},
                new byte[] {(byte) 0xc0, 0x3f},
                new byte[] {7, 0, 0, 0, 0, 0, 0, 0},
                floats(2.5f));

        try (var scope = Scope.open();
                var read = TorchPickle.open(file)) {
            assertThat(read.tensor("half").type()).isEqualTo(DType.FLOAT16);
            assertThat(read.tensor("half").item()).isEqualTo(1.5);
            assertThat(read.tensor("bfloat").item()).isEqualTo(1.5);
            assertThat(read.tensor("long").item()).isEqualTo(7);
            assertThat(read.tensor("parameter").item()).isEqualTo(2.5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ema", "state_dict", "model"})
    void findsTheStateDictInATrainingCheckpoint(String key) throws Exception {
        byte[] pickle = protocol2()
                .op('}', '(')
                .text("step")
                .op('K', 9)
                .text("optimizer")
                .op('}')
                .text("state")
                .op('}', 's')
                .text(key)
                .orderedDict()
                .text("module.w")
                .vector("0", 1)
                .op('s', 'u')
                .stop();
        Path file = TorchFile.write(folder.resolve("a.pt"), pickle, floats(3));

        try (var scope = Scope.open();
                var read = TorchPickle.open(file)) {
            assertThat(read.entries().keySet()).containsExactly("w");
            assertThat(read.tensor("w").item()).isEqualTo(3);
        }
    }

    @Test
    void keepsAModulePrefixThatOnlySomeNamesHave() throws Exception {
        byte[] pickle = protocol2()
                .op('}', '(')
                .text("module.w")
                .vector("0", 1)
                .text("w")
                .vector("0", 1)
                .op('u')
                .stop();
        try (var read = TorchPickle.open(TorchFile.write(folder.resolve("a.pt"), pickle, floats(3)))) {
            assertThat(read.entries().keySet()).containsExactly("module.w", "w");
        }
    }

    @Test
    void refusesWhatIsNoStateDict() throws Exception {
        refusesAlone(protocol2().op(']').stop(), "holds no state dict");
        refuses(protocol2().vector("0", 2).stop(), "holds no state dict");
        refusesAlone(protocol2().op('}').text("epoch").op('K', 1, 's').stop(), "its keys are [epoch]");
        refusesAlone(
                protocol2().op('}', 'q', 0).text("model").op('h', 0, 's').stop(), "its dicts are nested too deeply");
    }

    /** In a file without arrays. */
    private void refusesAlone(byte[] pickle, String reason) throws Exception {
        refuses(TorchFile.write(folder.resolve("alone.pt"), pickle), reason);
    }

    /** A step or a decay that is a tensor is not what somebody saved a checkpoint for. */
    @Test
    void prefersNetworksToSingleNumbers() throws Exception {
        takes(training().text("epoch").raw(number()).text("denoiser").raw(network()), "denoiser, not epoch", "w");
        PickleProgram wrapped = training().text("state_dict").raw(network()).text("ema");
        wrapped.raw(dict("decay", number(), "shadow", network()));
        takes(wrapped, "ema.shadow, not state_dict, ema.decay", "w");
        takes(training().text("ema").raw(dict("decay", number(), "copy", network())), "ema.copy, not ema.decay", "w");
        PickleProgram decay = training().text("state_dict").raw(network()).text("ema");
        takes(decay.raw(dict("decay", number())), "state_dict, not ema", "w");
        PickleProgram own = training().text("v").vector("0", 1);
        takes(own.text("denoiser").raw(network()), "the dict itself, not denoiser", "v");
        takes(training().text("epoch").raw(number()), "", "epoch");
        takes(
                training().text("epoch").raw(number()).text("ema").raw(dict("decay", number())),
                "all its dicts",
                "epoch",
                "ema.decay");
    }

    /** A deeper tensor is taken, or named among those left out; it is never lost. */
    @Test
    void takesNetworksInPartsAndNamesWhatItLeavesOut() throws Exception {
        takes(
                training().text("ema").raw(dict("decay", number(), "G", network(), "D", network())),
                "ema",
                "decay",
                "G.w",
                "D.w");
        takes(
                training()
                        .text("step")
                        .raw(number())
                        .text("model")
                        .raw(dict("encoder", network(), "decoder", network())),
                "model, not step",
                "encoder.w",
                "decoder.w");
        takes(
                training().text("step").raw(number()).text("a").raw(dict("b", dict("c", network()))),
                "all its dicts",
                "step",
                "a.b.c.w");
        takes(
                training().text("model").raw(network()).text("optimizer").raw(dict("state", dict("0", network()))),
                "model, not optimizer",
                "w");
        takes(
                training().text("model").raw(dict("module.w", network(), "x", dict("y", network()))),
                "model",
                "module.w.w",
                "x.y.w");
        PickleProgram many = training().text("model").raw(network());
        for (int i = 0; i < 12; i++) {
            many.text("n" + i).raw(number());
        }
        takes(many, "model, not n0, n1, n2, n3, n4, n5, n6, n7, n8, n9 and 2 others", "w");
    }

    private static PickleProgram training() {
        return protocol2().op('}', '(');
    }

    /** A dict of keys and values. */
    private static byte[] dict(Object... items) {
        PickleProgram program = new PickleProgram().op('}', '(');
        for (int i = 0; i < items.length; i += 2) {
            program.text((String) items[i]).raw((byte[]) items[i + 1]);
        }
        return part(program.op('u'));
    }

    private void takes(PickleProgram program, String part, String... names) throws Exception {
        byte[] pickle = program.op('u').stop();
        try (var read = TorchPickle.open(TorchFile.write(folder.resolve("a.pt"), pickle, floats(3)))) {
            assertThat(read.part()).isEqualTo(part);
            assertThat(read.entries().keySet()).containsExactly(names);
        }
    }

    private static byte[] number() {
        return part(new PickleProgram().tensor("FloatStorage", "0", 1, 0, new long[0], new long[0]));
    }

    private static byte[] network() {
        return part(new PickleProgram().orderedDict().text("w").vector("0", 1).op('s'));
    }

    private static byte[] part(PickleProgram program) {
        byte[] stopped = program.stop();
        return Arrays.copyOf(stopped, stopped.length - 1);
    }

    @Test
    void refusesStoragesThatTheFileDoesNotHold() throws Exception {
        refuses(dict(protocol2().op('}').text("w").vector("../0", 1)), "the zip entry archive/data/../0 is missing");
        refuses(
                dict(protocol2().op('}').text("w").vector("0", 3)),
                "the storage 0 claims 3 values of FLOAT32 where the file has 8 bytes");
        refuses(
                dict(protocol2().op('}').text("w").vector("0", 1L << 50)),
                "the storage 0 claims 1125899906842624 values");
    }

    private void refuses(byte[] pickle, String reason) throws Exception {
        refuses(TorchFile.write(folder.resolve("evil.pt"), pickle, floats(1, 2)), reason);
    }

    private static byte[] dict(PickleProgram program) {
        return program.op('s').stop();
    }

    @Test
    void refusesCompressedEntries() throws Exception {
        // A deflated bomb is refused by its method, before one byte of it is unpacked.
        Path bomb = folder.resolve("bomb.pt");
        try (var zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write(new byte[50_000_000]);
            zip.closeEntry();
        }
        refuses(bomb, "archive/data.pkl is compressed");
    }

    @Test
    void refusesPicklesOfAnySizeAndTensorsOfOneName() throws Exception {
        Path large = folder.resolve("large-pickle.pt");
        try (var zip = new TorchFile(large)) {
            zip.addZeros("archive/data.pkl", 32_000_001);
        }
        refuses(large, "its pickle has 32000001 bytes; at most 32000000 are allowed");
        byte[] two = protocol2()
                .op('}', '(')
                .text("a.b")
                .op('}')
                .text("c")
                .vector("0", 2)
                .op('s')
                .text("a")
                .op('}')
                .text("b.c")
                .vector("0", 2)
                .op('s', 'u')
                .stop();
        refuses(two, "two of its tensors have the name a.b.c");
    }

    @Test
    void refusesOtherArchives() throws Exception {
        refuses(zip("archive/readme.txt"), "it holds 0 files data.pkl");
        refuses(zip("a/data.pkl", "b/data.pkl"), "it holds 2 files data.pkl");
        refuses(zip("a/data.pkl", "a/data.pkl"), "a/data.pkl is there twice");
        refuses(zip("a/data.pkl", "a/constants.pkl"), "a TorchScript program, which is code");
        refuses(zip("a/data.pkl", "b/version"), "the zip entry b/version lies outside its folder a");
        refuses(zip("a/data.pkl", "a/../../x"), "the zip entry a/../../x has a name that leads out of the archive");
        refuses(zip("a/data.pkl", "a/DATA.pkl"), "the zip entry a/DATA.pkl is there twice");
        refuses(zip("a/data.pkl", "a/code/x.py"), "a TorchScript program, which is code");
        Path mixed = folder.resolve("mixed-endian.pt");
        try (var zip = new TorchFile(mixed)) {
            zip.add("a/data.pkl", vector()).add("a/byteorder", "mixed".getBytes(StandardCharsets.US_ASCII));
        }
        refuses(mixed, "its byte order is neither little nor big");
    }

    private Path zip(String... names) throws Exception {
        Path file = folder.resolve(names.length + names[names.length - 1].replace('/', '-'));
        try (var zip = new TorchFile(file)) {
            for (String name : names) {
                zip.add(name, vector());
            }
        }
        return file;
    }

    private static byte[] vector() {
        return dict(protocol2().op('}').text("w").vector("0", 2));
    }

    @Test
    void turnsTheBytesOfBigEndianFilesRound() throws Exception {
        Path big = folder.resolve("big-endian.pt");
        byte[] pickle = protocol2()
                .op('}', '(')
                .text("w")
                .vector("0", 2)
                .text("every second")
                .tensor("ShortStorage", "1", 3, 0, new long[] {2}, new long[] {2})
                .text("bytes")
                .tensor("ByteStorage", "2", 2, 0, new long[] {2}, new long[] {1})
                .text("long")
                .tensor("LongStorage", "3", 1, 0, new long[0], new long[0])
                .op('u')
                .stop();
        try (var zip = new TorchFile(big)) {
            zip.add("a/data.pkl", pickle)
                    .add("a/byteorder", "big".getBytes(StandardCharsets.US_ASCII))
                    .add(
                            "a/data/0",
                            ByteBuffer.allocate(8).putFloat(1.5f).putFloat(-2).array())
                    .add("a/data/1", new byte[] {0, 1, 0, 2, 0, 3})
                    .add("a/data/2", new byte[] {4, 5})
                    .add("a/data/3", new byte[] {0, 0, 0, 0, 0, 0, 1, 0})
                    .version("a");
        }
        try (var scope = Scope.open();
                var read = TorchPickle.open(big)) {
            assertThat(read.tensor("w").toFloats()).containsExactly(1.5f, -2);
            assertThat(read.tensor("every second").toFloats()).containsExactly(1, 3);
            assertThat(read.tensor("bytes").toFloats()).containsExactly(4, 5);
            assertThat(read.tensor("long").item()).isEqualTo(256);
        }
    }

    @Test
    void expandsWhatWasSavedExpanded() throws Exception {
        byte[] pickle = dict(
                protocol2().op('}').text("w").tensor("FloatStorage", "0", 1, 0, new long[] {2, 3}, new long[] {0, 0}));
        Path file = TorchFile.write(folder.resolve("a.pt"), pickle, floats(7));

        try (var scope = Scope.open();
                var read = TorchPickle.open(file)) {
            assertThat(read.tensor("w").toFloats()).containsExactly(7, 7, 7, 7, 7, 7);
        }
    }

    @Test
    void refusesTensorsThatGrowBeyondTheirFile() throws Exception {
        long[] huge = {1L << 40};
        refuses(
                dict(protocol2().op('}').text("w").tensor("FloatStorage", "0", 2, 0, huge, new long[] {0})),
                "its tensors up to w would take more than 16 times the file's");
        PickleProgram many = protocol2().op('}', '(');
        for (int i = 0; i < 100; i++) {
            many.text("w" + i).tensor("FloatStorage", "0", 2, 0, new long[] {1 << 20}, new long[] {0});
        }
        refuses(many.op('u').stop(), "would take more than 16 times");
    }

    @Test
    void noticesDamagedValues() throws Exception {
        Path file = TorchFile.write(folder.resolve("a.pt"), vector(), floats(1, 2));
        byte[] bytes = Files.readAllBytes(file);
        bytes[indexOf(bytes, floats(1, 2))] ^= 1;
        Files.write(file, bytes);

        try (var scope = Scope.open();
                var read = TorchPickle.open(file)) {
            ThrowingCallable reading = () -> read.tensor("w");
            for (ThrowingCallable use : List.<ThrowingCallable>of(reading, reading, read::verify)) {
                assertThatExceptionOfType(CheckpointException.class)
                        .isThrownBy(use)
                        .withMessage(file
                                + ": the zip entry archive/data/0 does not have its checksum; the file is damaged");
            }
        }
    }

    /** Whoever comes second must not take values that the first has not verified yet. */
    @Test
    void isReadByManyThreadsAtOnce() throws Exception {
        float[] values = new float[1 << 16];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        byte[] pickle = dict(protocol2().op('}').text("w").vector("0", values.length));
        Path file = TorchFile.write(folder.resolve("a.pt"), pickle, floats(values));
        try (var read = TorchPickle.open(file)) {
            assertThat(inThreads(() -> read.tensor("w").toFloats()))
                    .allSatisfy(each -> assertThat(each).isEqualTo(values));
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[indexOf(bytes, floats(values)) + 4 * values.length - 1] ^= 1;
        Files.write(file, bytes);
        try (var read = TorchPickle.open(file)) {
            assertThat(inThreads(() -> refused(read))).containsOnly(true);
        }
    }

    private static boolean refused(TorchPickle read) throws IOException {
        try {
            return read.tensor("w") == null;
        } catch (CheckpointException e) {
            return true;
        }
    }

    private static <T> List<T> inThreads(Callable<T> work) throws Exception {
        var together = new CyclicBarrier(8);
        var pool = Executors.newFixedThreadPool(together.getParties());
        try {
            List<Callable<T>> all = Collections.nCopies(together.getParties(), () -> {
                together.await();
                try (var scope = Scope.open()) {
                    return work.call();
                }
            });
            var results = new ArrayList<T>();
            for (Future<T> result : pool.invokeAll(all)) {
                results.add(result.get());
            }
            return results;
        } finally {
            pool.shutdown();
        }
    }

    private static int indexOf(byte[] bytes, byte... part) {
        return indexOf(bytes, part, 0);
    }

    private static int indexOf(byte[] bytes, byte[] part, int from) {
        for (int i = from; i <= bytes.length - part.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not there");
    }

    @Test
    void refusesFilesThatOthersWouldReadDifferently() throws Exception {
        byte[] bytes = Files.readAllBytes(TorchFile.write(folder.resolve("a.pt"), vector(), floats(1, 2)));
        refuses(with(bytes, bytes.length, 5), "bytes stand behind its zip archive, which could be another file");
        int second = indexOf(bytes, "PK\3\4".getBytes(StandardCharsets.US_ASCII), 1);
        refuses(with(bytes, second, 0), "its zip directory claims");
        byte[] renamed = bytes.clone();
        renamed[second + 30] = 'A';
        refuses(
                Files.write(folder.resolve("renamed.pt"), renamed),
                "the zip entry archive/data/0 has two headers that differ");
        try (var zip = new TorchFile(folder.resolve("hole.pt"))) {
            zip.add("archive/data.pkl", vector()).hole(7).add("archive/data/0", floats(1, 2));
        }
        refuses(folder.resolve("hole.pt"), "the zip entry archive/data/0 follows 7 bytes that belong to nothing");
        try (var zip = new TorchFile(folder.resolve("front.pt"))) {
            zip.hole(3).add("archive/data.pkl", vector());
        }
        refuses(folder.resolve("front.pt"), "the zip entry archive/data.pkl follows 3 bytes that belong to nothing");
    }

    private Path with(byte[] bytes, int at, int more) throws Exception {
        byte[] longer = new byte[bytes.length + Math.max(1, more)];
        System.arraycopy(bytes, 0, longer, 0, at);
        System.arraycopy(bytes, at, longer, at + longer.length - bytes.length, bytes.length - at);
        return Files.write(folder.resolve("longer" + at + ".pt"), longer);
    }

    @Test
    void refusesEveryTruncation() throws Exception {
        Path whole = TorchFile.write(folder.resolve("a.pt"), vector(), floats(1, 2));
        byte[] bytes = Files.readAllBytes(whole);
        for (int length = 0; length < bytes.length; length++) {
            refuses(Files.write(folder.resolve("cut.pt"), Arrays.copyOf(bytes, length)), "");
        }
    }

    @Test
    void survivesAnyDamagedByte() throws Exception {
        Path whole = TorchFile.write(folder.resolve("a.pt"), vector(), floats(1, 2));
        byte[] bytes = Files.readAllBytes(whole);
        int refused = 0;
        for (int i = 0; i < bytes.length; i++) {
            for (int flip : new int[] {0x01, 0x80, 0xff}) {
                byte[] damaged = bytes.clone();
                damaged[i] ^= (byte) flip;
                Path file = Files.write(folder.resolve("damaged.pt"), damaged);
                try (var scope = Scope.open();
                        var read = TorchPickle.open(file)) {
                    for (String name : read.entries().keySet()) {
                        assertThat(read.tensor(name).count()).isLessThanOrEqualTo(2);
                    }
                } catch (CheckpointException e) {
                    refused++; // The only exception that damage may cause.
                }
            }
        }
        assertThat(refused).isGreaterThan(bytes.length);
    }

    @Test
    void readsBeyondFourGigabytes() throws Exception {
        Path file = folder.resolve("large.pt");
        byte[] pickle = protocol2()
                .op('}', '(')
                .text("large")
                .tensor("ByteStorage", "0", 5L << 30, 0, new long[] {1}, new long[] {1})
                .text("w")
                .vector("1", 2)
                .op('u')
                .stop();
        try (var zip = new TorchFile(file).zip64()) {
            // A hole: it takes no disk, and nothing reads it.
            zip.addZeros("a/data/0", 5L << 30)
                    .add("a/data/1", floats(1, 2))
                    .add("a/data.pkl", pickle)
                    .version("a");
        }

        try (var scope = Scope.open();
                var read = TorchPickle.open(file)) {
            assertThat(read.tensor("w").toFloats()).containsExactly(1, 2);
        }
    }

    @Test
    void refusesAnArchiveComment() throws Exception {
        Path file = TorchFile.write(folder.resolve("a.pt"), vector(), floats(1, 2));
        byte[] bytes = Files.readAllBytes(file);
        byte[] commented = Arrays.copyOf(bytes, bytes.length + 3);
        commented[bytes.length - 2] = 3;
        refuses(Files.write(file, commented), "its zip archive has a comment, which could be another file");
    }

    @Test
    void refusesEntriesThatTorchSaveNeverWrites() throws Exception {
        refuses(zip("a/data.pkl", "a/evil.sh"), "the zip entry a/evil.sh is none that torch.save writes");
        refuses(zip("a/data.pkl", "a/CONSTANTS.PKL"), "a TorchScript program, which is code");
        refuses(zip("a/data.pkl", "a/Code/x.py"), "a TorchScript program, which is code");
        refuses(zip("a/data.pkl", "a/BYTEORDER"), "the zip entry a/BYTEORDER is none that torch.save writes");
        refuses(zip("a/data.pkl", "a/Version"), "the zip entry a/Version is none that torch.save writes");
        refuses(
                TorchFile.write(folder.resolve("extra.pt"), vector(), floats(1, 2), new byte[9]),
                "the zip entry archive/data/1 belongs to no tensor");
        refuses(with("none.pt", "", ""), "the zip entry a/version is missing");
        for (String version : List.of("9999999\n", "0", "x", "3 ", "")) {
            refuses(with("v.pt", "version", version), "the zip entry a/version holds no version of the format");
        }
        refuses(with("n.pt", ".format_version", "<html>"), "the zip entry a/.format_version holds no number");
    }

    @Test
    void readsWhatNewerVersionsOfPyTorchWriteBesideTheArrays() throws Exception {
        Path file = folder.resolve("new.pt");
        try (var zip = new TorchFile(file)) {
            zip.add("a/data.pkl", vector())
                    .add("a/.format_version", (byte) '1')
                    .add("a/.storage_alignment", "64".getBytes(StandardCharsets.US_ASCII))
                    .add("a/byteorder", "little".getBytes(StandardCharsets.US_ASCII))
                    .extra(0x4246, "ZZZ".getBytes(StandardCharsets.US_ASCII))
                    .add("a/data/0", floats(1, 2))
                    .version("a")
                    .add("a/.data/serialization_id", "0123456789".repeat(4).getBytes(StandardCharsets.US_ASCII));
        }
        try (var scope = Scope.open();
                var read = TorchPickle.open(file)) {
            read.verify();
            assertThat(read.tensor("w").toFloats()).containsExactly(1, 2);
        }
    }

    /** An archive of that entry beside the pickle and its array. */
    private Path with(String file, String name, String content) throws Exception {
        Path path = folder.resolve(file);
        try (var zip = new TorchFile(path)) {
            zip.add("a/data.pkl", vector()).add("a/data/0", floats(1, 2));
            if (!name.isEmpty()) {
                zip.add("a/" + name, content.getBytes(StandardCharsets.US_ASCII));
            }
            if (name.startsWith(".")) {
                zip.version("a");
            }
        }
        return path;
    }

    private static void refuses(Path file, String reason) {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> TorchPickle.open(file))
                .withMessageStartingWith(file + ": ")
                .withMessageContaining(reason)
                .withMessageNotContaining("\n");
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    /** The code of a program is deflated, which is refused by itself; the file is torch.jit.save's. */
    @Test
    void namesAProgramBeforeWhatElseIsWrongWithItsArchive() throws Exception {
        refuses(
                resource("hostile/torchscript-deflated.pt"),
                "is a TorchScript program, which is code; only tensors are read:");
        refuses(zip("a/data.pkl", "a/bytecode.pkl"), "is a TorchScript program, which is code");
    }

    /** [weights, optimiser, epoch, step, averages], as DDIM's training saves them. */
    @Test
    void takesTheAveragesOfAList() throws Exception {
        try (var scope = Scope.open();
                var read = TorchPickle.open(resource("benign/ddim-list.pt"))) {
            assertThat(read.part()).isEqualTo("[4], the averaged (EMA) weights, not [0]");
            assertThat(read.entries()).containsOnlyKeys("time_embed.0.weight", "time_embed.0.bias");
            read.verify();
        }
    }

    /** Data-parallel training leaves a prefix before the weights, and none before the averages. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            w          |            |          | [0]
            w          | w          |          | [1], the averaged (EMA) weights, not [0]
            module.w   | w          |          | [1], the averaged (EMA) weights, not [0]
            w          | w          | w        | [2], the averaged (EMA) weights, not [0], [1]
            generator  | critic     |          | all its dicts
            """)
    void takesFromAListWhatItsNamesTell(String first, String second, String third, String part) throws Exception {
        for (boolean tuple : new boolean[] {false, true}) {
            PickleProgram pickle = protocol2();
            pickle = tuple ? pickle.op('(') : pickle.op(']', '(');
            int dicts = 0;
            for (String name : Arrays.asList(first, second, third)) {
                if (name != null) {
                    pickle.op('}', '(')
                            .text(name)
                            .vector(Integer.toString(dicts++), 2)
                            .op('u');
                }
            }
            pickle.integer(3).op('}').op(tuple ? 't' : 'e');
            var records = new byte[dicts][];
            for (int i = 0; i < dicts; i++) {
                records[i] = floats(i, 10 + i);
            }
            Path file = TorchFile.write(folder.resolve("list.pt"), pickle.stop(), records);

            try (var scope = Scope.open();
                    var read = TorchPickle.open(file)) {
                assertThat(read.part()).isEqualTo(part);
                if (part.startsWith("[")) {
                    int taken = part.charAt(1) - '0';
                    assertThat(read.tensor("w").toFloats()).containsExactly(taken, 10 + taken);
                }
            }
        }
    }

    private static Path resource(String name) throws Exception {
        return Path.of(TorchPickleTest.class.getResource(name).toURI());
    }
}
