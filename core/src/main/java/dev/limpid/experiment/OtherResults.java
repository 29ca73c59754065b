package dev.limpid.experiment;

import dev.limpid.experiment.TestProblem.Degraded;
import dev.limpid.io.Images;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Results that another program wrote as pictures: {@code DIR/PROBLEM/PICTURE.png}, or {@code DIR/PICTURE.png} where the experiment has one
 * problem.
 *
 * @param files by the problem's label and the picture's number
 */
record OtherResults(String label, Path folder, Map<String, Map<Integer, Path>> files) implements ReadyAnswer {
    OtherResults {
        files = Map.copyOf(files);
    }

    /**
     * Looks for the results.
     *
     * @param clean the experiment's pictures
     * @throws InvalidRequestException in one line, if there is none, or it is not clear which picture one belongs to
     * @throws IOException if a folder cannot be read
     */
    static OtherResults of(ResultsFolder results, List<? extends TestProblem> problems, List<Path> clean)
            throws IOException {
        var files = new LinkedHashMap<String, Map<Integer, Path>>();
        for (TestProblem problem : problems) {
            Path own = results.folder().resolve(KeptPictures.fileName(problem.label()));
            Path place = problems.size() > 1 || Files.isDirectory(own) ? own : results.folder();
            Map<Integer, Path> found = PictureNames.of(clean).in(place);
            if (!found.isEmpty()) {
                files.put(problem.label(), found);
            }
        }
        if (files.isEmpty()) {
            String first = KeptPictures.fileName(problems.get(0).label()) + "/";
            String stem = PictureNames.stem(clean.get(0));
            throw new InvalidRequestException(results.folder() + ": has no results; the first would be " + first
                    + "0.png"
                    + (stem.equals(KeptPictures.TRUTH)
                            ? ", or with --data one named as the clean picture"
                            : ", or " + first + stem + ".png"));
        }
        return new OtherResults(results.name(), results.folder(), files);
    }

    /** All results of one method have their place in the pictures and the tables. */
    static void requireDistinct(List<NamedSolver> solvers) {
        var seen = new HashSet<String>();
        solvers.stream()
                .map(NamedSolver::label)
                .filter(label -> !seen.add(KeptPictures.fileName(label).toLowerCase(Locale.ROOT)))
                .findFirst()
                .ifPresent(label -> {
                    throw new InvalidRequestException(
                            "results: '" + label + "' stands there twice; give one of them another name");
                });
    }

    @Override
    public Tensor picture(TestProblem problem, int number, Degraded degraded, Tensor truth) throws IOException {
        if (!files.containsKey(problem.label())) {
            throw new Cell.Failure(new IOException(folder + ": has no results of " + problem.label()), true);
        }
        Path file = file(problem, number)
                .orElseThrow(() -> new IOException(folder + ": has no picture " + number + " of " + problem.label()));
        Tensor pixels = Images.read(file).pixels();
        if (!size(pixels).equals(size(truth))) {
            throw new IOException(file + ": has " + size(pixels) + ", and must have " + size(truth));
        }
        return pixels;
    }

    private static String size(Tensor pixels) {
        return pixels.size(3) + " x " + pixels.size(2) + " pixels of " + pixels.size(1)
                + (pixels.size(1) == 1 ? " channel" : " channels");
    }

    @Override
    public Optional<Path> file(TestProblem problem, int number) {
        return Optional.ofNullable(files.getOrDefault(problem.label(), Map.of()).get(number));
    }

    @Override
    public boolean isTimed() {
        return false;
    }

    @Override
    public String origin() {
        return "pictures in " + folder;
    }
}
