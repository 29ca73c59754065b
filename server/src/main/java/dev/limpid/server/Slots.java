package dev.limpid.server;

import java.util.HashMap;
import java.util.Map;

/** So many things of a kind at once, and so many of one client: nobody takes all of them. */
final class Slots {
    private final String kind;
    private final int most;
    private final int mostOfOne;
    private final Map<String, Integer> taken = new HashMap<>();
    private int all;

    /** A slot that was taken; it is free again when it is closed. */
    interface Slot extends AutoCloseable {
        @Override
        void close();
    }

    /** @param kind in the plural, for the refusal */
    Slots(String kind, int most, int mostOfOne) {
        this.kind = kind;
        this.most = most;
        this.mostOfOne = mostOfOne;
    }

    /** @throws Refusal where none is left */
    synchronized Slot take(String client) {
        int own = taken.getOrDefault(client, 0);
        if (all >= most || own >= mostOfOne) {
            throw new Refusal(
                    Refusal.TOO_MANY,
                    "more than " + (own >= mostOfOne ? mostOfOne + " " + kind + " of yours" : most + " " + kind)
                            + " at once; wait until one has ended");
        }
        all++;
        taken.put(client, own + 1);
        return () -> free(client);
    }

    private synchronized void free(String client) {
        all--;
        taken.computeIfPresent(client, (name, own) -> own == 1 ? null : own - 1);
    }

    synchronized int taken() {
        return all;
    }
}
