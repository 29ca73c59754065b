package dev.limpid.prior;

import dev.limpid.tensor.CustomGradient;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.InPlace;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Span;
import dev.limpid.tensor.Tensor;
import dev.limpid.tensor.Tile;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A network of images of one size on larger ones: overlapping windows of that size at one common time, whose ε̂ are blended with
 * smooth weights w into one estimate of the whole image, ε̂ = Σ w_k ε̂_k / Σ w_k. Back-propagation evaluates the windows once more.
 *
 * <p>Source: Özdenizci and Legenstein, "Restoring vision in adverse weather conditions with patch-based denoising diffusion
 * models", TPAMI 2023, Algorithm 2, whose windows have equal weights; the weights here are a raised cosine.
 *
 * @param denoiser of a network of one size
 * @param side of that size, in pixels
 */
record BlendedWindows(Denoiser denoiser, int side) implements Denoiser {
    /** Pixels that are evaluated together: several small windows take less time than one after the other. */
    private static final int TOGETHER = 128 * 128;

    @Override
    public Tensor epsilon(Tensor x, double t) {
        return blended(x, windows -> denoiser.epsilon(windows, t));
    }

    @Override
    public Prediction predict(Tensor x, double t) {
        int channels = (int) x.size(1);
        Tensor all = blended(x, windows -> {
            Prediction one = denoiser.predict(windows, t);
            Tensor variance = one.variance();
            return variance == null ? one.epsilon() : Tensor.cat(List.of(one.epsilon(), variance), 1);
        });
        return all.size(1) == channels
                ? new Prediction(all, null)
                : new Prediction(all.narrow(1, 0, channels), all.narrow(1, channels, channels));
    }

    /** @param network of windows (B, C, side, side) */
    private Tensor blended(Tensor x, Function<Tensor, Tensor> network) {
        List<Tile> windows = windows(x);
        if (!Gradients.recording() || !x.requiresGradient()) {
            return value(x, network, windows);
        }
        return CustomGradient.apply(
                x,
                input -> new CustomGradient.Result(
                        value(input, network, windows), g -> gradient(input, g, network, windows)));
    }

    @Override
    public long seen(int height, int width) {
        return Span.total(spans(height)) * Span.total(spans(width));
    }

    @Override
    public long memory(int height, int width, boolean gradient) {
        long windows = (long) spans(height).size() * spans(width).size();
        return Math.min(windows, together(1)) * denoiser.memory(side, side, gradient);
    }

    private List<Tile> windows(Tensor x) {
        return Tile.grid(spans(x.size(2)), spans(x.size(3)));
    }

    private List<Span> spans(long length) {
        return Span.ofSize((int) length, side, side / 2);
    }

    private Tensor value(Tensor x, Function<Tensor, Tensor> network, List<Tile> windows) {
        try (var off = Gradients.off();
                var all = Scope.open()) {
            Tensor weight = weight(x);
            Tensor sum = null;
            for (List<Tile> group : groups(x, windows)) {
                try (var scope = Scope.open()) {
                    Tensor epsilons = network.apply(cut(x, group)).mul(weight);
                    if (sum == null) {
                        sum = scope.keep(zeros(x, epsilons.size(1)));
                    }
                    add(sum, epsilons, group);
                }
            }
            return all.keep(Objects.requireNonNull(sum, "windows").div(total(x, weight, windows)));
        }
    }

    /** (dε̂ / dx)ᵀ g = Σ (dε̂_k / dx_k)ᵀ (w_k g / Σ w). */
    private Tensor gradient(Tensor x, Tensor g, Function<Tensor, Tensor> network, List<Tile> windows) {
        try (var all = Scope.open()) {
            Tensor weight = weight(x);
            Tensor shared = g.div(total(x, weight, windows));
            Tensor atX = x.zerosLike();
            for (List<Tile> group : groups(x, windows)) {
                try (var scope = Scope.open();
                        var on = Gradients.on()) {
                    Tensor input = cut(x, group).variable();
                    Tensor own = cut(shared, group).mul(weight);
                    add(atX, Gradients.vjp(network.apply(input), own, input)[0], group);
                }
            }
            return all.keep(atX);
        }
    }

    /** Windows that are evaluated together, of all images of a batch at the same place. */
    private List<List<Tile>> groups(Tensor x, List<Tile> windows) {
        int size = (int) together(x.size(0));
        var groups = new ArrayList<List<Tile>>();
        for (int i = 0; i < windows.size(); i += size) {
            groups.add(windows.subList(i, Math.min(windows.size(), i + size)));
        }
        return groups;
    }

    private long together(long images) {
        return Math.max(1, TOGETHER / (images * side * side));
    }

    private static Tensor cut(Tensor x, List<Tile> group) {
        return Tensor.cat(group.stream().map(window -> window.of(x)).toList(), 0);
    }

    private static void add(Tensor sum, Tensor parts, List<Tile> group) {
        long batch = sum.size(0);
        for (int k = 0; k < group.size(); k++) {
            InPlace.add(group.get(k).of(sum), parts.narrow(0, k * batch, batch));
        }
    }

    /** Σ w_k, (1, 1, H, W). */
    private static Tensor total(Tensor x, Tensor weight, List<Tile> windows) {
        Tensor total = Tensor.zeros(1, 1, x.size(2), x.size(3)).to(x.device());
        windows.forEach(window -> InPlace.add(window.of(total), weight));
        return total;
    }

    /** w, (1, 1, side, side): sin² in both directions, positive up to the border. */
    private Tensor weight(Tensor x) {
        double[] line = IntStream.range(0, side)
                .mapToDouble(i -> Math.pow(Math.sin(Math.PI * (i + 0.5) / side), 2))
                .toArray();
        Tensor column = Tensor.of(line, 1, 1, side, 1);
        return column.mul(column.reshape(1, 1, 1, side)).to(x.type()).to(x.device());
    }

    private static Tensor zeros(Tensor x, long channels) {
        return Tensor.zeros(x.size(0), channels, x.size(2), x.size(3))
                .to(x.type())
                .to(x.device());
    }
}
