package dev.limpid.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** So many requests of a client in a minute: each takes one from what is left, which grows back evenly. */
final class RateLimit {
    private static final double NANOS = Duration.ofMinutes(1).toNanos();
    private static final int CLIENTS = 10_000;

    private final int most;
    private final LongSupplier clock;
    private final Map<String, Left> left = new HashMap<>();

    private record Left(double requests, long at) {}

    RateLimit(int most, LongSupplier clock) {
        this.most = most;
        this.clock = clock;
    }

    /** @throws Refusal where nothing is left */
    synchronized void take(String client) {
        long now = clock.getAsLong();
        if (left.size() > CLIENTS) {
            left.values().removeIf(one -> grown(one, now) >= most);
        }
        Left one = left.getOrDefault(client, new Left(most, now));
        double requests = grown(one, now);
        if (requests < 1) {
            throw new Refusal(
                    Refusal.TOO_MANY, "more than " + most + " requests in a minute; wait a moment, and try again");
        }
        left.put(client, new Left(requests - 1, now));
    }

    private double grown(Left one, long now) {
        return Math.min(most, one.requests() + (now - one.at()) / NANOS * most);
    }
}
