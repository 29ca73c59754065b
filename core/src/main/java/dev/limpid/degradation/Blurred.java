package dev.limpid.degradation;

import dev.limpid.operator.blur.Blur;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Border;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A degradation by a blur whose kernel is given or drawn. */
sealed interface Blurred extends Reducible permits Deblur, BlindDeblur {
    /** How a blurred image goes on beyond its border. */
    Boundary boundary();

    /** The kernel where none is given. */
    DrawnKernel drawn();

    /** The kernel that is given, or null. */
    @Nullable
    BlurKernel kernel();

    /** The blur of images of height × width pixels. */
    default Blur blur(BlurKernel blurring, int height, int width) {
        return Blur.of(blurring, Border.same(boundary(), blurring), height, width);
    }

    @Override
    default int measuredHeight(int height) {
        BlurKernel given = kernel();
        return measured(height, given == null ? drawn().size() : given.height());
    }

    @Override
    default int measuredWidth(int width) {
        BlurKernel given = kernel();
        return measured(width, given == null ? drawn().size() : given.width());
    }

    private int measured(int side, int taps) {
        return boundary() == Boundary.VALID ? side - taps + 1 : side;
    }

    @Override
    default String whySmaller(String image, String owner, String measured) {
        BlurKernel given = kernel();
        String size = given == null ? drawn().size() + "x" + drawn().size() : given.width() + "x" + given.height();
        return "with --boundary valid and a kernel of " + size + " pixels the " + image + " of " + owner
                + " are seen as " + measured;
    }

    @Override
    default Map<String, Object> parameters() {
        BlurKernel given = kernel();
        var parameters = new LinkedHashMap<String, Object>();
        parameters.put("boundary", boundary().name());
        parameters.put("kernelSize", given == null ? drawn().size() : Math.max(given.height(), given.width()));
        if (given == null) {
            parameters.putAll(drawn().parameters());
        }
        return parameters;
    }

    /** The kernel that is given, or one that is drawn. */
    default BlurKernel blurring(Rng rng) {
        BlurKernel given = kernel();
        return given == null ? drawn().draw(rng) : given;
    }

    /**
     * The same at a smaller scale.
     *
     * @param made the kernel that made the measurement; of one that is sought, its size alone may count
     */
    Blurred reduced(BlurKernel made, int factor);

    @Override
    default Reduced reduced(Drawn drawn, Tensor y, double noiseLevel, int factor) {
        Tensor means = Reduced.means(y, factor);
        Blurred smaller = reduced(((Blur) drawn.a()).kernel(), factor);
        int height = smaller.imageHeight((int) means.size(2));
        int width = smaller.imageWidth((int) means.size(3));
        return Reduced.of(smaller, means, noiseLevel / factor, height, width);
    }
}
