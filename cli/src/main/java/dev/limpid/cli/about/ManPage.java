package dev.limpid.cli.about;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A command's man page in roff's man macros, from what {@code --help} is made of. */
record ManPage(CommandSpec spec) {

    String text() {
        String name = spec.qualifiedName("-");
        var page = new ArrayList<String>();
        page.add(".TH \"" + name.toUpperCase(Locale.ROOT) + "\" \"1\" \"\" \"Limpid\" \"User Commands\"");
        page.add(".SH NAME");
        page.add(escape(name) + " \\- " + escape(sentence()));
        page.add(".SH SYNOPSIS");
        page.add(escape(synopsis()));
        page.add(".SH DESCRIPTION");
        for (String line : spec.usageMessage().description()) {
            page.add(escape(plain(line)));
        }
        operands(page);
        options(page);
        commands(page);
        exitCodes(page);
        return String.join("\n", page) + "\n";
    }

    /** The first sentence of the description, without its full stop. */
    private String sentence() {
        String description = plain(String.join(" ", spec.usageMessage().description()));
        int end = description.indexOf(". ");
        String first = end < 0 ? description : description.substring(0, end);
        return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    }

    private String synopsis() {
        var help = new Help(spec, Help.defaultColorScheme(Ansi.OFF));
        return help.synopsis(0).strip().replaceAll("\\s+", " ");
    }

    private void operands(List<String> page) {
        List<PositionalParamSpec> operands =
                spec.positionalParameters().stream().filter(p -> !p.hidden()).toList();
        if (!operands.isEmpty()) {
            page.add(".SH OPERANDS");
            operands.forEach(p -> entry(page, p.paramLabel(), p.description()));
        }
    }

    private void options(List<String> page) {
        page.add(".SH OPTIONS");
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                String value = option.arity().max() > 0 ? "=" + option.paramLabel() : "";
                entry(page, String.join(", ", option.names()) + value, option.description());
            }
        }
    }

    private void commands(List<String> page) {
        if (!spec.subcommands().isEmpty()) {
            page.add(".SH COMMANDS");
            for (CommandLine command : spec.subcommands().values()) {
                entry(
                        page,
                        command.getCommandName(),
                        command.getCommandSpec().usageMessage().description());
            }
        }
    }

    private void exitCodes(List<String> page) {
        page.add(".SH EXIT STATUS");
        spec.root().usageMessage().exitCodeList().forEach((code, meaning) -> entry(page, code, meaning));
    }

    private static void entry(List<String> page, String term, String... description) {
        page.add(".TP");
        page.add("\\fB" + escape(term) + "\\fR");
        for (String line : description) {
            page.add(escape(plain(line)));
        }
    }

    /** Without picocli's markup. */
    private static String plain(String text) {
        return Ansi.OFF.string(text).replace("%n", " ").replace("%%", "%");
    }

    /** Escapes the characters of roff itself: backslashes, hyphens, and a line's first dot or quote. */
    private static String escape(String text) {
        String escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
