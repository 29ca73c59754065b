package dev.limpid.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskKilledException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
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
    void thoseOfAFormerJobBlameOnlyWhereItsDriverToldOfThem() throws IOException {
        of("before", "1").begin("cat");
        of("before", "2").begin("dog");
        died("before", "1");
        died("before", "3");

        Attempts.forgetEnded(storage, layout);

        assertThat(of("now", "1").blame("cat")).isEqualTo(2);
        assertThat(of("now", "1").blame("dog")).as("its driver was killed").isZero();
        assertThat(storage.names(layout.lost())).containsExactly(Attempts.name("before", "1"));
        of("now", "1").forget("cat");
        assertThat(of("now", "1").blame("cat")).isZero();
    }

    /** The last one: from then on this process begins nothing. */
    @Test
    @Order(Integer.MAX_VALUE)
    void executorsThatAreToldToEndCountByHalfAndBeginNothing() throws IOException {
        for (int executor = 1; executor <= Attempts.MOST; executor++) {
            of("app", Integer.toString(executor)).begin("cat");
        }

        Attempts.end();

        assertThat(of("app", "9").blame("cat")).isEqualTo(Attempts.MOST);
        assertThatThrownBy(() -> of("app", "9").begin("dog")).isInstanceOf(TaskKilledException.class);
        Attempts.forgetEnded(storage, layout);
        assertThat(of("next", "1").blame("cat")).as("another job").isZero();
    }
}
