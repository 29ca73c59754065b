package dev.limpid.job;

import dev.limpid.io.AtomicFile;
import dev.limpid.io.Images;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.io.KernelFiles;
import dev.limpid.io.ProcessLock;
import dev.limpid.operator.blur.KernelPopulation;
import dev.limpid.tensor.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * Makes the pictures of kernels that a prior of kernels is trained on: 8-bit PNG of one channel, no weight black and the largest white.
 * A file beside them says which kernels they are, so that a run that was stopped goes on, and a set grows.
 *
 * @param stop asked before each picture; true ends the work
 */
public record KernelPictures(KernelPicturesRequest request, Listener listener, BooleanSupplier stop) {
    /** The file by which a set is known. */
    static final String ABOUT = "dataset.json";

    /** Goes up with a change of what is drawn for a size and a seed: pictures of two laws are not one set. */
    private static final String FORMAT = "limpid dataset 1";

    private static final String LOCK = ".lock";

    /**
     * Makes those that are missing. Returns whether all are there, which they are not where the work was told to stop.
     *
     * @throws InvalidRequestException where the folder holds anything else
     */
    public boolean run() throws IOException {
        Path out = request.out();
        Requirements.ownFolder(out, ABOUT);
        requireSameSet();
        Files.createDirectories(out);
        try (var mine = ProcessLock.take(out.resolve(LOCK), out + ": another run makes pictures there")) {
            requireSameSet(); // another run may have made a set since
            AtomicFile.sweepIn(out);
            AtomicFile.write(out.resolve(ABOUT), about());
            boolean all = make();
            if (all) {
                listener.on(new Event.Made(request.count(), "kernels", out));
            }
            return all;
        }
    }

    private boolean make() throws IOException {
        KernelPopulation kernels = request.kernels();
        int there = 0;
        while (there < request.count() && Files.exists(picture(there))) {
            there++;
        }
        try (var activity = new Activity(listener, "kernels", there, request.count())) {
            for (int i = there; i < request.count(); i++) {
                if (stop.getAsBoolean()) {
                    return false;
                }
                try (var scope = Scope.open()) {
                    double[] weights = kernels.kernel(i).values();
                    Images.write(KernelFiles.picture(weights, request.size()), picture(i));
                }
                activity.at(i + 1, "");
            }
        }
        return true;
    }

    /** Another size or seed, or fewer pictures, would be another set under the same name. */
    private void requireSameSet() throws IOException {
        Path about = request.out().resolve(ABOUT);
        if (!Files.exists(about)) {
            return;
        }
        if (!Arrays.equals(Files.readAllBytes(about), about())) {
            throw new InvalidRequestException(request.out() + ": holds another set, as its " + ABOUT
                    + " says, not kernels of size " + request.size() + " and seed " + request.seed()
                    + " as this version draws them; give another --out");
        }
        if (Files.exists(picture(request.count()))) {
            throw new InvalidRequestException(request.out() + ": holds more than " + request.count()
                    + " kernels already; give another --out, or a larger --count");
        }
    }

    private byte[] about() {
        return String.format(
                        Locale.ROOT,
                        "{\"format\": \"%s\", \"kind\": \"kernels\", \"size\": %d, \"seed\": %d}\n",
                        FORMAT,
                        request.size(),
                        request.seed())
                .getBytes(StandardCharsets.UTF_8);
    }

    private Path picture(int number) {
        return request.out().resolve(String.format(Locale.ROOT, "kernel-%06d.png", number));
    }
}
