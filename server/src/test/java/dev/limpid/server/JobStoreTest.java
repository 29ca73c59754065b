package dev.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobStoreTest {
    private static final String PICTURE = "picture";

    @TempDir
    private Path folder;

    private static void add(JobStore store, String id, String client) {
        store.add(id, client, Asked.read("{\"picture\":\"" + PICTURE + "\",\"task\":\"denoise\"}"), 3);
    }

    private static JobStore store(Database database) {
        var store = new JobStore(database);
        store.add(new StoredPicture(PICTURE, "anna", "a.png", 1, 2, 3, 1));
        return store;
    }

    @Test
    void clientsTakeTurns() throws Exception {
        try (Database database = Database.open(folder.resolve("jobs.db"))) {
            JobStore store = store(database);
            for (String id : List.of("a1", "a2", "a3")) {
                add(store, id, "anna");
            }
            for (String id : List.of("b1", "b2")) {
                add(store, id, "berta");
            }

            var order = new ArrayList<String>();
            for (Optional<StoredJob> next = store.next(); next.isPresent(); next = store.next()) {
                String id = next.get().id();
                assertThat(store.move(id, JobState.WAITING, JobState.RUNNING)).isTrue();
                order.add(id);
                Thread.sleep(2); // the time that a client was served at is in milliseconds
                store.end(id, JobState.DONE, List.of("a note"), "", 1.5);
            }

            assertThat(order).containsExactly("a1", "b1", "a2", "b2", "a3");
            assertThat(store.job("b2").notes()).containsExactly("a note");
            assertThat(store.open("anna")).isZero();
        }
    }

    @Test
    void aJobChangesItsStateOnce() throws IOException {
        try (Database database = Database.open(folder.resolve("jobs.db"))) {
            JobStore store = store(database);
            add(store, "a1", "anna");

            assertThat(store.move("a1", JobState.WAITING, JobState.CANCELLED)).isTrue();
            assertThat(store.move("a1", JobState.WAITING, JobState.RUNNING)).isFalse();
            assertThat(store.next()).isEmpty();
        }
    }

    @Test
    void whatRanWhenTheProcessDiedWaitsAgain() throws IOException {
        try (Database database = Database.open(folder.resolve("jobs.db"))) {
            add(store(database), "a1", "anna");
            new JobStore(database).move("a1", JobState.WAITING, JobState.RUNNING);
        }
        try (Database database = Database.open(folder.resolve("jobs.db"))) {
            var store = new JobStore(database);
            store.recover();
            assertThat(store.next().orElseThrow().id()).isEqualTo("a1");
        }
    }

    @Test
    void aJobThatWasToldToStopIsNotTakenUpByTheNextProcess() throws IOException {
        try (Database database = Database.open(folder.resolve("jobs.db"))) {
            JobStore store = store(database);
            add(store, "a1", "anna");
            store.move("a1", JobState.WAITING, JobState.RUNNING);
            store.stopping("a1");
            store.recover();

            assertThat(store.job("a1").state()).isEqualTo(JobState.CANCELLED);
            assertThat(store.resume("a1", 1)).isTrue();
            store.move("a1", JobState.WAITING, JobState.RUNNING);
            store.recover();
            assertThat(store.job("a1").state()).isEqualTo(JobState.WAITING);
        }
    }

    @Test
    void aClientHasSoManyJobsHoweverFastItAsks() throws Exception {
        try (Database database = Database.open(folder.resolve("jobs.db"))) {
            JobStore store = store(database);
            var refused = new AtomicInteger();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 20; i++) {
                String id = "a" + i;
                threads.add(new Thread(() -> {
                    try {
                        add(store, id, "anna");
                    } catch (Refusal e) {
                        refused.incrementAndGet();
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }

            assertThat(store.open("anna")).isEqualTo(3);
            assertThat(refused).hasValue(17);
            assertThat(store.remove(store.next().orElseThrow().id()))
                    .as("it waits")
                    .isFalse();
        }
    }

    @Test
    void picturesOfJobsStay() throws IOException {
        try (Database database = Database.open(folder.resolve("jobs.db"))) {
            JobStore store = store(database);
            store.add(new StoredPicture("lonely", "anna", "b.png", 1, 2, 3, 1));
            add(store, "a1", "anna");
            Instant later = Instant.now().plus(Duration.ofMinutes(1));

            assertThat(store.unused(later)).containsExactly("lonely");
            store.removePicture(PICTURE);
            assertThat(store.picture(PICTURE).name()).isEqualTo("a.png");
            store.move("a1", JobState.WAITING, JobState.CANCELLED);
            assertThat(store.remove("a1")).isTrue();
            assertThat(store.unused(later)).containsExactlyInAnyOrder("lonely", PICTURE);
        }
    }

    @Test
    void anotherFileIsNoListOfJobs() throws IOException {
        Path file = Files.writeString(
                folder.resolve("jobs.db"), "Dear diary, today I wrote no database at all.".repeat(50));

        assertThatThrownBy(() -> Database.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": cannot be used as the list of jobs: ");
        Path empty = Files.createFile(folder.resolve("empty.db"));
        assertThatThrownBy(() -> Database.open(empty))
                .isInstanceOf(IOException.class)
                .hasMessage(empty + ": is no list of jobs of Limpid");
    }
}
