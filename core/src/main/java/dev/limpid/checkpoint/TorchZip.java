package dev.limpid.checkpoint;

import dev.limpid.checkpoint.PickleValue.Storage;
import dev.limpid.checkpoint.StoredZip.Range;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/**
 * The format that torch.save writes since PyTorch 1.6: a zip archive of one folder, with the pickle, an entry for each array and the
 * byte order that they are written in.
 *
 * <p>Source: PyTorch, torch/serialization.py, {@code _save}, and caffe2/serialize/inline_container.cc.
 */
final class TorchZip implements TorchContainer {
    private final ByteSource bytes;
    private final Map<String, Range> records;
    private final String folder;
    private final ByteOrder order;
    private final PickleValue root;

    TorchZip(ByteSource bytes) throws IOException {
        this.bytes = bytes;
        ZipDirectory directory = ZipDirectory.find(bytes);
        TorchEntries.requireNoProgram(bytes.name(), directory);
        this.records = StoredZip.read(bytes, directory);
        this.folder = folder();
        var known = new TorchEntries(bytes, records, folder);
        known.requireNames();
        this.order = byteOrder(known);
        var tensors = new PickleTensors(bytes.name());
        this.root = PickleReader.readWhole(bytes.name(), pickle(), tensors);
        for (Storage storage : tensors.storages().values()) {
            requireRecord(storage);
        }
        known.requireContents(tensors.storages().values());
    }

    /** The archive's single top folder, which holds the pickle. */
    private String folder() throws CheckpointException {
        List<String> pickles = records.keySet().stream()
                .filter(name -> name.endsWith(TorchEntries.PICKLE)
                        && name.indexOf('/') == name.length() - TorchEntries.PICKLE.length())
                .toList();
        if (pickles.size() != 1) {
            throw refused(
                    "is a zip archive, but not one of torch.save: it holds " + pickles.size() + " files data.pkl");
        }
        return pickles.get(0).substring(0, pickles.get(0).length() - TorchEntries.PICKLE.length());
    }

    private ByteOrder byteOrder(TorchEntries known) throws IOException {
        Range range = records.get(folder + TorchEntries.BYTE_ORDER);
        if (range == null) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        return switch (known.text(range)) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default -> throw refused("its byte order is neither little nor big");
        };
    }

    private ByteBuffer pickle() throws IOException {
        Range range = record(TorchEntries.PICKLE);
        if (range.length() > PickleReader.MAX_BYTES) {
            throw refused(
                    "its pickle has " + range.length() + " bytes; at most " + PickleReader.MAX_BYTES + " are allowed");
        }
        requireChecksum(folder + TorchEntries.PICKLE, range);
        return bytes.read(range.offset(), (int) range.length());
    }

    private void requireRecord(Storage storage) throws CheckpointException {
        Range range = record(TorchEntries.ARRAYS + storage.key());
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
        return record(TorchEntries.ARRAYS + storage.key()).offset();
    }

    @Override
    public void verify(Storage storage) throws IOException {
        requireChecksum(folder + TorchEntries.ARRAYS + storage.key(), record(TorchEntries.ARRAYS + storage.key()));
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
