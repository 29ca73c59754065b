package dev.limpid.checkpoint;

import dev.limpid.checkpoint.PickleValue.Dict;
import dev.limpid.checkpoint.PickleValue.Function;
import dev.limpid.checkpoint.PickleValue.ListValue;
import dev.limpid.checkpoint.PickleValue.None;
import dev.limpid.checkpoint.PickleValue.Plain;
import dev.limpid.checkpoint.PickleValue.Storage;
import dev.limpid.checkpoint.PickleValue.StorageType;
import dev.limpid.checkpoint.PickleValue.Tuple;
import dev.limpid.tensor.DType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names that may stand in a pickle, and what PyTorch means by them. */
final class PickleTensors {
    private static final Map<String, PickleValue> KNOWN = Map.ofEntries(
            Map.entry("collections.OrderedDict", Function.ORDERED_DICT),
            Map.entry("torch._utils._rebuild_tensor", Function.REBUILD_TENSOR),
            Map.entry("torch._utils._rebuild_tensor_v2", Function.REBUILD_TENSOR_V2),
            Map.entry("torch._utils._rebuild_parameter", Function.REBUILD_PARAMETER),
            Map.entry("torch._utils._rebuild_parameter_with_state", Function.REBUILD_PARAMETER_WITH_STATE),
            Map.entry("torch.FloatStorage", new StorageType(DType.FLOAT32)),
            Map.entry("torch.DoubleStorage", new StorageType(DType.FLOAT64)),
            Map.entry("torch.HalfStorage", new StorageType(DType.FLOAT16)),
            Map.entry("torch.BFloat16Storage", new StorageType(DType.BFLOAT16)),
            Map.entry("torch.LongStorage", new StorageType(DType.INT64)),
            Map.entry("torch.IntStorage", new StorageType(DType.INT32)),
            Map.entry("torch.ShortStorage", new StorageType(DType.INT16)),
            Map.entry("torch.CharStorage", new StorageType(DType.INT8)),
            Map.entry("torch.ByteStorage", new StorageType(DType.UINT8)),
            Map.entry("torch.BoolStorage", new StorageType(DType.BOOL)),
            Map.entry("torch.ComplexFloatStorage", new StorageType(DType.COMPLEX64)),
            Map.entry("torch.ComplexDoubleStorage", new StorageType(DType.COMPLEX128)));

    /** Keys are numbers. Texts that must be compared often must be short. */
    private static final int MAX_KEY = 100;

    private final String source;
    private final Map<String, Storage> storages = new LinkedHashMap<>();
    private long copied;

    PickleTensors(String source) {
        this.source = source;
    }

    PickleValue global(String module, String name) throws CheckpointException {
        PickleValue known = KNOWN.get(module + "." + name);
        // "a" + "b.c" and "a.b" + "c" read the same; only the split that PyTorch writes is meant.
        if (known == null || name.indexOf('.') >= 0) {
            throw new CheckpointException(source, "contains " + code(module, name) + "; only tensors are read");
        }
        return known;
    }

    static String code(String module, String name) {
        return PickleReader.printable(module + "." + name) + ", which is code";
    }

    /** Every storage that the pickle names, whole, by its key. */
    Map<String, Storage> storages() {
        return storages;
    }

    /** A persistent id: ("storage", type, key, device, number of values[, part]). */
    Storage storage(PickleValue id) throws CheckpointException {
        List<PickleValue> items = id instanceof Tuple tuple ? tuple.items() : List.of();
        if (!items.isEmpty()
                && items.get(0) instanceof Plain kind
                && kind.value().equals("module")) {
            throw new CheckpointException(
                    source,
                    "holds a whole pickled module, which is code; only tensors are read: save its state_dict()");
        }
        if ((items.size() == 5 || items.size() == 6)
                && items.get(0) instanceof Plain kind
                && kind.value().equals("storage")
                && items.get(1) instanceof StorageType type
                && items.get(2) instanceof Plain key
                && key.value() instanceof String keyText
                && keyText.length() <= MAX_KEY) {
            long size = size(items.get(4));
            note(new Storage(type.type(), keyText, size, 0, size));
            return items.size() == 5 || items.get(5) instanceof None
                    ? new Storage(type.type(), keyText, size, 0, size)
                    : part(type.type(), keyText, size, items.get(5));
        }
        throw damaged("a storage is not described as PyTorch does");
    }

    private void note(Storage storage) throws CheckpointException {
        Storage known = storages.putIfAbsent(storage.key(), storage);
        if (known != null && !known.equals(storage)) {
            throw damaged("the storage " + PickleReader.printable(storage.key()) + " is described in two ways");
        }
    }

    /** (key of the part, begin, number of values), of files older than PyTorch 0.4. */
    private Storage part(DType type, String key, long size, PickleValue part) throws CheckpointException {
        if (part instanceof Tuple tuple && tuple.items().size() == 3) {
            long begin = size(tuple.items().get(1));
            long count = size(tuple.items().get(2));
            if (begin <= size && count <= size - begin) {
                return new Storage(type, key, size, begin, count);
            }
        }
        throw damaged("a part of a storage is not described as PyTorch does");
    }

    private long size(PickleValue value) throws CheckpointException {
        if (value instanceof Plain plain && plain.value() instanceof Long number && number >= 0) {
            return number;
        }
        throw damaged("a storage is not described as PyTorch does");
    }

    /** The value of a known function's call on these arguments. */
    PickleValue rebuild(PickleValue function, PickleValue arguments) throws CheckpointException {
        if (function instanceof Function known && arguments instanceof Tuple tuple) {
            List<PickleValue> items = tuple.items();
            return switch (known) {
                case ORDERED_DICT -> orderedDict(items);
                case REBUILD_TENSOR -> tensor(items, 4, 4);
                case REBUILD_TENSOR_V2 -> tensor(items, 6, 7);
                case REBUILD_PARAMETER -> parameter(items, 3);
                case REBUILD_PARAMETER_WITH_STATE -> parameter(items, 4);
            };
        }
        throw badArguments();
    }

    /** Empty, or of a list of pairs, as Python 2 wrote it. */
    private Dict orderedDict(List<PickleValue> items) throws CheckpointException {
        var dict = new Dict(true);
        if (items.isEmpty()) {
            return dict;
        }
        if (items.size() != 1 || !(items.get(0) instanceof ListValue pairs)) {
            throw badArguments();
        }
        // One list may be the argument of many calls.
        copied += pairs.items().size();
        if (copied > PickleStack.MAX_VALUES) {
            throw new CheckpointException(
                    source,
                    "its pickle makes more than " + PickleStack.MAX_VALUES + " values, which no state dict needs");
        }
        for (PickleValue pair : pairs.items()) {
            if (pair instanceof ListValue list && list.items().size() == 2) {
                dict.put(source, list.items().get(0), list.items().get(1));
            } else if (pair instanceof Tuple tuple && tuple.items().size() == 2) {
                dict.put(source, tuple.items().get(0), tuple.items().get(1));
            } else {
                throw badArguments();
            }
        }
        return dict;
    }

    /** (data, requires_grad, backward_hooks[, attributes]); the attributes are not needed. */
    private TensorView parameter(List<PickleValue> items, int count) throws CheckpointException {
        if (items.size() == count && items.get(0) instanceof TensorView data && isNothing(items.get(2))) {
            return data;
        }
        throw badArguments();
    }

    private CheckpointException badArguments() {
        return damaged("it calls something with arguments that PyTorch never writes");
    }

    /** (storage, storage_offset, size, stride[, requires_grad, backward_hooks[, metadata]]). */
    private TensorView tensor(List<PickleValue> items, int least, int most) throws CheckpointException {
        if (items.size() >= least
                && items.size() <= most
                && items.get(0) instanceof Storage storage
                && items.get(1) instanceof Plain offset
                && offset.value() instanceof Long begin
                && items.get(2) instanceof Tuple shape
                && items.get(3) instanceof Tuple stride
                && (items.size() == 4 || isNothing(items.get(5)))) {
            if (items.size() == 7 && !isNothing(items.get(6))) {
                throw new CheckpointException(
                        source,
                        "holds a tensor that PyTorch negates, conjugates or reads otherwise by its metadata, which is not"
                                + " supported: save its resolve_conj().resolve_neg()");
            }
            try {
                return new TensorView(storage, begin, integers(shape), integers(stride));
            } catch (IllegalArgumentException e) {
                throw new CheckpointException(source, "its pickle is damaged: " + e.getMessage(), e);
            }
        }
        throw damaged("a tensor is not described as PyTorch does");
    }

    /** None or empty. */
    private static boolean isNothing(PickleValue value) {
        return value instanceof None || (value instanceof Dict hooks && hooks.items.isEmpty());
    }

    private long[] integers(Tuple tuple) throws CheckpointException {
        if (tuple.items().size() > TensorView.MAX_DIMENSIONS) {
            throw damaged("a tensor of " + tuple.items().size() + " sizes");
        }
        var values = new long[tuple.items().size()];
        for (int i = 0; i < values.length; i++) {
            if (!(tuple.items().get(i) instanceof Plain plain) || !(plain.value() instanceof Long number)) {
                throw damaged("a size is no integer");
            }
            values[i] = number;
        }
        return values;
    }

    private CheckpointException damaged(String reason) {
        return new CheckpointException(source, "its pickle is damaged: " + reason);
    }
}
