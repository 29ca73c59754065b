package dev.limpid.cli.prior;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code limpid priors}: which priors there are, and which of them are here. */
@Command(
        name = "priors",
        mixinStandardHelpOptions = true,
        description = "Lists the priors, which of them are here, and where to get the others. Downloads nothing.")
public final class PriorsCommand implements Callable<Integer> {
    private final Callable<List<PriorListing>> catalogue;

    @Spec
    private CommandSpec spec;

    public PriorsCommand(Callable<List<PriorListing>> catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public Integer call() throws Exception {
        List<PriorListing> priors = catalogue.call();
        int name = priors.stream().mapToInt(p -> p.name().length()).max().orElse(0);
        int size = priors.stream().mapToInt(p -> p.size().length()).max().orElse(0);
        PrintWriter out = spec.commandLine().getOut();
        for (PriorListing p : priors) {
            String state = p.present() ? "present" : "absent ";
            out.println(pad(p.name(), name) + "  " + state + "  " + pad(p.size(), size) + "  " + p.description());
            out.println(" ".repeat(name + 2) + p.location());
            out.println(" ".repeat(name + 2) + "licence: " + p.licence());
        }
        return 0;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
