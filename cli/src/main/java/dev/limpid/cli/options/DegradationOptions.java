package dev.limpid.cli.options;

import dev.limpid.degradation.Option;
import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.degradation.Values;
import dev.limpid.io.InvalidRequestException;
import dev.limpid.job.FailureText;
import dev.limpid.job.Requirements;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options that say how images are degraded, or are to be: the task, and the options of all tasks. */
public final class DegradationOptions {
    @CommandLine.Option(
            names = "--task",
            paramLabel = "TASK",
            description = "What happened to the images: ${bundle:tasks}.")
    private @Nullable Task task;

    private final Map<Option<?>, OptionSpec> options = new LinkedHashMap<>();

    /** Adds the options of all tasks to the command. */
    @Spec(Spec.Target.MIXEE)
    void addTo(CommandSpec command) {
        options.clear();
        for (Option<?> option : Tasks.options()) {
            OptionSpec spec = spec(option);
            options.put(option, spec);
            command.addOption(spec);
        }
    }

    private static OptionSpec spec(Option<?> option) {
        // The type tells the shell whether to complete names of files.
        Class<?> type = option.file() == null ? Values.class : Path.class;
        return OptionSpec.builder("--" + option.name())
                .paramLabel(option.label())
                .description(option.help().stream()
                        .map(line -> line.replace("%", "%%").replace("$", "$$"))
                        .toArray(String[]::new))
                .type(type)
                .converters(text -> parse(option, text))
                .build();
    }

    private static Values parse(Option<?> option, String text) {
        try {
            return Values.NONE.parsed(option, text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(FailureText.of(e));
        }
    }

    @Nullable
    public Task task() {
        return task;
    }

    /** The values that are given for all images. */
    public Values values() {
        Values values = Values.NONE;
        for (OptionSpec spec : options.values()) {
            Values given = spec.getValue();
            values = given == null ? values : values.or(given);
        }
        return values;
    }

    /**
     * Checks the options before anything is read.
     *
     * @throws InvalidRequestException for an option that does not go with the task, or a file that cannot be read
     */
    public void check() {
        Values values = values();
        if (task != null) {
            try {
                task.requireOwn(values, "--");
            } catch (IllegalArgumentException e) {
                throw new InvalidRequestException(e.getMessage(), e);
            }
        }
        Requirements.readable("--", values);
    }
}
