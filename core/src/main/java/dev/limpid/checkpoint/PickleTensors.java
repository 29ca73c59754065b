package dev.limpid.checkpoint;

import dev.limpid.checkpoint.PickleValue.Dict;
import dev.limpid.checkpoint.PickleValue.Function;
import dev.limpid.checkpoint.PickleValue.None;
import dev.limpid.checkpoint.PickleValue.Plain;
import dev.limpid.checkpoint.PickleValue.Storage;
import dev.limpid.checkpoint.PickleValue.StorageType;
import dev.limpid.checkpoint.PickleValue.Tuple;
import dev.limpid.tensor.DType;
import java.util.List;
import java.util.Map;

/** The names that may stand in a pickle, and what PyTorch means by them. */
final class PickleTensors {
    private static final Map<String, PickleValue> KNOWN = Map.ofEntries(
            Map.entry("collections.OrderedDict", Function.ORDERED_DICT),
            Map.entry("torch._utils._rebuild_tensor_v2", Function.REBUILD_TENSOR),
            Map.entry("torch._utils._rebuild_parameter", Function.REBUILD_PARAMETER),
            Map.entry("torch.FloatStorage", new StorageType(DType.FLOAT32)),
            Map.entry("torch.DoubleStorage", new StorageType(DType.FLOAT64)),
            Map.entry("torch.HalfStorage", new StorageType(DType.FLOAT16)),
            Map.entry("torch.BFloat16Storage", new StorageType(DType.BFLOAT16)),
            Map.entry("torch.LongStorage", new StorageType(DType.INT64)),
            Map.entry("torch.IntStorage", new StorageType(DType.INT32)),
            Map.entry("torch.ShortStorage", new StorageType(DType.INT16)),
            Map.entry("torch.CharStorage", new StorageType(DType.INT8)),
            Map.entry("torch.ByteStorage", new StorageType(DType.UINT8)),
            Map.entry("torch.BoolStorage", new StorageType(DType.BOOL)));

    private final String source;

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

    /** A persistent id: ("storage", type, key, device, number of values). */
    Storage storage(PickleValue id) throws CheckpointException {
        if (id instanceof Tuple tuple
                && tuple.items().size() == 5
                && tuple.items().get(0) instanceof Plain kind
                && kind.value().equals("storage")
                && tuple.items().get(1) instanceof StorageType type
                && tuple.items().get(2) instanceof Plain key
                && key.value() instanceof String keyText
                && tuple.items().get(4) instanceof Plain count
                && count.value() instanceof Long number
                && number >= 0) {
            return new Storage(type.type(), keyText, number);
        }
        throw damaged("a storage is not described as PyTorch does");
    }

    /** What the call of a known function on these arguments stands for. */
    PickleValue rebuild(PickleValue function, PickleValue arguments) throws CheckpointException {
        if (function instanceof Function known && arguments instanceof Tuple tuple) {
            List<PickleValue> items = tuple.items();
            switch (known) {
                case ORDERED_DICT -> {
                    if (items.isEmpty()) {
                        return new Dict(true);
                    }
                }
                case REBUILD_TENSOR -> {
                    return tensor(items);
                }
                case REBUILD_PARAMETER -> {
                    // (data, requires_grad, backward_hooks)
                    if (items.size() == 3 && items.get(0) instanceof TensorView data && isHooks(items.get(2))) {
                        return data;
                    }
                }
            }
        }
        throw damaged("it calls something with arguments that PyTorch never writes");
    }

    /** (storage, storage_offset, size, stride, requires_grad, backward_hooks[, metadata]). */
    private TensorView tensor(List<PickleValue> items) throws CheckpointException {
        if ((items.size() == 6 || items.size() == 7)
                && items.get(0) instanceof Storage storage
                && items.get(1) instanceof Plain offset
                && offset.value() instanceof Long begin
                && items.get(2) instanceof Tuple shape
                && items.get(3) instanceof Tuple stride
                && isHooks(items.get(5))) {
            try {
                return new TensorView(storage, begin, integers(shape), integers(stride));
            } catch (IllegalArgumentException e) {
                throw new CheckpointException(source, "its pickle is damaged: " + e.getMessage(), e);
            }
        }
        throw damaged("a tensor is not described as PyTorch does");
    }

    private static boolean isHooks(PickleValue value) {
        return value instanceof None || (value instanceof Dict hooks && hooks.items.isEmpty());
    }

    private long[] integers(Tuple tuple) throws CheckpointException {
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
