package dev.limpid.experiment;

import dev.limpid.io.Images;
import dev.limpid.io.Panels;
import dev.limpid.io.Panels.Panel;
import dev.limpid.io.ReadLimits;
import dev.limpid.io.Sha256;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pictures of an evaluation as files: {@code PROBLEM/NUMBER/SOLVER.png}, with {@code truth.png} and {@code measurement.png} beside them.
 *
 * @param folder null: none is kept
 */
public record KeptPictures(@Nullable Path folder) {
    /** Keeps nothing. */
    public static final KeptPictures NONE = new KeptPictures(null);

    /** The name of the clean picture among the results. */
    static final String TRUTH = "truth";

    /** The name of the degraded picture among the results. */
    static final String MEASUREMENT = "measurement";

    private static final int COLUMNS = 6;

    /** The name of a folder or a file for a label: letters, digits and {@code . + = @ # -}. */
    static String fileName(String label) {
        return label.replaceAll("[^\\p{L}\\p{N}.+=@#]+", "-");
    }

    void keep(TestProblem problem, int number, String label, Tensor x, Tensor truth, Tensor measured)
            throws IOException {
        if (folder == null) {
            return;
        }
        Path place = place(folder, problem.label(), number);
        Files.createDirectories(place);
        Images.write(x, file(place, label));
        // Always, as other pictures may have been here before.
        Images.write(truth, file(place, TRUTH));
        Images.write(measured, file(place, MEASUREMENT));
    }

    private static Path place(Path folder, String problem, int number) {
        return folder.resolve(fileName(problem)).resolve(Integer.toString(number));
    }

    private static Path file(Path place, String name) {
        return place.resolve(fileName(name) + ".png");
    }

    /**
     * The clean picture of a number, as one of the problems has kept it; a file that is not there where none has.
     *
     * @param pixels {@link #pixels} that it must have, or empty: any will do
     */
    Path truth(List<? extends TestProblem> problems, int number, String pixels) {
        Path root = folder == null ? Path.of("no pictures are kept") : folder;
        return problems.stream()
                .map(problem -> file(place(root, problem.label(), number), TRUTH))
                .filter(file -> pixels.isEmpty() ? !pixels(file).isEmpty() : pixels.equals(pixels(file)))
                .findFirst()
                .orElse(root.resolve("no picture " + number));
    }

    /** {@link #pixels} of a problem's clean picture. */
    String truthPixels(TestProblem problem, int number) {
        return folder == null ? "" : pixels(file(place(folder, problem.label(), number), TRUTH));
    }

    /** The beginning of the hash of a picture's pixels, whatever its file looks like; empty where it is not there, or damaged. */
    private static String pixels(Path file) {
        try (var scope = Scope.open()) {
            return read(file)
                    .map(picture -> {
                        float[] values = picture.toFloats();
                        var bytes = ByteBuffer.allocate(Float.BYTES * values.length);
                        bytes.asFloatBuffer().put(values);
                        return CleanPicture.beginning(Sha256.of(bytes.array()));
                    })
                    .orElse("");
        }
    }

    /** Labels of a solver's result on a picture. */
    @FunctionalInterface
    interface Label {
        String of(int number, String solver);
    }

    /**
     * Writes the results of one problem side by side: the measurement, each solver's, the truth. Several pictures have a row each, with
     * those solvers that have a result of all of them.
     *
     * @param numbers of the pictures; without one there is no sheet
     * @return whether there is a result
     */
    boolean sheet(String problem, List<Integer> numbers, List<String> solvers, Label label, Path file)
            throws IOException {
        try (var scope = Scope.open()) {
            var found = new LinkedHashMap<String, List<Tensor>>();
            Stream.of(List.of(MEASUREMENT), solvers, List.of(TRUTH))
                    .flatMap(List::stream)
                    .forEach(name -> found.put(name, read(problem, numbers, name)));
            found.values().removeIf(pictures -> pictures.isEmpty() || pictures.size() < numbers.size());
            if (solvers.stream().noneMatch(found::containsKey)) {
                return false;
            }
            var panels = new ArrayList<Panel>();
            for (int i = 0; i < numbers.size(); i++) {
                for (Map.Entry<String, List<Tensor>> one : found.entrySet()) {
                    String name = one.getKey();
                    String text = solvers.contains(name) ? label.of(numbers.get(i), name) : name;
                    panels.add(new Panel(text, one.getValue().get(i)));
                }
            }
            Panels.rows(panels, numbers.size() == 1 ? COLUMNS : found.size(), file);
            return true;
        }
    }

    /** Those that are kept and not damaged. */
    private List<Tensor> read(String problem, List<Integer> numbers, String name) {
        return numbers.stream()
                .flatMap(number -> read(problem, number, name).stream())
                .toList();
    }

    /** A solver's result or {@link #TRUTH}, (1, C, H, W) in [−1, 1]; empty where it is not kept, or damaged. */
    Optional<Tensor> read(String problem, int number, String name) {
        return folder == null ? Optional.empty() : read(place(folder, problem, number), name);
    }

    /** The file of a picture that can be read, as it is. */
    Optional<byte[]> file(String problem, int number, String name) throws IOException {
        try (var scope = Scope.open()) {
            return read(problem, number, name).isEmpty() || folder == null
                    ? Optional.empty()
                    : Optional.of(Files.readAllBytes(file(place(folder, problem, number), name)));
        }
    }

    private static Optional<Tensor> read(Path place, String name) {
        return read(file(place, name));
    }

    private static Optional<Tensor> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Images.read(file, ReadLimits.ofPixels(Integer.MAX_VALUE)).pixels());
        } catch (IOException e) {
            // The tables of a report are worth more than one of its pictures.
            return Optional.empty();
        }
    }
}
