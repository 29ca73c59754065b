package dev.limpid.checkpoint;

import dev.limpid.checkpoint.PickleValue.Storage;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tensors as torch.save writes them: in a zip archive since PyTorch 1.6, in a row of pickles and arrays before. Nothing in
 * the file is ever run; see {@link PickleReader}. Which of the file's tensors are meant, {@link StateDict} tells.
 */
final class TorchPickle implements Checkpoint {
    /** Views may repeat values (tied weights, expanded tensors), but a small file does not fill the memory. */
    private static final long MAX_RATIO = 16;

    private static final long SMALL = 256_000_000;

    private final ByteSource bytes;
    private final TorchContainer container;
    private final StateDict dict;
    private final Map<String, String> settings;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> verified = ConcurrentHashMap.newKeySet();

    private TorchPickle(ByteSource bytes) throws IOException {
        this.bytes = bytes;
        this.container = isZip(bytes) ? new TorchZip(bytes) : new TorchLegacy(bytes);
        this.dict = StateDict.of(bytes.name(), container.root());
        this.settings = Collections.unmodifiableMap(TrainedSchedule.settings(container.root()));
        long total = 0;
        for (Map.Entry<String, TensorView> view : dict.views().entrySet()) {
            total += view.getValue().bytes();
            requireReasonable(view.getKey(), total);
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

    private static boolean isZip(ByteSource bytes) throws IOException {
        return bytes.size() >= 2 && bytes.read(0, 2).getShort() == 0x4b50;
    }

    private void requireReasonable(String name, long total) throws CheckpointException {
        if (total < 0 || (total > SMALL && total / MAX_RATIO > bytes.size())) {
            throw refused("its tensors up to " + PickleReader.printable(name) + " would take more than " + MAX_RATIO
                    + " times the file's " + bytes.size() + " bytes");
        }
    }

    @Override
    public String source() {
        return bytes.name();
    }

    @Override
    public String format() {
        return container.format();
    }

    @Override
    public String part() {
        return dict.part();
    }

    @Override
    public Map<String, Entry> entries() {
        return Collections.unmodifiableMap(entries);
    }

    /** The format has none; what a training program saved of its settings stands for them. */
    @Override
    public Map<String, String> metadata() {
        return settings;
    }

    /** Reads one tensor; its array is held against its checksum when it is first used. */
    @Override
    public Tensor tensor(String name) throws IOException {
        TensorView view = dict.views().get(name);
        if (view == null) {
            throw refused("no tensor named " + PickleReader.printable(name));
        }
        Storage storage = view.storage;
        // Noted when it is done: another thread, or another try, must not take values that are not verified yet.
        if (!verified.contains(storage.key())) {
            container.verify(storage);
            verified.add(storage.key());
        }
        long begin = container.begin(storage) + view.begin() * storage.type().bytes();
        if (view.isContiguous()) {
            Tensor tensor = Tensor.empty(storage.type(), view.shape);
            read(begin, tensor);
            return tensor;
        }
        try (var scope = Scope.open()) {
            Tensor span = Tensor.empty(storage.type(), view.span());
            read(begin, span);
            return scope.keep(span.asStrided(view.shape, view.stride).contiguous());
        }
    }

    private void read(long begin, Tensor into) throws IOException {
        bytes.read(begin, into);
        if (container.order() == ByteOrder.BIG_ENDIAN) {
            SwappedBytes.swap(into);
        }
    }

    @Override
    public void verify() throws IOException {
        container.verify();
    }

    @Override
    public String sha256() throws IOException {
        return bytes.sha256();
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }

    private CheckpointException refused(String reason) {
        return new CheckpointException(source(), reason);
    }
}
