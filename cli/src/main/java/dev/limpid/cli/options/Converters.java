package dev.limpid.cli.options;

import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.io.RangeChoice;
import dev.limpid.job.Crop;
import dev.limpid.restoration.Selection;
import dev.limpid.tensor.Device;
import dev.limpid.training.Augmentation;
import dev.limpid.training.Preset;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How arguments become the library's values. */
public final class Converters {
    private Converters() {}

    public static void register(CommandLine line) {
        line.registerConverter(Task.class, converter(Tasks::named));
        line.registerConverter(Selection.class, converter(Selection::named));
        line.registerConverter(Device.class, converter(Device::parse));
        line.registerConverter(Crop.class, converter(Crop::parse));
        line.registerConverter(Preset.class, converter(text -> named(Preset.values(), text)));
        line.registerConverter(Augmentation.Crop.class, converter(text -> named(Augmentation.Crop.values(), text)));
        line.registerConverter(Augmentation.Flips.class, converter(text -> named(Augmentation.Flips.values(), text)));
        line.registerConverter(RangeChoice.class, converter(RangeChoice::parse));
    }

    /** The constant whose name in small letters is the text. */
    private static <E extends Enum<E>> E named(E[] constants, String text) {
        String all = Arrays.stream(constants)
                .map(c -> c.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return Arrays.stream(constants)
                .filter(c -> c.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is none of " + all));
    }

    private static <T> ITypeConverter<T> converter(Function<String, T> parse) {
        return text -> {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }
}
