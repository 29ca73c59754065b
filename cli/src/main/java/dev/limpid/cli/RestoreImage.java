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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Restores one of the user's images into a folder of its own; the record is written last, and says that it is finished. */
record RestoreImage(
        RestoreRequest request,
        DiffusionPrior prior,
        Degradation degradation,
        Map<String, String> hashes,
        List<String> notices,
        Console console) {

    void restore(Page page) throws IOException {
        String input = Sha256.of(page.file());
        if (!request.force() && RestoreRun.finished(page.folder())) {
            skip(page, input);
            return;
        }
        Image image = page.read();
        warnings(image).stream().skip(notices.size()).forEach(n -> console.note(page.name() + ": " + n));
        Tensor pixels = fit(image.pixels(), page.file());
        Degradation own = withMaskOf(image.pixels());
        int size = prior.imageSize();
        Rng rng = Rng.of(request.compute().seed()).image(0);
        LinearOperator a = own.operator(size, size, rng);
        Measurement measurement = request.simulate()
                ? Measurement.simulate(pixels, a, Noise.gaussian(own.noiseLevel()), rng)
                : new Measurement(observed(a, pixels), a, own.noiseLevel());
        console.note(page.name());
        var solve = new Solve(prior, request.solver(), request.selection(), request.compute(), console);
        Tensor truth = request.simulate() ? pixels : null;
        List<Map<String, Double>> iterates = new ArrayList<>();
        Restoration result = solve.run(measurement.y(), a, measurement.noiseLevel(), size, size, truth, x -> {
            if (truth != null) {
                iterates.add(Scores.of(x, truth));
            }
        });
        boolean scaled = request.resize();
        var picture = new ResultPicture(
                image,
                request.crop(),
                scaled ? image.width() : (int) pixels.size(3),
                scaled ? image.height() : (int) pixels.size(2));
        write(page, picture, input, measurement, truth, result, iterates, warnings(image));
    }

    private List<String> warnings(Image image) {
        List<String> warnings = new ArrayList<>(notices);
        warnings.addAll(image.notices());
        long height = image.pixels().size(2);
        long width = image.pixels().size(3);
        if (request.resize() && height != width) {
            warnings.add(
                    "--resize makes " + width + "x" + height + " pixels square, which distorts them; --crop does not");
        }
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
        int scale = degradation.scale();
        int size = enlarges() ? (prior.imageSize() + scale - 1) / scale : prior.imageSize();
        if (request.resize()) {
            return Images.resize(pixels, size, size);
        }
        Crop crop = request.crop();
        if (crop != null) {
            return Images.crop(pixels, crop.x(), crop.y(), size, size);
        }
        int height = (int) pixels.size(2);
        int width = (int) pixels.size(3);
        if (height != size || width != size) {
            throw new IllegalArgumentException(file + ": has " + width + "x" + height + " pixels, but prior "
                    + request.compute().prior() + " takes " + size + "x" + size + ways(width, height, size));
        }
        return pixels;
    }

    /** The options that make a picture fit. A mask belongs to its pixels, and cannot be scaled with them. */
    private String ways(int width, int height, int size) {
        String resize = degradation.mask() == null ? "--resize" : "";
        String crop = height >= size && width >= size ? "--crop " + (width - size) / 2 + "," + (height - size) / 2 : "";
        String both = crop.isEmpty() || resize.isEmpty() ? crop + resize : crop + " or " + resize;
        return both.isEmpty() ? "" : ": add " + both;
    }

    /** A mask of the whole picture is cut with it. */
    private Degradation withMaskOf(Tensor picture) {
        Tensor mask = degradation.mask();
        Crop crop = request.crop();
        boolean whole = mask != null && mask.size(2) == picture.size(2) && mask.size(3) == picture.size(3);
        return whole && mask != null && crop != null
                ? degradation.withMask(Images.crop(mask, crop.x(), crop.y(), prior.imageSize(), prior.imageSize()))
                : degradation;
    }

    private void skip(Page page, String input) throws IOException {
        RunRecord record = RunRecord.read(page.folder().resolve(ResultFolder.RECORD));
        boolean same = record.sha256().equals(hashes(input))
                && record.task().equals(request.task().label())
                // As text: a record's numbers come back in other types.
                && record.operator().toString().equals(operator(page).toString())
                && record.selection().equals(request.selection().label())
                && record.seed() == request.compute().seed()
                && Records.hasSettings(record, request.solver());
        if (!same) {
            throw new IllegalStateException(
                    page.folder() + " holds a result with other settings: use --force to redo it, or another --out");
        }
        console.note(page.name() + ": finished before, skipped (--force redoes it)");
    }

    private Map<String, String> hashes(String input) {
        var all = new TreeMap<>(hashes);
        all.put("input", input);
        return all;
    }

    /** The degradation, and how the picture came to its size. */
    private Map<String, Object> operator(Page page) {
        Map<String, Object> operator = new LinkedHashMap<>(degradation.parameters());
        Crop crop = request.crop();
        operator.put("simulated", request.simulate());
        operator.put(
                "fit", crop != null ? "crop " + crop.x() + "," + crop.y() : request.resize() ? "resize" : "as it is");
        operator.put("prior", request.compute().prior());
        page.addTo(operator);
        return operator;
    }

    private void write(
            Page page,
            ResultPicture picture,
            String input,
            Measurement measurement,
            @Nullable Tensor truth,
            Restoration result,
            List<Map<String, Double>> iterates,
            List<String> warnings)
            throws IOException {
        Tensor x = result.x();
        Tensor measured = Classical.picture(measurement.y(), (int) x.size(2), (int) x.size(3));
        Tensor classical = Classical.restore(measurement);
        List<Panel> panels = new ArrayList<>();
        var scores = truth == null ? null : new Scores(truth);
        panels.add(new Panel(label(scores, "measurement", measured), measured));
        panels.add(new Panel(label(scores, Classical.name(request.task()), classical), classical));
        if (scores != null) {
            scores.addIterates(iterates);
        }
        panels.add(new Panel(label(scores, "restored", x), x));
        if (truth != null) {
            panels.add(new Panel("truth", truth));
        }
        RunRecord record = Records.of(
                request.task(),
                operator(page),
                request.solver(),
                request.selection(),
                request.compute(),
                hashes(input),
                result,
                scores == null ? Map.of() : scores.values(),
                warnings);
        Path folder = page.folder();
        ResultFolder.write(folder, partial -> {
            Images.write(measured, partial.resolve("measurement.png"));
            picture.write(x, partial);
            Panels.sideBySide(panels, partial.resolve("side-by-side.png"));
            record.write(partial.resolve(ResultFolder.RECORD));
        });
        if (scores != null) {
            scores.print(console);
        }
        console.say(folder.resolve(picture.name()).toString());
    }

    private static String label(@Nullable Scores scores, String picture, Tensor x) {
        return scores == null ? picture : scores.add(picture, x);
    }
}
