package dev.limpid.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SolitudeTest {
    private static final int TASKS = 6;
    private static final int ROUNDS = 200;

    @Test
    void onePictureAloneOrSeveralTogether() throws Exception {
        var others = new AtomicInteger();
        var alone = new AtomicInteger();
        var together = new AtomicInteger();
        var tasks = new CompletableFuture<?>[TASKS];
        for (int i = 0; i < TASKS; i++) {
            boolean suspect = i == 0;
            tasks[i] = CompletableFuture.runAsync(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    try (var held = Solitude.enter(suspect)) {
                        int beside = (suspect ? alone : others).incrementAndGet();
                        together.accumulateAndGet(beside, Math::max);
                        assertThat(suspect ? others.get() : alone.get()).isZero();
                        Thread.sleep(0, 100_000);
                        (suspect ? alone : others).decrementAndGet();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
        }
        CompletableFuture.allOf(tasks).get(1, TimeUnit.MINUTES);

        assertThat(together.get()).isGreaterThan(1);
    }
}
