package dev.limpid.cli.dataset;

import dev.limpid.cli.console.Action;
import dev.limpid.cli.console.Console;
import dev.limpid.cli.options.OutputOptions;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.Requirements;
import dev.limpid.job.TestSetRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code limpid dataset prepare}: a test set of squares. */
@Command(
        name = "prepare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Draws pictures of a folder, such as CelebA, FFHQ, LSUN or ImageNet, and makes squares of one size for"
                    + " experiments: the largest square in the middle, resized with antialiasing, as PNG.",
            "OUT/images.txt has the hashes of all files: with it as --list, the same set is made and checked elsewhere."
                    + " The same command goes on where it was stopped."
        })
final class DatasetPrepareCommand implements Callable<Integer> {
    private static final int COUNT = 100;
    private static final int SIZE = 256;

    private final Action<TestSetRequest> action;
    private final int width;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", description = "Folder of pictures, those in its folders among them.")
    private Path folder;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the set.")
    private Path out;

    @Option(names = "--count", paramLabel = "N", description = "Number of pictures. Default: " + COUNT + ".")
    private @Nullable Integer count;

    @Option(names = "--size", paramLabel = "N", description = "Side of the pictures, in pixels. Default: " + SIZE + ".")
    private @Nullable Integer size;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the draw. Default: 0.")
    private @Nullable Long seed;

    @Option(
            names = "--list",
            paramLabel = "FILE",
            description = "Take the pictures of this images.txt, and make sure that they are the same.")
    private @Nullable Path list;

    @Mixin
    private OutputOptions output;

    DatasetPrepareCommand(Action<TestSetRequest> action, int width) {
        this.action = action;
        this.width = width;
    }

    @Override
    public Integer call() throws IOException {
        return action.run(request(), output.console(Console.of(spec, width))) ? 0 : 1;
    }

    private TestSetRequest request() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new InvalidRequestException(
                    folder + ": " + (Files.exists(folder) ? "is not a folder" : "no such folder") + " of pictures");
        }
        if (list != null && (count != null || size != null || seed != null)) {
            throw new InvalidRequestException("--list has the count, the size and the seed; leave those options out");
        }
        if (isBelow(out, folder)) {
            throw new InvalidRequestException("--out " + out + " lies in " + folder
                    + ", so that results would be drawn as its pictures; choose another place");
        }
        try {
            return new TestSetRequest(
                    folder,
                    Requirements.writableFolder(out),
                    count == null ? COUNT : count,
                    size == null ? SIZE : size,
                    seed == null ? 0 : seed,
                    Requirements.readable("--list", list));
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }

    private static boolean isBelow(Path out, Path folder) {
        return out.toAbsolutePath()
                .normalize()
                .startsWith(folder.toAbsolutePath().normalize());
    }
}
