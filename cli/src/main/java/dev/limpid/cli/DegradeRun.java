package dev.limpid.cli;

import dev.limpid.degradation.BlurNetwork;
import dev.limpid.degradation.Degradation;
import dev.limpid.degradation.MeasurementFolder;
import dev.limpid.io.Image;
import dev.limpid.io.MeasurementRecord;
import dev.limpid.io.Sha256;
import dev.limpid.operator.ForwardOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.operator.network.KernelWizard;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code limpid degrade}: one image after the other, as {@code restore --simulate} degrades it. */
record DegradeRun(DegradeRequest request, Console console) {

    /** Degrades all images; returns how many failed, those that could not be opened among them. */
    int run() throws IOException {
        try (var scope = Scope.open()) {
            Path file = request.blurNetwork();
            return run(file == null ? null : BlurNetwork.read(file));
        }
    }

    private int run(@Nullable BlurNetwork network) {
        int failed = request.unreadable();
        for (Inputs.Input input : request.inputs()) {
            Path folder = request.out().resolve(input.name());
            try (var one = Scope.open()) {
                degrade(input.file(), folder, network);
                console.say(folder.resolve(MeasurementRecord.FILE).toString());
                console.event("degraded", Map.of("file", input.file().toString(), "folder", folder.toString()));
            } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
                failed++;
                String message =
                        Failures.describe(e, input.file(), request.given().files());
                console.event("failed", Map.of("file", input.file().toString(), "message", message));
                console.fail(input.file() + ": " + message);
            }
        }
        int degraded = request.inputs().size() + request.unreadable() - failed;
        console.event("end", Map.of("degraded", degraded, "failed", failed));
        return failed;
    }

    private void degrade(Path file, Path folder, @Nullable BlurNetwork network) throws IOException {
        Image image = request.reading().read(file, null);
        var notices = new ArrayList<>(image.notices());
        Tensor pixels = image.pixels();
        Integer wanted = request.size();
        int side = wanted == null ? Math.min(image.height(), image.width()) : wanted;
        Degradation given = GivenDegradation.read(
                request.task(),
                side,
                request.given(),
                network,
                request.reading().limits(),
                notices);
        var fit = new Fit(request.resize(), request.crop(), option -> Optional.empty());
        if (wanted != null) {
            fit.notice(pixels).ifPresent(notices::add);
            var size = new Fit.Wanted(wanted, wanted, "--size is " + wanted + "x" + wanted);
            pixels = fit.picture(pixels, file, size, given.mask() == null);
        }
        Path mask = request.given().maskFile();
        given = fit.maskOf(given, mask, image.pixels(), (int) pixels.size(3), (int) pixels.size(2));
        if (network != null) {
            requireWholeCodes((int) pixels.size(2), (int) pixels.size(3));
        }
        notices.forEach(n -> console.note(file + ": " + n));
        write(file, folder, given, pixels);
    }

    private static void requireWholeCodes(int height, int width) throws IOException {
        if (height % KernelWizard.STRIDE != 0 || width % KernelWizard.STRIDE != 0) {
            throw new IOException("the blur network takes pictures whose sides are multiples of " + KernelWizard.STRIDE
                    + ", got " + width + "x" + height + ": --size " + 2 * KernelWizard.STRIDE
                    + " with --crop X,Y or --resize makes it fit");
        }
    }

    private void write(Path file, Path folder, Degradation degradation, Tensor truth) throws IOException {
        int height = (int) truth.size(2);
        int width = (int) truth.size(3);
        Rng rng = Rng.of(request.seed()).image(0);
        ForwardOperator a = degradation.operator(height, width, rng);
        Measurement measurement = Measurement.simulate(truth, a, Noise.gaussian(degradation.noiseLevel()), rng);
        String input = Sha256.of(file);
        ResultFolder.replace(
                folder,
                MeasurementRecord.FILE,
                partial -> MeasurementFolder.write(
                        partial, Limpid.version(), degradation, measurement, height, width, request.seed(), input));
    }
}
