package dev.limpid.cli.console;

import dev.limpid.job.FailureText;
import dev.limpid.job.Proposal;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A command as the user typed it, so that another one can be proposed.
 *
 * @param words the program and its arguments
 * @param inputs which of them are files and folders to work on
 */
public record Invocation(List<String> words, Set<Integer> inputs) implements Proposal {
    private static final String END_OF_OPTIONS = "--";

    public Invocation {
        words = List.copyOf(words);
        inputs = Set.copyOf(inputs);
    }

    /** The command line that a command is being executed for. */
    public static Invocation of(CommandSpec command) {
        var words = new ArrayList<String>();
        words.add(System.getProperty("limpid.command", "limpid"));
        words.addAll(command.root().commandLine().getParseResult().originalArgs());
        Set<Integer> inputs = new TreeSet<>();
        boolean options = true;
        for (int i = words.indexOf(command.name()) + 1; i < words.size(); i++) {
            String word = words.get(i);
            if (options && word.equals(END_OF_OPTIONS)) {
                options = false;
            } else if (!options || !word.startsWith("-")) {
                inputs.add(i);
            } else if (takesTheNext(command, word)) {
                i++;
            }
        }
        return new Invocation(words, inputs);
    }

    private static boolean takesTheNext(CommandSpec command, String word) {
        OptionSpec option = command.findOption(word);
        return option != null && option.arity().max() > 0;
    }

    @Override
    public String with(String options) {
        int end = words.indexOf(END_OF_OPTIONS);
        var all = new ArrayList<>(words.stream().map(Invocation::quoted).toList());
        all.add(end < 0 ? all.size() : end, options);
        return String.join(" ", all);
    }

    @Override
    public Optional<Proposal> only(Path file) {
        if (inputs.isEmpty()) {
            return Optional.empty();
        }
        var some = new ArrayList<String>();
        Set<Integer> input = new TreeSet<>();
        for (int i = 0; i < words.size(); i++) {
            if (!inputs.contains(i)) {
                some.add(words.get(i));
            } else if (input.isEmpty()) {
                input.add(some.size());
                some.add(file.toString());
            }
        }
        return Optional.of(new Invocation(some, input));
    }

    /** As a shell takes it for one word. */
    private static String quoted(String word) {
        if (word.matches("[A-Za-z0-9_@%+=:,./-]+")) {
            return word;
        }
        if (File.separatorChar == '\\') {
            return '"' + word + '"';
        }
        if (FailureText.printable(word).equals(word)) {
            return "'" + word.replace("'", "'\\''") + "'";
        }
        return "$'" + FailureText.printable(word.replace("\\", "\\\\").replace("'", "\\'")) + "'";
    }
}
