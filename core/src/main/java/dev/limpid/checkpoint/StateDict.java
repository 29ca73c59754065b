package dev.limpid.checkpoint;

import dev.limpid.checkpoint.PickleValue.Dict;
import dev.limpid.checkpoint.PickleValue.ListValue;
import dev.limpid.checkpoint.PickleValue.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tensors by name among what a training program saved.
 *
 * <p>The saved dict may hold them itself, or one of the dicts that training programs put them into: the averaged (EMA)
 * weights before the others, as they are what samples are drawn with; else the only dict that holds tensors. A dict whose
 * tensors are all single numbers (a step, a decay) counts only where there is no other. Where several
 * dicts of other names do, all tensors are taken, with the names of the dicts before theirs. What stands before every name
 * because of data-parallel training or compilation is dropped.
 *
 * @param views the tensors by name
 * @param part which dict they were taken from, and which were not; empty for the file's only one
 */
record StateDict(Map<String, TensorView> views, String part) {
    private static final List<String> AVERAGED =
            List.of("ema", "ema_state_dict", "model_ema", "ema_model", "state_dict_ema", "params_ema");
    private static final List<String> PLAIN =
            List.of("state_dict", "model", "model_state_dict", "params", "network", "net", "unet", "weights", "module");

    /** Inside one of the above: where an averaging wrapper keeps its copy. */
    private static final List<String> WRAPPED = List.of("shadow", "shadow_params", "module", "state_dict", "model");

    private static final List<String> PREFIXES = List.of("module.", "_orig_mod.");

    /** Saved objects are a few levels deep. */
    private static final int MAX_DEPTH = 16;

    private static final int MAX_VISITS = 1_000_000;

    private static final int MAX_NAME = 10_000;

    StateDict {
        views = Collections.unmodifiableMap(new LinkedHashMap<>(views));
    }

    /** @throws CheckpointException if the value is no dict, or holds no tensors */
    static StateDict of(String source, PickleValue root) throws CheckpointException {
        if (!(root instanceof Dict dict)) {
            throw new CheckpointException(source, "holds no state dict");
        }
        return new Search(source, dict).result();
    }

    /** A dict, and the path to it. */
    private record Found(String path, Dict dict) {
        boolean holdsArrays() {
            return dict.holdsArrays();
        }
    }

    private record Search(String source, Dict root) {
        StateDict result() throws CheckpointException {
            List<Found> named = new ArrayList<>();
            addNamed(AVERAGED, named);
            addNamed(PLAIN, named);
            List<Found> others = nested("", root).toList();
            // Steps and decays are tensors, too, and stand beside the network; they are not what is meant.
            List<Found> arrays = named.stream().filter(Found::holdsArrays).toList();
            boolean onlyNumbers = !root.holdsArrays() && others.stream().anyMatch(Found::holdsArrays);
            if (!arrays.isEmpty() || (!named.isEmpty() && !onlyNumbers)) {
                return of(arrays.isEmpty() ? named : arrays);
            }
            if ((root.holdsTensors() && !onlyNumbers) || root.items.isEmpty()) {
                return new StateDict(direct(root), others.isEmpty() ? "" : "the dict itself" + not(others));
            }
            List<Found> networks =
                    onlyNumbers ? others.stream().filter(Found::holdsArrays).toList() : others;
            return networks.size() == 1 ? of(networks) : everything();
        }

        private void addNamed(List<String> names, List<Found> into) {
            for (String name : names) {
                if (root.items.get(name) instanceof Dict dict) {
                    inner(name, dict).ifPresent(into::add);
                }
            }
        }

        private static Optional<Found> inner(String name, Dict dict) {
            List<Found> wrapped = WRAPPED.stream()
                    .flatMap(inside -> found(name + "." + inside, dict.items.get(inside)))
                    .toList();
            return wrapped.stream()
                    .filter(Found::holdsArrays)
                    .findFirst()
                    .or(() -> besideNumbers(name, dict))
                    .or(() -> found(name, dict).findFirst())
                    .or(() -> wrapped.stream().findFirst());
        }

        /** The only network in a dict whose own tensors are single numbers. */
        private static Optional<Found> besideNumbers(String name, Dict dict) {
            if (!dict.holdsTensors() || dict.holdsArrays()) {
                return Optional.empty();
            }
            List<Found> networks =
                    nested(name + ".", dict).filter(Found::holdsArrays).toList();
            return networks.size() == 1 ? Optional.of(networks.get(0)) : Optional.empty();
        }

        /** The dicts in that one that hold tensors. */
        private static Stream<Found> nested(String path, Dict dict) {
            return dict.items.entrySet().stream().flatMap(item -> found(path + item.getKey(), item.getValue()));
        }

        /** The value, if it is a dict that holds tensors. */
        private static Stream<Found> found(String path, @Nullable PickleValue value) {
            return value instanceof Dict dict && dict.holdsTensors()
                    ? Stream.of(new Found(path, dict))
                    : Stream.empty();
        }

        /** The first of them is taken. */
        private StateDict of(List<Found> found) throws CheckpointException {
            String part = PickleReader.printable(found.get(0).path());
            List<Found> left = found.subList(1, found.size());
            return new StateDict(direct(found.get(0).dict()), left.isEmpty() ? part : part + not(left));
        }

        private static String not(List<Found> left) {
            return ", not "
                    + PickleReader.printable(
                            left.stream().limit(10).map(Found::path).collect(Collectors.joining(", ")));
        }

        /** The dict's own tensors. */
        private Map<String, TensorView> direct(Dict dict) throws CheckpointException {
            var views = new LinkedHashMap<String, TensorView>();
            for (Map.Entry<String, PickleValue> item : dict.items.entrySet()) {
                if (item.getValue() instanceof TensorView view) {
                    views.put(item.getKey(), view);
                }
            }
            return withoutPrefix(views);
        }

        private StateDict everything() throws CheckpointException {
            var all = new Everything(source);
            all.add("", root, 0);
            if (all.views.isEmpty()) {
                throw new CheckpointException(
                        source,
                        "holds no tensors by name; its keys are "
                                + PickleReader.printable(root.items.keySet().stream()
                                        .limit(10)
                                        .toList()
                                        .toString()));
            }
            return new StateDict(all.views, "all its dicts");
        }

        private static Map<String, TensorView> withoutPrefix(Map<String, TensorView> views) {
            for (String prefix : PREFIXES) {
                if (!views.isEmpty() && views.keySet().stream().allMatch(name -> name.startsWith(prefix))) {
                    var shorter = new LinkedHashMap<String, TensorView>();
                    views.forEach((name, view) -> shorter.put(name.substring(prefix.length()), view));
                    return withoutPrefix(shorter);
                }
            }
            return views;
        }
    }

    /** Gathers all tensors below a value; a value may be reached on many ways, or contain itself. */
    private static final class Everything {
        private final String source;
        private final Map<String, TensorView> views = new LinkedHashMap<>();
        private int visits;

        Everything(String source) {
            this.source = source;
        }

        void add(String path, PickleValue value, int depth) throws CheckpointException {
            if (depth > MAX_DEPTH || ++visits > MAX_VISITS || path.length() > MAX_NAME) {
                throw new CheckpointException(source, "its dicts are nested too deeply");
            }
            if (value instanceof TensorView view) {
                if (views.put(path, view) != null) {
                    throw new CheckpointException(
                            source, "two of its tensors have the name " + PickleReader.printable(path));
                }
            } else if (value instanceof Dict dict) {
                for (Map.Entry<String, PickleValue> item : dict.items.entrySet()) {
                    add(path.isEmpty() ? item.getKey() : path + "." + item.getKey(), item.getValue(), depth + 1);
                }
            } else if (value instanceof ListValue list) {
                addAll(path, list.items(), depth);
            } else if (value instanceof Tuple tuple) {
                addAll(path, tuple.items(), depth);
            }
        }

        private void addAll(String path, List<PickleValue> items, int depth) throws CheckpointException {
            for (int i = 0; i < items.size(); i++) {
                add(path + "." + i, items.get(i), depth + 1);
            }
        }
    }
}
