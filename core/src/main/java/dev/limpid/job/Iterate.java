package dev.limpid.job;

import dev.limpid.io.Images;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** The image that a solve has reached. It is lent for the call: whoever looks at it does so there. */
public final class Iterate {
    private final Event.Image image;
    private final Supplier<Tensor> x;

    Iterate(Event.Image image, Supplier<Tensor> x) {
        this.image = image;
        this.x = x;
    }

    /** The image that is restored. */
    public Event.Image image() {
        return image;
    }

    /**
     * Writes it in 8 bits, as a whole.
     *
     * @param side the most pixels on its longer side; a larger image is scaled down
     * @param png ends in {@code .png}
     */
    public void write(int side, Path png) throws IOException {
        try (var scope = Scope.open()) {
            Tensor first = x.get().narrow(0, 0, 1); // of several that a solver moves together
            Images.write(Images.within(first, side), png);
        }
    }
}
