package dev.limpid.cli.checkpoint;

import dev.limpid.checkpoint.Checkpoint;
import dev.limpid.checkpoint.CheckpointConversion;
import dev.limpid.cli.console.Console;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.Requirements;
import dev.limpid.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code limpid checkpoint convert}: any file of weights becomes safetensors. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a file of weights as safetensors, with the names and the metadata that it has.",
            "Of a training checkpoint only the weights are taken, the averaged (EMA) ones where there are some."
        })
final class CheckpointConvertCommand implements Callable<Integer> {
    private static final String SUFFIX = ".safetensors";

    /** The values of {@code --dtype}. */
    enum Target {
        keep(null),
        fp32(DType.FLOAT32),
        fp16(DType.FLOAT16);

        private final @Nullable DType type;

        Target(@Nullable DType type) {
            this.type = type;
        }
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME|FILE", description = "A prior's name or a file of weights.")
    private String file;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where to write. Default: beside the file, with the ending .safetensors.")
    private @Nullable Path out;

    @Option(
            names = "--dtype",
            paramLabel = "keep|fp32|fp16",
            defaultValue = "keep",
            description = "Type of the floating-point tensors. Default: ${DEFAULT-VALUE}.")
    private Target target;

    @Option(
            names = "--describe",
            paramLabel = "KEY=TEXT",
            description = "Adds a line to the metadata, such as --describe licence='CC BY 4.0'. May be repeated.")
    private Map<String, String> card = new LinkedHashMap<>();

    @Option(names = "--force", description = "Replace a file that exists.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        Console console = Console.of(spec, 0);
        try (Checkpoint checkpoint = WeightsFile.open(file)) {
            Path to = target(checkpoint);
            if (!checkpoint.part().isEmpty()) {
                console.note(file + ": takes " + checkpoint.part());
            }
            conversion(checkpoint).write(to);
            console.say("wrote " + to + " (" + checkpoint.entries().size() + " tensors, " + Files.size(to) + " bytes)");
        }
        return 0;
    }

    private CheckpointConversion conversion(Checkpoint checkpoint) {
        try {
            return new CheckpointConversion(checkpoint, target.type, card);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("--describe: " + e.getMessage(), e);
        }
    }

    private Path target(Checkpoint checkpoint) throws IOException {
        Path to = out == null ? beside(Path.of(checkpoint.source())) : out;
        if (Files.isDirectory(to)) {
            throw new InvalidRequestException("--out " + to + ": is a folder");
        }
        if (Files.exists(to, LinkOption.NOFOLLOW_LINKS) && !force) {
            throw new InvalidRequestException(to + ": exists already; use --force to replace it");
        }
        Requirements.noneOf(List.of(Path.of(checkpoint.source())), to);
        return to;
    }

    private static Path beside(Path source) {
        String name = String.valueOf(source.getFileName());
        int dot = name.lastIndexOf('.');
        return source.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + SUFFIX);
    }
}
