package dev.limpid.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The process of one case: {@code matrix THREADS}, {@code fit SOLVER PRIOR N WARM-UP ITERATIONS},
 * {@code batch PRIOR IMAGES WARM-UP ITERATIONS}, {@code profile PRIOR WARM-UP ITERATIONS}, {@code network PRIOR SIZE ITERATIONS},
 * {@code pixels PROBLEM SOLVER BYTES FOLDER}, {@code training RECORDING} or {@code leak PRIOR ITERATIONS}. Prints its result as one line of JSON.
 */
final class Child {
    private Child() {}

    public static void main(String[] args) throws Exception {
        System.out.println(new ObjectMapper().writeValueAsString(run(args)));
    }

    private static Object run(String... args) throws IOException, InterruptedException {
        return switch (args[0]) {
            case "matrix" -> MatrixPeak.gigaflops(Integer.parseInt(args[1]));
            case "fit" ->
                new FitCase(Fit.of(args[1]), Subject.of(args[2]), Integer.parseInt(args[3]))
                        .measure(Integer.parseInt(args[4]), Integer.parseInt(args[5]));
            case "batch" ->
                new FitCase(Fit.DMILO, Subject.of(args[1]), 1, Integer.parseInt(args[2]))
                        .measure(Integer.parseInt(args[3]), Integer.parseInt(args[4]));
            case "profile" ->
                new ProfileCase(Subject.of(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3])).measure();
            case "network" -> new NetworkCase(args[1], Integer.parseInt(args[2])).measure(Integer.parseInt(args[3]));
            case "pixels" ->
                new PixelsCase(PixelsProblem.named(args[1]), args[2], Long.parseLong(args[3]), Path.of(args[4]))
                        .measure();
            case "training" -> TrainingRecording.train(Path.of(args[1]));
            case "leak" -> new LeakCase(Integer.parseInt(args[2]), System.err::println).run(Subject.of(args[1]));
            default -> throw new IllegalArgumentException("unknown case '" + args[0] + "'");
        };
    }
}
