package dev.limpid.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptsTest {
    private final Storage storage = new Storage(new Configuration());
    private Layout layout = new Layout("");

    @TempDir
    private Path folder;

    @BeforeEach
    void hasAFolder() {
        layout = new Layout(folder.toString());
    }

    private Attempts of(String application, String executor) {
        return new Attempts(storage, layout, Attempts.name(application, executor));
    }

    private void died(String application, String executor) throws IOException {
        storage.mark(layout.lost() + "/" + Attempts.name(application, executor));
    }

    @Test
    void anEndIsNoLossWhateverCameOfIt() throws IOException {
        of("app", "1").begin("cat").close();
        died("app", "1");

        assertThat(of("app", "2").blame("cat")).isZero();
    }

    @Test
    void executorsThatDiedWithAPictureCount() throws IOException {
        of("app", "1").begin("cat");
        assertThat(of("app", "2").blame("cat")).as("it may live").isZero();
        died("app", "1");
        assertThat(of("app", "2").blame("cat")).isEqualTo(2);
        assertThat(of("app", "2").blame("dog")).isZero();

        of("app", "2").begin("cat");
        died("app", "2");
        assertThat(of("app", "3").blame("cat")).isEqualTo(Attempts.MOST);
    }

    @Test
    void executorsThatWereToldToEndCountByHalfAndOnlyInTheirOwnJob() throws IOException {
        for (int executor = 1; executor <= Attempts.MOST; executor++) {
            assertThat(of("app", "9").blame("cat")).isEqualTo(executor - 1);
            of("app", Integer.toString(executor)).begin("cat");
            Attempts.end();
            died("app", Integer.toString(executor));
        }
        assertThat(of("app", "9").blame("cat")).isEqualTo(Attempts.MOST);
        assertThat(of("next", "1").blame("cat")).as("another job").isZero();
    }

    @Test
    void thoseOfAFormerJobAreGone() throws IOException {
        of("before", "1").begin("cat");

        assertThat(of("now", "1").blame("cat")).isEqualTo(2);
        of("now", "1").forget("cat");
        assertThat(of("now", "1").blame("cat")).isZero();
    }
}
