package dev.limpid.server;

import dev.limpid.checkpoint.PriorCard;
import dev.limpid.checkpoint.PriorCatalog;
import dev.limpid.restoration.Compute;
import dev.limpid.tensor.Device;
import java.util.stream.Stream;

/** The priors that clients may ask for: those with a name that are here. Paths are the server's own affair. */
final class Priors {
    /** Priors of pictures; the one of kernels is a part of a solver. */
    private static final String OF_KERNELS = "kernels";

    /**
     * A prior as clients see it.
     *
     * @param anySize whether it takes pictures of any size
     */
    record Shown(String name, String description, boolean anySize) {}

    private Priors() {}

    static Stream<PriorCard> present() {
        PriorCatalog catalog = PriorCatalog.ofUser();
        return PriorCatalog.cards().stream()
                .filter(catalog::present)
                .filter(card -> !card.domain().contains(OF_KERNELS));
    }

    static Stream<Shown> shown() {
        return present()
                .map(card ->
                        new Shown(card.name(), card.description(), new Compute(card.name(), 0, Device.CPU).isLocal()));
    }
}
