package dev.limpid.cli;

import dev.limpid.experiment.Presets;
import dev.limpid.experiment.Selection;
import dev.limpid.experiment.Start;
import dev.limpid.experiment.Task;
import dev.limpid.io.RangeChoice;
import dev.limpid.operator.Boundary;
import dev.limpid.tensor.Device;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How arguments become the library's values. */
final class Names {
    private Names() {}

    static void register(CommandLine line) {
        line.registerConverter(Task.class, converter(Task::named));
        line.registerConverter(Selection.class, converter(Selection::named));
        line.registerConverter(Presets.Method.class, converter(Presets.Method::named));
        line.registerConverter(Presets.Name.class, converter(Presets.Name::named));
        line.registerConverter(Start.class, converter(Start::named));
        line.registerConverter(Device.class, converter(Device::parse));
        line.registerConverter(Crop.class, converter(Crop::parse));
        line.registerConverter(MaskOption.class, converter(MaskOption::parse));
        line.registerConverter(Boundary.class, converter(Boundary::named));
        line.registerConverter(NoiseOption.class, converter(NoiseOption::parse));
        line.registerConverter(RangeChoice.class, converter(RangeChoice::parse));
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
