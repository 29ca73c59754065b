package dev.limpid.metric;

import dev.limpid.metric.Quantity.Better;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/** A network that describes an image by its features, for distances between sets of images. */
public interface FeatureNetwork {
    /** Part of the names of its numbers, as distances of different networks must not be compared: {@code FID-squeeze}. */
    String suffix();

    /** The least height and width of an image, in pixels. */
    int minimumSide();

    /** The features (B, d) of colour images (B, 3, H, W) in [−1, 1]. */
    Tensor features(Tensor x);

    /** The name of the Fréchet distance of its features. */
    default Quantity frechet() {
        return frechet(suffix());
    }

    /** The name of the kernel distance of its features. */
    default Quantity kernel() {
        return kernel(suffix());
    }

    /** The names of the numbers of all networks. */
    static List<Quantity> known() {
        return Stream.of(SqueezeFeatures.SUFFIX, Inception.SUFFIX)
                .flatMap(suffix -> Stream.of(frechet(suffix), kernel(suffix)))
                .toList();
    }

    private static Quantity frechet(String suffix) {
        return new Quantity("fid" + suffix, "FID" + suffix, "", Better.LOWER, 2);
    }

    private static Quantity kernel(String suffix) {
        return new Quantity("kid" + suffix, "KID" + suffix, "", Better.LOWER, 4);
    }

    /** The features (1, d) of one image (1, C, H, W), a gray one as a colour image with three equal channels; values are clipped. */
    default Tensor of(Tensor image) {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            Tensor x = image.to(DType.FLOAT32).clamp(-1, 1);
            Tensor colour = x.size(1) == 1 ? x.expand(x.size(0), 3, x.size(2), x.size(3)) : x;
            return scope.keep(features(colour));
        }
    }
}
