package dev.limpid.cli.serve;

import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.cli.console.Action;
import dev.limpid.cli.console.Console;
import dev.limpid.cli.options.OutputOptions;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.Requirements;
import dev.limpid.restoration.Tiling;
import dev.limpid.server.ServeRequest;
import dev.limpid.tensor.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code limpid serve}: the web page. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Serves a web page on this computer, on which pictures are restored: no request leaves it.",
            "Uploads, jobs and results are kept in --data. A server that is ended, or dies, goes on with its jobs when it is started"
                    + " again."
        })
public final class ServeCommand implements Callable<Integer> {
    private static final double MEGA = 1e6;

    private final Action<ServeRequest> action;
    private final int width;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8765",
            description = "Port of the page; 0 for any that is free. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = ServeRequest.LOOPBACK,
            description =
                    "Address to listen at, such as 0.0.0.0 for other computers of the network: they need the token in the"
                            + " address that is printed, and nothing is encrypted. Default: ${DEFAULT-VALUE}, this computer alone.")
    private String host;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of uploads, jobs and results. Default: serve in $LIMPID_HOME, by default ~/.limpid.")
    private @Nullable Path data;

    @Option(
            names = "--device",
            paramLabel = "cpu|cuda",
            defaultValue = "cpu",
            description = "Where to compute. Default: ${DEFAULT-VALUE}.")
    private Device device;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description =
                    "Memory to keep to, such as 4G or 800M. A job or an upload that takes more is refused. Default: half of what"
                            + " is free when a job begins.")
    private @Nullable String memory;

    @Option(
            names = "--max-upload",
            paramLabel = "MB",
            defaultValue = "256",
            description = "Refuse larger files. Default: ${DEFAULT-VALUE}.")
    private double maxUpload;

    @Option(
            names = "--max-pixels",
            paramLabel = "N",
            description =
                    "Refuse pictures that declare more pixels. Default: 64000000, or as many as Java's heap has room for.")
    private @Nullable Long maxPixels;

    @Option(
            names = "--max-jobs",
            paramLabel = "N",
            defaultValue = "100",
            description = "Refuse more jobs of one client that wait or run. Default: ${DEFAULT-VALUE}.")
    private int maxJobs;

    @Option(
            names = "--max-requests",
            paramLabel = "N",
            defaultValue = "600",
            description = "Refuse more uploads and other changes of one client in a minute. Default: ${DEFAULT-VALUE}.")
    private int maxRequests;

    @Option(
            names = "--max-reads",
            paramLabel = "N",
            defaultValue = "12000",
            description = "Refuse more other requests of one client in a minute. Default: ${DEFAULT-VALUE}.")
    private int maxReads;

    @Mixin
    private OutputOptions output;

    public ServeCommand(Action<ServeRequest> action, int width) {
        this.action = action;
        this.width = width;
    }

    @Override
    public Integer call() throws IOException {
        Console console = output.console(Console.of(spec, width));
        Path folder = data == null ? PriorCatalog.ofUser().folder().resolveSibling("serve") : data;
        long pixels = maxPixels == null ? ServeRequest.Limits.PIXELS : maxPixels;
        var limits = new ServeRequest.Limits(Math.round(MEGA * maxUpload), pixels, maxJobs, maxRequests, maxReads);
        var request =
                new ServeRequest(host, port, Requirements.writableFolder("--data", folder), device, memory(), limits);
        return action.run(request, console) ? 0 : 1;
    }

    private OptionalLong memory() {
        try {
            return memory == null ? OptionalLong.empty() : OptionalLong.of(Tiling.parseMemory(memory));
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("--memory " + e.getMessage(), e);
        }
    }
}
