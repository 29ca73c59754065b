package dev.limpid.job;

import dev.limpid.degradation.Degradation;
import dev.limpid.degradation.Drawn;
import dev.limpid.degradation.MeasurementFolder;
import dev.limpid.degradation.OptionFiles;
import dev.limpid.degradation.Task;
import dev.limpid.io.Image;
import dev.limpid.io.MeasurementRecord;
import dev.limpid.io.PictureFile;
import dev.limpid.io.Version;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Degrades one picture after the other, as a job with {@code simulate} does, and keeps the measurements in files. */
public record Degrade(DegradeRequest request, Listener listener) {

    /**
     * Degrades all pictures. Returns the number that failed, with those that could not be opened.
     *
     * @throws dev.limpid.io.InvalidRequestException where two results would lie in one folder
     */
    public int run() throws IOException {
        Inputs.Found found = Inputs.of(request.files(), false, listener);
        Inputs.requireOwnFolders(found.inputs(), request.out());
        try (var scope = Scope.open()) {
            var files = new OptionFiles(request.reading().limits());
            files.load(request.values());
            return run(found, files);
        }
    }

    private int run(Inputs.Found found, OptionFiles files) {
        int failed = found.failed();
        List<Path> read = Stream.concat(
                        found.inputs().stream().map(Inputs.Input::file), request.values().files().stream())
                .toList();
        for (Inputs.Input input : found.inputs()) {
            Path folder = request.out().resolve(input.name());
            try (var one = Scope.open()) {
                Path measurement = degrade(
                        input.file(),
                        new Target(request.out(), folder, MeasurementRecord.FILE, request.force(), read),
                        files);
                var image = new Event.Image(input.file().toString(), input.file(), null, folder);
                listener.on(new Event.Degraded(image, measurement));
            } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
                failed++;
                var image = new Event.Image(input.file().toString(), input.file(), null, null);
                String message =
                        FailureText.of(e, input.file(), request.values().files());
                listener.on(new Event.Failed(image, message));
            }
        }
        int degraded = found.inputs().size() + found.failed() - failed;
        var counts = new LinkedHashMap<String, Integer>();
        counts.put("degraded", degraded);
        counts.put("failed", failed);
        listener.on(new Event.End(counts, null));
        return failed;
    }

    private Path degrade(Path file, Target target, OptionFiles files) throws IOException {
        try (Workspace workspace =
                Workspace.await(target, listener, () -> false).orElseThrow()) {
            return degrade(file, workspace, files);
        }
    }

    private Path degrade(Path file, Workspace workspace, OptionFiles files) throws IOException {
        PictureFile opened = PictureFile.open(file, request.reading().limits());
        Image image = request.reading().decode(opened, file, null);
        var notices = new ArrayList<>(image.notices());
        Tensor pixels = image.pixels();
        Integer wanted = request.size();
        int side = wanted == null ? Math.min(image.height(), image.width()) : wanted;
        Degradation given = request.task().make(new Task.Request(request.values(), side, true, files, notices));
        var sizing = new Sizing(request.resize(), request.crop(), option -> Optional.empty());
        if (wanted != null) {
            sizing.notice((int) pixels.size(3), (int) pixels.size(2)).ifPresent(notices::add);
            var size = new Sizing.Wanted(wanted, wanted, "--size is " + wanted + "x" + wanted);
            pixels = sizing.picture(pixels, file, size, given.scalable());
        }
        Degradation own =
                given.of(sizing.part(image.width(), image.height(), (int) pixels.size(3), (int) pixels.size(2)));
        notices.forEach(n -> listener.note(file + ": " + n));
        return write(file, opened.sha256(), workspace, own, pixels);
    }

    private Path write(Path file, String input, Workspace workspace, Degradation degradation, Tensor truth)
            throws IOException {
        int height = (int) truth.size(2);
        int width = (int) truth.size(3);
        Rng rng = Rng.of(request.seed()).image(0);
        Drawn drawn = degradation.draw(height, width, rng);
        drawn.notice().ifPresent(n -> listener.note(file + ": " + n));
        double level = request.task().noiseLevel(request.values());
        Measurement measurement = Measurement.simulate(truth, drawn.a(), Noise.gaussian(level), rng);
        return workspace.finish(partial -> {
            MeasurementFolder.write(
                    partial, Version.limpid(), drawn, measurement, height, width, request.seed(), input);
            return workspace.result().resolve(MeasurementRecord.FILE);
        });
    }
}
