package dev.limpid.checkpoint;

import dev.limpid.checkpoint.PickleValue.Dict;
import dev.limpid.checkpoint.PickleValue.ListValue;
import dev.limpid.checkpoint.PickleValue.Plain;
import dev.limpid.checkpoint.PickleValue.Tuple;
import dev.limpid.checkpoint.TensorContents.Content;
import java.util.ArrayList;
import java.util.Arrays;
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
 * weights before the others, as they are what samples are drawn with; else the only dict that holds tensors. Single numbers
 * that are tensors (a step, a decay) are not what is meant where there are others. A saved list gives the last dict with the names of
 * the first, because DDIM's training puts the averages behind the weights. Where the choice is open, or a known dict
 * holds its network in parts, all tensors are taken, with the names of the dicts before theirs. A prefix that stands before every name
 * because of data-parallel training or compilation is dropped.
 *
 * @param views the tensors by name
 * @param part which dict they were taken from, and which tensors and dicts of tensors were not; empty for the file's only one
 */
record StateDict(Map<String, TensorView> views, String part) {
    private static final List<String> AVERAGED =
            List.of("ema", "ema_state_dict", "model_ema", "ema_model", "state_dict_ema", "params_ema");
    private static final List<String> PLAIN =
            List.of("state_dict", "model", "model_state_dict", "params", "network", "net", "unet", "weights", "module");

    /** Inside one of the above: where an averaging wrapper keeps its copy. */
    private static final List<String> WRAPPED = List.of("shadow", "shadow_params", "module", "state_dict", "model");

    private static final List<String> PREFIXES = List.of("module.", "_orig_mod.");

    /** Names in a message. */
    private static final int SHOWN = 10;

    /** The longest list that is a checkpoint. */
    private static final int MAX_ITEMS = 32;

    StateDict {
        views = Collections.unmodifiableMap(new LinkedHashMap<>(views));
    }

    /** @throws CheckpointException if the value is no dict or list, or holds no tensors */
    static StateDict of(String source, PickleValue root) throws CheckpointException {
        if (root instanceof Dict dict) {
            return new Search(source, dict, new TensorContents()).result();
        }
        List<PickleValue> items =
                root instanceof ListValue list ? list.items() : root instanceof Tuple tuple ? tuple.items() : List.of();
        if (items.size() > MAX_ITEMS || items.stream().noneMatch(Dict.class::isInstance)) {
            throw new CheckpointException(source, "holds no state dict");
        }
        var numbered = new Dict(false);
        for (int i = 0; i < items.size(); i++) {
            numbered.put(source, new Plain("[" + i + "]"), items.get(i));
        }
        return new Search(source, numbered, new TensorContents()).ofList();
    }

    /**
     * A dict, and the path to it.
     *
     * @param whole whether the tensors of the dicts in it belong to it
     */
    private record Found(String path, Dict dict, boolean whole) {}

    private record Search(String source, Dict root, TensorContents contents) {
        StateDict result() throws CheckpointException {
            List<Found> named = Stream.concat(named(AVERAGED), named(PLAIN)).toList();
            Optional<Found> first = named.stream()
                    .filter(found -> !found.whole())
                    .findFirst()
                    .or(() -> root.holdsArrays() ? Optional.of(new Found("", root, false)) : Optional.empty())
                    .or(() -> named.stream().findFirst())
                    .or(this::only);
            return first.isPresent() ? of(first.get(), "") : everything();
        }

        /**
         * The list [weights, optimiser, epoch, step, averaged weights]. The averages have the names of the weights, or fewer of
         * them, and the same shapes.
         */
        StateDict ofList() throws CheckpointException {
            List<Found> networks = root.items.entrySet().stream()
                    .flatMap(item -> item.getValue() instanceof Dict dict
                            ? inner(item.getKey(), dict).filter(found -> !found.whole()).stream()
                            : Stream.empty())
                    .toList();
            if (networks.isEmpty()) {
                return everything();
            }
            Found first = networks.get(0);
            Found last = networks.get(networks.size() - 1);
            if (networks.size() == 1) {
                return of(first, "");
            }
            Map<String, TensorView> weights = withoutPrefix(direct(first.dict()));
            boolean averaged =
                    networks.stream().allMatch(found -> isLike(withoutPrefix(direct(found.dict())), weights));
            return averaged ? of(last, ", the averaged (EMA) weights") : everything();
        }

        private static boolean isLike(Map<String, TensorView> views, Map<String, TensorView> weights) {
            return views.entrySet().stream().allMatch(named -> {
                TensorView other = weights.get(named.getKey());
                return other != null && Arrays.equals(other.shape, named.getValue().shape);
            });
        }

        /** The dicts of those names in which there is a network. */
        private Stream<Found> named(List<String> names) {
            return names.stream()
                    .flatMap(name ->
                            root.items.get(name) instanceof Dict dict ? inner(name, dict).stream() : Stream.empty());
        }

        private Optional<Found> inner(String name, Dict dict) {
            Optional<Found> wrapped = WRAPPED.stream()
                    .flatMap(inside -> network(name + "." + inside, dict.items.get(inside)))
                    .findFirst();
            if (wrapped.isPresent() || dict.holdsArrays()) {
                return wrapped.or(() -> Optional.of(new Found(name, dict, false)));
            }
            List<Map.Entry<String, PickleValue>> parts = dict.items.entrySet().stream()
                    .filter(item -> contents.of(item.getValue()) == Content.ARRAYS)
                    .toList();
            if (parts.size() == 1) {
                Map.Entry<String, PickleValue> part = parts.get(0);
                wrapped = network(name + "." + part.getKey(), part.getValue()).findFirst();
            }
            return wrapped.or(() -> parts.isEmpty() ? Optional.empty() : Optional.of(new Found(name, dict, true)));
        }

        /** The only network by whatever name. */
        private Optional<Found> only() {
            List<Found> networks = root.items.entrySet().stream()
                    .flatMap(item -> network(item.getKey(), item.getValue()))
                    .toList();
            return networks.size() == 1 ? Optional.of(networks.get(0)) : Optional.empty();
        }

        /** The value, if it is a dict with tensors of its own that are no single numbers. */
        private static Stream<Found> network(String path, @Nullable PickleValue value) {
            return value instanceof Dict dict && dict.holdsArrays()
                    ? Stream.of(new Found(path, dict, false))
                    : Stream.empty();
        }

        /** @param why it is taken before others, for people */
        private StateDict of(Found found, String why) throws CheckpointException {
            var left = new ArrayList<String>();
            addLeft("", root, found, left);
            if (left.isEmpty()) {
                return new StateDict(views(found), PickleReader.printable(found.path()) + why);
            }
            String not = left.stream().limit(SHOWN).collect(Collectors.joining(", "))
                    + (left.size() > SHOWN ? " and " + (left.size() - SHOWN) + " others" : "");
            String taken = found.path().isEmpty() ? "the dict itself" : found.path();
            return new StateDict(
                    views(found), PickleReader.printable(taken) + why + ", not " + PickleReader.printable(not));
        }

        private Map<String, TensorView> views(Found found) throws CheckpointException {
            return withoutPrefix(found.whole() ? all(found.dict()) : direct(found.dict()));
        }

        /** Values left out that hold tensors, from the root on to the dict that is taken. */
        private void addLeft(String path, Dict dict, Found taken, List<String> left) {
            for (Map.Entry<String, PickleValue> item : dict.items.entrySet()) {
                String name = path + item.getKey();
                boolean own = dict == taken.dict() && (taken.whole() || item.getValue() instanceof TensorView);
                if (own || contents.of(item.getValue()) == Content.NOTHING) {
                    continue;
                }
                if (item.getValue() instanceof Dict inside && (taken.path() + ".").startsWith(name + ".")) {
                    addLeft(name + ".", inside, taken, left);
                } else {
                    left.add(name);
                }
            }
        }

        /** The dict's own tensors. */
        private static Map<String, TensorView> direct(Dict dict) {
            var views = new LinkedHashMap<String, TensorView>();
            for (Map.Entry<String, PickleValue> item : dict.items.entrySet()) {
                if (item.getValue() instanceof TensorView view) {
                    views.put(item.getKey(), view);
                }
            }
            return views;
        }

        private Map<String, TensorView> all(Dict dict) throws CheckpointException {
            return AllTensors.below(source, dict);
        }

        private StateDict everything() throws CheckpointException {
            Map<String, TensorView> all = all(root);
            if (all.isEmpty() && !root.items.isEmpty()) {
                throw new CheckpointException(
                        source,
                        "holds no tensors by name; its keys are "
                                + PickleReader.printable(root.items.keySet().stream()
                                        .limit(SHOWN)
                                        .toList()
                                        .toString()));
            }
            boolean flat = all.size() == direct(root).size();
            return new StateDict(flat ? withoutPrefix(all) : all, flat ? "" : "all its dicts");
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
}
