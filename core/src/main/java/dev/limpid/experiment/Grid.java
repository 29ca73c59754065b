package dev.limpid.experiment;

import dev.limpid.degradation.Tasks;
import dev.limpid.io.Images;
import dev.limpid.metric.Metrics;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The cells, and whatever else their numbers depend on.
 *
 * @param pictures the clean ones
 * @param crop side of the part in the middle of each that is used, or 0 for all of it
 * @param checkpoints hashes of the priors' files
 * @param device where the solvers compute
 * @param seed of the solvers' draws; picture i has that of i more
 * @param shifted whether every score is the one at the best whole shift, as it must be where kernels are sought
 * @param passes the solves that a picture, a problem and a solver have
 * @param kept keeps the restored pictures, or nothing
 */
public record Grid(
        List<CleanPicture> pictures,
        int crop,
        List<? extends TestProblem> problems,
        List<NamedSolver> solvers,
        Metrics metrics,
        PriorHashes checkpoints,
        Device device,
        long seed,
        boolean shifted,
        List<Pass> passes,
        KeptPictures kept) {
    /** The sides of all pictures are divisible by it, so that every factor of super-resolution fits. */
    static final int MULTIPLE = 4;

    private static final double ROUNDING = 1.01 / 255;

    public Grid {
        pictures = List.copyOf(pictures);
        problems = List.copyOf(problems);
        solvers = List.copyOf(solvers);
        passes = List.copyOf(passes);
    }

    /** The metrics, where kernels are sought each at its best shift. */
    Metrics scores() {
        return shifted ? metrics.shifted() : metrics;
    }

    /** Every solve: picture by picture, all problems of each, all solvers of each. */
    Stream<Cell> cells() {
        return IntStream.range(0, pictures.size())
                .boxed()
                .flatMap(i -> problems.stream()
                        .flatMap(problem -> solvers.stream().flatMap(solver -> cells(i, problem, solver))));
    }

    private Stream<Cell> cells(int number, TestProblem problem, NamedSolver solver) {
        Optional<String> task = problem.taskOf(solver);
        return passes.stream()
                .flatMap(pass -> task.stream()
                        .flatMap(name -> pass
                                .of(solver, Tasks.named(name).blind())
                                .map(own -> new Cell(this, number, problem, solver, name, own))
                                .stream()));
    }

    /** How many solves there are. */
    public long solves() {
        return cells().count();
    }

    /** Evaluations of the network by all of them. */
    public long evaluations() {
        return cells().mapToLong(cell -> cell.solver().evaluations(cell.task())).sum();
    }

    /** Names of the solvers that a problem is for. */
    List<String> solversFor(TestProblem problem) {
        return solvers.stream()
                .filter(solver -> problem.taskOf(solver).isPresent())
                .map(NamedSolver::label)
                .toList();
    }

    /**
     * The middle of a picture, its sides multiples of {@link #MULTIPLE}.
     *
     * @throws IOException if the file cannot be read, or the picture is smaller than that
     */
    Tensor truth(Path file) throws IOException {
        Tensor whole = Images.read(file).pixels();
        int height = side((int) whole.size(2));
        int width = side((int) whole.size(3));
        if (height == 0 || width == 0) {
            throw new IOException(file + ": has " + whole.size(3) + " x " + whole.size(2) + " pixels, and must have "
                    + MULTIPLE + " x " + MULTIPLE + " at least");
        }
        int top = ((int) whole.size(2) - height) / 2;
        int left = ((int) whole.size(3) - width) / 2;
        return Images.crop(whole, left, top, width, height);
    }

    /** Whether the pictures that are kept under a number are of this picture: those of another experiment may lie there. */
    boolean keeps(String problem, int number) {
        try (var scope = Scope.open()) {
            Optional<Tensor> there = kept.read(problem, number, KeptPictures.TRUTH);
            return there.isPresent()
                    && isSame(there.get(), truth(pictures.get(number).file()));
        } catch (IOException e) {
            return false;
        }
    }

    /** But for the rounding to 8 bits. */
    private static boolean isSame(Tensor there, Tensor truth) {
        return Arrays.equals(there.shape(), truth.shape())
                && there.sub(truth.clamp(-1, 1)).abs().max().item() <= ROUNDING;
    }

    /** The different sizes and kinds of the pictures that can be read. */
    List<String> sizes() {
        var sizes = new LinkedHashSet<String>();
        for (CleanPicture one : pictures) {
            try (var scope = Scope.open()) {
                Tensor picture = truth(one.file());
                String kind = picture.size(1) == 1 ? "gray" : "coloured";
                sizes.add(picture.size(3) + " x " + picture.size(2) + " " + kind);
            } catch (IOException e) {
                // Its cells say why.
            }
        }
        return List.copyOf(sizes);
    }

    private int side(int whole) {
        int wanted = crop == 0 ? whole : Math.min(crop, whole);
        return wanted / MULTIPLE * MULTIPLE;
    }
}
