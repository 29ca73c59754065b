package dev.limpid.checkpoint;

import dev.limpid.checkpoint.PickleValue.Storage;
import dev.limpid.checkpoint.StoredZip.Range;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What torch.save writes since PyTorch 1.6: a zip archive of one folder, with the pickle, an entry for each array and the
 * byte order that they are written in.
 *
 * <p>Source: PyTorch, torch/serialization.py, {@code _save}, and caffe2/serialize/inline_container.cc.
 */
final class TorchZip implements TorchContainer {
    private static final String PICKLE = "/data.pkl";
    private static final String ARRAYS = "/data/";

    private final ByteSource bytes;
    private final Map<String, Range> records;
    private final String folder;
    private final ByteOrder order;
    private final PickleValue root;

    TorchZip(ByteSource bytes) throws IOException {
        this.bytes = bytes;
        this.records = StoredZip.read(bytes);
        this.folder = folder();
        requireData();
        this.order = byteOrder();
        var tensors = new PickleTensors(bytes.name());
        this.root = PickleReader.readWhole(bytes.name(), pickle(), tensors);
        for (Storage storage : tensors.storages().values()) {
            requireRecord(storage);
        }
    }

    /** The archive's single top folder, which holds the pickle. */
    private String folder() throws CheckpointException {
        List<String> pickles = records.keySet().stream()
                .filter(name -> name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length())
                .toList();
        if (pickles.size() != 1) {
            throw refused(
                    "is a zip archive, but not one of torch.save: it holds " + pickles.size() + " files data.pkl");
        }
        return pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
    }

    private void requireData() throws CheckpointException {
        for (String name : records.keySet()) {
            if (!name.startsWith(folder + "/")) {
                throw refused("the zip entry " + PickleReader.printable(name) + " lies outside its folder "
                        + PickleReader.printable(folder));
            }
            if (name.equals(folder + "/constants.pkl") || name.startsWith(folder + "/code/")) {
                throw refused("is a TorchScript program, which is code; only tensors are read:"
                        + " save the model's state_dict()");
            }
        }
    }

    private ByteOrder byteOrder() throws IOException {
        Range range = records.get(folder + "/byteorder");
        if (range == null) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        byte[] text =
                bytes.read(range.offset(), (int) Math.min(range.length(), 16)).array();
        return switch (new String(text, StandardCharsets.US_ASCII)) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default -> throw refused("its byte order is neither little nor big");
        };
    }

    private ByteBuffer pickle() throws IOException {
        Range range = record(PICKLE);
        if (range.length() > PickleReader.MAX_BYTES) {
            throw refused(
                    "its pickle has " + range.length() + " bytes; at most " + PickleReader.MAX_BYTES + " are allowed");
        }
        requireChecksum(folder + PICKLE, range);
        return bytes.read(range.offset(), (int) range.length());
    }

    private void requireRecord(Storage storage) throws CheckpointException {
        Range range = record(ARRAYS + storage.key());
        int width = storage.type().bytes();
        // Divided, not multiplied: the size comes from the file and may be anything.
        if (range.length() % width != 0 || range.length() / width != storage.size()) {
            throw refused("the storage " + PickleReader.printable(storage.key()) + " claims " + storage.size()
                    + " values of " + storage.type() + " where the file has " + range.length() + " bytes");
        }
    }

    private Range record(String name) throws CheckpointException {
        Range range = records.get(folder + name);
        if (range == null) {
            throw refused("the zip entry " + PickleReader.printable(folder + name) + " is missing");
        }
        return range;
    }

    private void requireChecksum(String name, Range range) throws IOException {
        if (bytes.crc32(range.offset(), range.length()) != range.crc()) {
            throw refused("the zip entry " + PickleReader.printable(name)
                    + " does not have its checksum; the file is damaged");
        }
    }

    @Override
    public String format() {
        return "PyTorch zip archive";
    }

    @Override
    public PickleValue root() {
        return root;
    }

    @Override
    public ByteOrder order() {
        return order;
    }

    @Override
    public long begin(Storage storage) throws CheckpointException {
        return record(ARRAYS + storage.key()).offset();
    }

    @Override
    public void verify(Storage storage) throws IOException {
        requireChecksum(folder + ARRAYS + storage.key(), record(ARRAYS + storage.key()));
    }

    @Override
    public void verify() throws IOException {
        for (Map.Entry<String, Range> entry : records.entrySet()) {
            requireChecksum(entry.getKey(), entry.getValue());
        }
    }

    private CheckpointException refused(String reason) {
        return new CheckpointException(bytes.name(), reason);
    }
}
