package dev.limpid.cli.options;

import dev.limpid.restoration.Tiling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How large images are restored. */
public final class TilingOptions {
    @Option(
            names = "--tile",
            paramLabel = "PIXELS|auto|whole",
            defaultValue = "auto",
            converter = Side.class,
            description =
                    "Side of a square that has as many pixels as the parts that a local prior takes one after the other;"
                            + " auto: the largest that keep to --memory. Default: ${DEFAULT-VALUE}.")
    private int tile;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = Size.class,
            description =
                    "Memory to keep to, such as 4G or 800M. An image that takes more is refused. Default: half of what"
                            + " is free.")
    private @Nullable Long memory;

    public Tiling tiling() {
        return memory == null ? Tiling.ofFree(tile) : Tiling.within(tile, memory);
    }

    private static final class Side implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            try {
                return Tiling.parseSide(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    private static final class Size implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                return Tiling.parseMemory(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
