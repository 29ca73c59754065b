package dev.limpid.cli.console;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Arguments as the shell hands them over, of which some look like options and are files: a pattern such as * gives them. */
public final class Arguments {
    private static final String END_OF_OPTIONS = "--";

    private Arguments() {}

    /** The arguments with {@code ./} before each file that begins like an option and is none of the command. */
    public static String[] withFiles(CommandLine program, String... args) {
        String[] words = args.clone();
        CommandLine command = program;
        for (int i = 0; i < words.length && !words[i].equals(END_OF_OPTIONS); i++) {
            CommandLine nested = command.getSubcommands().get(words[i]);
            if (nested != null) {
                command = nested;
            } else if (words[i].startsWith("-")) {
                OptionSpec option = command.getCommandSpec().findOption(words[i].split("=", 2)[0]);
                if (option == null && isFile(words[i])) {
                    words[i] = "." + File.separator + words[i];
                } else if (option != null && option.arity().min() > 0 && !words[i].contains("=")) {
                    i++; // its value
                }
            }
        }
        return words;
    }

    private static boolean isFile(String word) {
        try {
            return Files.exists(Path.of(word), LinkOption.NOFOLLOW_LINKS);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
