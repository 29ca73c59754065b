package dev.limpid.cli;

import dev.limpid.experiment.Degradation;
import dev.limpid.experiment.Task;
import dev.limpid.io.KernelFiles;
import dev.limpid.io.Mask;
import dev.limpid.io.MaskFiles;
import dev.limpid.io.RunRecord;
import dev.limpid.io.Sha256;
import dev.limpid.operator.BlurKernel;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code limpid restore}: one image after the other; what fails is reported, and the others go on. */
record RestoreRun(RestoreRequest request, Console console) {

    /** Restores all images; returns how many failed. */
    int run() throws IOException {
        Map<Path, Path> folders = folders();
        try (var scope = Scope.open()) {
            DiffusionPrior prior = Solve.load(request.compute(), request.config());
            var hashes = new LinkedHashMap<String, String>();
            var notices = new ArrayList<String>();
            Degradation degradation = degradation(prior, hashes, notices);
            hashes.put("checkpoint", Records.checkpoint(request.compute()));
            notices.forEach(console::note);
            var image = new RestoreImage(request, prior, degradation, hashes, notices, console);
            int failed = 0;
            var scores = new ArrayList<Map<String, Map<String, Double>>>();
            for (Map.Entry<Path, Path> entry : folders.entrySet()) {
                failed += restore(image, entry.getKey(), entry.getValue(), scores) ? 0 : 1;
            }
            if (request.simulate()) {
                Scores.printMean(scores, console);
            }
            return failed;
        }
    }

    /** Restores the pages of one file; says whether all went well. */
    private boolean restore(RestoreImage image, Path file, Path folder, List<Map<String, Map<String, Double>>> scores) {
        boolean well = true;
        try {
            for (Page page : request.reading().pages(file, folder)) {
                well &= restore(image, page, scores);
            }
            return well;
        } catch (IOException | RuntimeException e) {
            console.fail(file + ": " + withoutName(file, Failures.describe(e)));
            return false;
        }
    }

    private boolean restore(RestoreImage image, Page page, List<Map<String, Map<String, Double>>> scores) {
        try (var one = Scope.open()) {
            image.restore(page);
            scores.add(RunRecord.read(page.folder().resolve("run.json")).metrics());
            return true;
        } catch (IOException | RuntimeException e) {
            console.fail(page.name() + ": " + withoutName(page.file(), Failures.describe(e)));
            return false;
        }
    }

    /** Messages of readers begin with the file's name already. */
    private static String withoutName(Path file, String message) {
        String prefix = file + ": ";
        return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    }

    /** One folder for each file, named after it. */
    private Map<Path, Path> folders() {
        var folders = new LinkedHashMap<Path, Path>();
        var owners = new HashMap<Path, Path>();
        for (Path file : request.files()) {
            String name = String.valueOf(file.getFileName());
            int dot = name.lastIndexOf('.');
            Path folder = request.out().resolve(dot > 0 ? name.substring(0, dot) : name);
            Path other = owners.putIfAbsent(folder, file);
            if (other != null) {
                throw new UsageException(other + " and " + file + " would both be restored into " + folder
                        + ": give them an --out each");
            }
            folders.put(file, folder);
        }
        return folders;
    }

    private Degradation degradation(DiffusionPrior prior, Map<String, String> hashes, List<String> notices)
            throws IOException {
        Degradation degradation = Degradation.protocol(request.task(), prior.imageSize());
        if (request.noise() != null) {
            degradation = degradation.withNoise(request.noise());
        }
        if (request.scale() != null) {
            degradation = degradation.withScale(request.scale());
        }
        Path maskFile = request.mask();
        if (maskFile != null) {
            Mask mask = MaskFiles.read(maskFile, request.reading().limits());
            notices.addAll(mask.notices());
            hashes.put("mask", Sha256.of(maskFile));
            degradation = degradation.withMask(oneChannel(mask.observed(), maskFile));
        }
        Path psf = request.psf();
        if (psf != null) {
            BlurKernel kernel = kernel(psf, request.reading());
            kernel.notice().ifPresent(n -> notices.add(psf + ": " + n));
            hashes.put("kernel", Sha256.of(psf));
            degradation = degradation.withKernel(kernel);
        }
        requireGiven(degradation);
        return degradation;
    }

    private static Tensor oneChannel(Tensor mask, Path file) throws IOException {
        Tensor first = mask.narrow(1, 0, 1);
        if (mask.sub(first).abs().max().item() > 0) {
            throw new IOException(file + ": its channels differ; a pixel is observed in all colours or in none");
        }
        return first;
    }

    private static BlurKernel kernel(Path psf, Reading reading) throws IOException {
        Tensor weights = KernelFiles.read(psf, reading.limits());
        try {
            return BlurKernel.of(weights.toDoubles(), (int) weights.size(0), (int) weights.size(1));
        } catch (IllegalArgumentException e) {
            throw new IOException(psf + ": " + e.getMessage(), e);
        }
    }

    /** A measurement's mask or kernel cannot be drawn: it is what the measurement was made with. */
    private void requireGiven(Degradation degradation) {
        if (request.simulate()) {
            return;
        }
        if (request.task() == Task.INPAINTING && degradation.mask() == null) {
            throw new UsageException("inpainting a measurement needs --mask FILE, white where it was observed;"
                    + " or give clean images and --simulate");
        }
        if (request.task().isDeblurring() && degradation.kernel() == null) {
            throw new UsageException(
                    "deblurring a measurement needs --psf FILE, its blur kernel; or give clean images and --simulate");
        }
    }

    /** Whether a folder holds a finished result. */
    static boolean finished(Path folder) {
        return Files.exists(folder.resolve("run.json")) && Files.exists(folder.resolve("restored.png"));
    }
}
