package dev.limpid.cli.options;

import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.io.RangeChoice;
import dev.limpid.io.ResultFormat;
import dev.limpid.job.Crop;
import dev.limpid.job.FailureText;
import dev.limpid.restoration.Selection;
import dev.limpid.tensor.Device;
import dev.limpid.training.Augmentation;
import dev.limpid.training.Preset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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
        line.registerConverter(NetworkKind.class, converter(text -> named(NetworkKind.values(), text)));
        line.registerConverter(Preset.class, converter(text -> named(Preset.values(), text)));
        line.registerConverter(Augmentation.Crop.class, converter(text -> named(Augmentation.Crop.values(), text)));
        line.registerConverter(Augmentation.Flips.class, converter(text -> named(Augmentation.Flips.values(), text)));
        line.registerConverter(Path.class, Converters::path);
        line.registerConverter(RangeChoice.class, converter(RangeChoice::parse));
        line.registerConverter(ResultFormat.class, converter(ResultFormat::named));
        registerNumbers(line);
    }

    /** In the words of people: picocli's own say that 1e20 is not a long. */
    private static void registerNumbers(CommandLine line) {
        ITypeConverter<Long> whole = text -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
        ITypeConverter<Integer> small = text -> (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
        ITypeConverter<Double> decimal = Converters::decimal;
        line.registerConverter(Long.class, whole);
        line.registerConverter(long.class, whole);
        line.registerConverter(Integer.class, small);
        line.registerConverter(int.class, small);
        line.registerConverter(Double.class, decimal);
        line.registerConverter(double.class, decimal);
    }

    private static long whole(String text, long least, long most) {
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new TypeConversionException("'" + text + "' is no whole number from " + least + " to " + most);
    }

    private static double decimal(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no number");
        }
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

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException(FailureText.of(e));
        }
    }

    private static <T> ITypeConverter<T> converter(Function<String, T> parse) {
        return text -> {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(FailureText.of(e));
            }
        };
    }
}
