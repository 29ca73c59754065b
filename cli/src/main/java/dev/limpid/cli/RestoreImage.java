package dev.limpid.cli;

import dev.limpid.experiment.Classical;
import dev.limpid.experiment.Degradation;
import dev.limpid.experiment.Restoration;
import dev.limpid.experiment.Task;
import dev.limpid.io.Image;
import dev.limpid.io.Images;
import dev.limpid.io.Panels;
import dev.limpid.io.Panels.Panel;
import dev.limpid.io.RunRecord;
import dev.limpid.io.Sha256;
import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.operator.Noise;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Rng;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Restores one of the user's images into a folder of its own; the record is written last, and says that it is finished. */
record RestoreImage(
        RestoreRequest request,
        DiffusionPrior prior,
        Degradation degradation,
        Map<String, String> hashes,
        List<String> notices,
        Console console) {

    void restore(Path file, Path folder) throws IOException {
        String input = Sha256.of(file);
        if (!request.force() && RestoreRun.finished(folder)) {
            skip(file, folder, input);
            return;
        }
        Image image = Images.read(file);
        image.notices().forEach(n -> console.note(file + ": " + n));
        Tensor pixels = fit(image.pixels(), file);
        int scale = enlarges() ? degradation.scale() : 1;
        int height = (int) pixels.size(2) * scale;
        int width = (int) pixels.size(3) * scale;
        Rng rng = Rng.of(request.compute().seed()).image(0);
        LinearOperator a = degradation.operator(height, width, rng);
        Measurement measurement = request.simulate()
                ? Measurement.simulate(pixels, a, Noise.gaussian(degradation.noiseLevel()), rng)
                : new Measurement(observed(a, pixels), a, degradation.noiseLevel());
        console.note(file + ": " + width + "x" + height + " pixels");
        var solve = new Solve(prior, request.solver(), request.selection(), request.compute(), console);
        Tensor truth = request.simulate() ? pixels : null;
        List<Map<String, Double>> iterates = new ArrayList<>();
        Restoration result = solve.run(measurement.y(), a, measurement.noiseLevel(), height, width, truth, x -> {
            if (truth != null) {
                iterates.add(Scores.of(x, truth));
            }
        });
        write(folder, input, measurement, truth, result, iterates, warnings(image));
    }

    private List<String> warnings(Image image) {
        List<String> warnings = new ArrayList<>(notices);
        warnings.addAll(image.notices());
        return warnings;
    }

    /** A measured picture shows something where it was not observed; y does not. */
    private Tensor observed(LinearOperator a, Tensor pixels) {
        return request.task() == Task.INPAINTING ? a.apply(pixels) : pixels;
    }

    private boolean enlarges() {
        return request.task() == Task.SUPER_RESOLUTION && !request.simulate();
    }

    /** The picture in the prior's size, or for super-resolution of a measurement in that divided by the factor. */
    private Tensor fit(Tensor pixels, Path file) {
        int size = enlarges() ? prior.imageSize() / degradation.scale() : prior.imageSize();
        int height = (int) pixels.size(2);
        int width = (int) pixels.size(3);
        if (request.resize()) {
            return Images.resize(pixels, size, size);
        }
        Crop crop = request.crop();
        if (crop != null) {
            return Images.crop(pixels, crop.x(), crop.y(), size, size);
        }
        if (height != size || width != size) {
            String ways = height >= size && width >= size
                    ? "--crop " + (width - size) / 2 + "," + (height - size) / 2 + " or --resize"
                    : "--resize";
            throw new IllegalArgumentException(file + ": has " + width + "x" + height + " pixels, but prior "
                    + request.compute().prior() + " restores " + size + "x" + size + ": add " + ways);
        }
        return pixels;
    }

    private void skip(Path file, Path folder, String input) throws IOException {
        RunRecord record = RunRecord.read(folder.resolve("run.json"));
        boolean same = input.equals(record.sha256().get("input"))
                && record.task().equals(request.task().label())
                && record.seed() == request.compute().seed()
                && Records.hasSettings(record, request.solver());
        if (!same) {
            throw new IllegalStateException(
                    folder + " holds a result with other settings: use --force to redo it, or another --out");
        }
        console.note(file + ": finished before, skipped (--force redoes it)");
    }

    private void write(
            Path folder,
            String input,
            Measurement measurement,
            @org.jspecify.annotations.Nullable Tensor truth,
            Restoration result,
            List<Map<String, Double>> iterates,
            List<String> warnings)
            throws IOException {
        Tensor x = result.x();
        Tensor measured = Classical.picture(measurement.y(), (int) x.size(2), (int) x.size(3));
        Tensor classical = Classical.restore(measurement);
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve("run.json"));
        List<Panel> panels = new ArrayList<>();
        Map<String, Map<String, Double>> metrics = Map.of();
        if (truth == null) {
            panels.add(new Panel("measurement", measured));
            panels.add(new Panel(Classical.name(request.task()), classical));
            panels.add(new Panel("restored", x));
        } else {
            var scores = new Scores(truth);
            panels.add(new Panel(scores.add("measurement", measured), measured));
            panels.add(new Panel(scores.add(Classical.name(request.task()), classical), classical));
            scores.addIterates(iterates);
            panels.add(new Panel(scores.add("restored", x), x));
            panels.add(new Panel("truth", truth));
            scores.print(console);
            metrics = scores.values();
        }
        Images.write(measured, folder.resolve("measurement.png"));
        Images.write(x, folder.resolve("restored.png"));
        Panels.sideBySide(panels, folder.resolve("side-by-side.png"));
        var all = new LinkedHashMap<>(hashes);
        all.put("input", input);
        Records.of(
                        degradation,
                        request.solver(),
                        request.selection(),
                        request.compute(),
                        all,
                        result,
                        metrics,
                        warnings)
                .write(folder.resolve("run.json"));
        console.say(folder.resolve("restored.png").toString());
    }
}
