package dev.limpid.checkpoint;

import dev.limpid.checkpoint.PickleValue.Dict;
import dev.limpid.checkpoint.PickleValue.ListValue;
import dev.limpid.checkpoint.PickleValue.Plain;
import dev.limpid.checkpoint.PickleValue.Storage;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The format that torch.save wrote before PyTorch 1.6, and writes on demand: five pickles (a magic number, the version, the machine,
 * the object, the keys of its arrays), then each array behind its number of values.
 *
 * <p>Source: PyTorch, torch/serialization.py, {@code _legacy_save} and {@code _legacy_load}; torch/csrc/serialization.cpp:
 * arrays are little-endian whatever machine wrote them.
 */
final class TorchLegacy implements TorchContainer {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    /** Its upper eight bytes, which stand at the sixth of the file. */
    private static final long MAGIC_BEGIN = MAGIC.shiftRight(16).longValue();

    private static final Plain VERSION = new Plain(1001L);

    private final ByteSource bytes;
    private final PickleValue root;
    private final Map<String, Long> begins = new HashMap<>();

    TorchLegacy(ByteSource bytes) throws IOException {
        this.bytes = bytes;
        int length = (int) Math.min(bytes.size(), PickleReader.MAX_BYTES);
        ByteBuffer head = bytes.read(0, length);
        requireHead(head);
        var tensors = new PickleTensors(bytes.name());
        this.root = read(head, tensors);
        PickleValue keys = read(head, new PickleTensors(bytes.name()));
        locate(keys, tensors.storages(), head.position());
    }

    /** Whether a file of that beginning is one. */
    static boolean begins(ByteBuffer head) {
        return head.remaining() >= 15 && head.get(0) == (byte) 0x80 && head.getLong(6) == MAGIC_BEGIN;
    }

    private PickleValue read(ByteBuffer head, PickleTensors tensors) throws CheckpointException {
        return PickleReader.readNext(bytes.name(), head, tensors);
    }

    private void requireHead(ByteBuffer head) throws CheckpointException {
        var none = new PickleTensors(bytes.name());
        if (!read(head, none).equals(new Plain(MAGIC)) || !read(head, none).equals(VERSION)) {
            throw refused("begins like PyTorch's legacy format, but its magic number or version is another");
        }
        if (!(read(head, none) instanceof Dict machine)
                || !(machine.items.get("little_endian") instanceof Plain mark)
                || !(mark.value() instanceof Boolean)) {
            throw refused("its pickle is damaged: the machine that wrote it is not described");
        }
    }

    /** Walks over the arrays, which lie in the order of their keys up to the end of the file. */
    private void locate(PickleValue keys, Map<String, Storage> storages, long begin) throws IOException {
        if (!(keys instanceof ListValue list)) {
            throw refused("its pickle is damaged: the keys of its arrays are no list");
        }
        long at = begin;
        for (PickleValue item : list.items()) {
            Storage storage =
                    item instanceof Plain key ? storages.get(key.value().toString()) : null;
            if (storage == null || begins.put(storage.key(), at + Long.BYTES) != null) {
                throw refused("its pickle is damaged: the keys of its arrays are not those of its tensors");
            }
            at = end(storage, at);
        }
        if (begins.size() != storages.size()) {
            throw refused(
                    "its pickle is damaged: " + (storages.size() - begins.size()) + " of its arrays are not there");
        }
        if (at != bytes.size()) {
            throw refused((bytes.size() - at) + " bytes at the end belong to no tensor");
        }
    }

    private long end(Storage storage, long at) throws IOException {
        if (bytes.size() - at < Long.BYTES) {
            throw refused("ends early, at byte " + bytes.size() + "; the file is truncated");
        }
        long size = bytes.read(at, Long.BYTES).getLong();
        long available = bytes.size() - at - Long.BYTES;
        if (size != storage.size()) {
            throw refused("the storage " + PickleReader.printable(storage.key()) + " claims " + storage.size()
                    + " values where the file has " + size);
        }
        // Divided, not multiplied: the size comes from the file and may be anything.
        if (available / storage.type().bytes() < size) {
            throw refused("the storage " + PickleReader.printable(storage.key()) + " claims " + size + " values of "
                    + storage.type() + " where " + available + " bytes are left; the file is truncated");
        }
        return at + Long.BYTES + size * storage.type().bytes();
    }

    @Override
    public String format() {
        return "PyTorch legacy file";
    }

    @Override
    public PickleValue root() {
        return root;
    }

    @Override
    public ByteOrder order() {
        return ByteOrder.LITTLE_ENDIAN;
    }

    @Override
    public long begin(Storage storage) {
        return Objects.requireNonNull(begins.get(storage.key()), "a storage of another file");
    }

    /** The format has no checksums. */
    @Override
    public void verify(Storage storage) {}

    @Override
    public void verify() throws IOException {
        bytes.sha256();
    }

    private CheckpointException refused(String reason) {
        return new CheckpointException(bytes.name(), reason);
    }
}
