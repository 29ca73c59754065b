package dev.limpid.cli.options;

import dev.limpid.job.FailureText;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * One of the pictures that a command is given. Where the locale cannot write its name, a name stands for it that no file has: that
 * picture fails, and not the command.
 */
public final class PictureName implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            return standIn(text, e);
        }
    }

    private static Path standIn(String text, InvalidPathException reason) {
        try {
            Path nothing = Path.of(text.replaceAll("[^ -~]", "?"));
            if (!Files.exists(nothing)) {
                return nothing;
            }
        } catch (InvalidPathException e) {
            reason.addSuppressed(e);
        }
        throw new TypeConversionException(FailureText.of(reason));
    }
}
