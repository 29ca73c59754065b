package dev.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.io.ReadLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeapRoomTest {
    private static final long MIB = 1 << 20;

    private final HeapRoom room = new HeapRoom(100 * MIB);

    @TempDir
    private Path folder;

    /** The preview of a small picture is made while a large one is at work. */
    @Test
    void smallPicturesGoBesideLargeOnes() throws Exception {
        Path file = Files.write(folder.resolve("a.png"), Client.png(600, 300));
        var previews = new Previews(ReadLimits.DEFAULT, OptionalLong.empty(), room);

        try (HeapRoom.Share large = room.take(80 * MIB)) {
            Previews.Declared declared = previews.write(file, folder.resolve("p.png"), folder.resolve("t.png"));

            assertThat(declared).isEqualTo(new Previews.Declared(600, 300, 1));
        }
        assertThat(ImageIO.read(folder.resolve("p.png").toFile()).getWidth()).isEqualTo(600);
        assertThat(ImageIO.read(folder.resolve("t.png").toFile()).getWidth()).isEqualTo(Previews.SMALL_SIDE);
    }

    @Test
    void twoLargeOnesFollowEachOther() throws Exception {
        HeapRoom.Share first = room.take(80 * MIB);
        var second = new FutureTask<>(() -> room.await(80 * MIB));
        new Thread(second).start();

        assertThatThrownBy(() -> second.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        first.close();
        second.get(10, TimeUnit.SECONDS).close();
    }

    @Test
    void aJobGivesBackWhatItDoesNotNeedWhileItSolves() {
        try (HeapRoom.Share job = room.await(90 * MIB)) {
            job.keep(20 * MIB);

            room.take(70 * MIB).close();
            job.keep(90 * MIB);
        }
        room.take(99 * MIB).close();
        assertThat(room.holds(99 * MIB)).isTrue();
        assertThat(room.holds(200 * MIB)).isFalse();
    }
}
