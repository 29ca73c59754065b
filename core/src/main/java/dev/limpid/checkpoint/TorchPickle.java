package dev.limpid.checkpoint;

import dev.limpid.checkpoint.PickleValue.Dict;
import dev.limpid.checkpoint.PickleValue.Storage;
import dev.limpid.checkpoint.StoredZip.Range;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A state dict as torch.save writes it since PyTorch 1.6: a zip archive of raw arrays and a pickle that names them.
 * Nothing in the file is ever run; see {@link PickleReader}.
 *
 * <p>The dict itself may hold the tensors, or one of the dicts that training programs put them into (first found:
 * {@code ema}, {@code state_dict}, {@code model}); a {@code module.} before every name, which data-parallel training
 * leaves, is dropped.
 */
public final class TorchPickle implements Checkpoint {
    private static final long MAX_PICKLE = 100_000_000;
    private static final String PICKLE = "/data.pkl";
    private static final String PARALLEL = "module.";
    private static final List<String> NESTED = List.of("ema", "state_dict", "model");

    private final ByteSource bytes;
    private final Map<String, Range> records;
    private final String folder;
    private final Map<String, TensorView> views = new LinkedHashMap<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private TorchPickle(ByteSource bytes) throws IOException {
        this.bytes = bytes;
        this.records = StoredZip.read(bytes);
        this.folder = folder();
        requireData();
        addViews(stateDict(PickleReader.read(source(), pickle())));
        for (Map.Entry<String, TensorView> view : views.entrySet()) {
            requireRecord(view.getKey(), view.getValue().storage);
            entries.put(view.getKey(), Entry.of(view.getValue().storage.type(), view.getValue().shape));
        }
    }

    /**
     * Opens a file and checks everything that it says about its tensors; no array is read yet.
     *
     * @throws CheckpointException if there is no such file, or it holds anything but tensors and plain data
     */
    public static TorchPickle open(Path file) throws IOException {
        return open(ByteSource.file(file));
    }

    static TorchPickle open(ByteSource bytes) throws IOException {
        try {
            return new TorchPickle(bytes);
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    /** The archive's single top folder, which holds the pickle. */
    private String folder() throws CheckpointException {
        List<String> pickles =
                records.keySet().stream().filter(n -> n.endsWith(PICKLE)).toList();
        if (pickles.size() != 1) {
            throw refused("a zip archive, but not one of torch.save: it holds " + pickles.size() + " files data.pkl");
        }
        return pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
    }

    private void requireData() throws IOException {
        if (records.containsKey(folder + "/constants.pkl")) {
            throw refused("a TorchScript program, which is code; only tensors are read: save the model's state_dict()");
        }
        Range order = records.get(folder + "/byteorder");
        if (order != null && !text(order).equals("little")) {
            throw refused("written on a big-endian machine, which is not supported");
        }
    }

    private String text(Range range) throws IOException {
        byte[] text =
                bytes.read(range.offset(), (int) Math.min(range.length(), 16)).array();
        return new String(text, StandardCharsets.US_ASCII);
    }

    private byte[] pickle() throws IOException {
        Range range = record(PICKLE);
        if (range.length() > MAX_PICKLE) {
            throw refused("its pickle has " + range.length() + " bytes; at most " + MAX_PICKLE + " are allowed");
        }
        return bytes.read(range.offset(), (int) range.length()).array();
    }

    private Dict stateDict(PickleValue root) throws CheckpointException {
        if (!(root instanceof Dict dict)) {
            throw refused("holds no state dict");
        }
        if (holdsTensors(dict)) {
            return dict;
        }
        for (String name : NESTED) {
            if (dict.items.get(name) instanceof Dict nested && holdsTensors(nested)) {
                return nested;
            }
        }
        throw refused("holds no tensors by name, neither directly nor under one of " + NESTED + "; its keys are "
                + PickleReader.printable(dict.items.keySet().toString()));
    }

    private static boolean holdsTensors(Dict dict) {
        return dict.items.values().stream().anyMatch(TensorView.class::isInstance);
    }

    private void addViews(Dict dict) throws CheckpointException {
        boolean parallel = dict.items.entrySet().stream()
                .filter(e -> e.getValue() instanceof TensorView)
                .allMatch(e -> e.getKey().toString().startsWith(PARALLEL));
        for (Map.Entry<Object, PickleValue> item : dict.items.entrySet()) {
            if (item.getValue() instanceof TensorView view) {
                if (!(item.getKey() instanceof String name)) {
                    throw refused("a tensor's name is the number " + item.getKey());
                }
                views.put(parallel ? name.substring(PARALLEL.length()) : name, view);
            }
        }
    }

    private void requireRecord(String name, Storage storage) throws CheckpointException {
        Range range = record("/data/" + storage.key());
        // Divided, not multiplied: the count comes from the file and may be anything.
        if (range.length() / storage.type().bytes() < storage.count()) {
            throw refused(PickleReader.printable(name) + " claims " + storage.count() + " values of " + storage.type()
                    + " where the file has " + range.length() + " bytes");
        }
    }

    private Range record(String name) throws CheckpointException {
        Range range = records.get(folder + name);
        if (range == null) {
            throw refused("the zip entry " + PickleReader.printable(folder + name) + " is missing");
        }
        return range;
    }

    @Override
    public String source() {
        return bytes.name();
    }

    @Override
    public Map<String, Entry> entries() {
        return Collections.unmodifiableMap(entries);
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of();
    }

    @Override
    public Tensor tensor(String name) throws IOException {
        TensorView view = views.get(name);
        if (view == null) {
            throw refused("no tensor named " + name);
        }
        Storage storage = view.storage;
        long begin = record("/data/" + storage.key()).offset()
                + view.offset * storage.type().bytes();
        if (view.isContiguous()) {
            Tensor tensor = Tensor.empty(storage.type(), view.shape);
            bytes.read(begin, tensor);
            return tensor;
        }
        try (var scope = Scope.open()) {
            Tensor span = Tensor.empty(storage.type(), view.span());
            bytes.read(begin, span);
            return scope.keep(span.asStrided(view.shape, view.stride).contiguous());
        }
    }

    private CheckpointException refused(String reason) {
        return new CheckpointException(source(), reason);
    }

    @Override
    public String sha256() throws IOException {
        return bytes.sha256();
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
