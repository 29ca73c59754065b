package dev.limpid.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final StringWriter text = new StringWriter();
    private final PrintWriter err = new PrintWriter(text);

    @Test
    void printsALineEveryTenSecondsWithTheTimeLeft() {
        var clock = new AtomicLong();
        var progress = new LineProgress("restoring", 0, 900, err, clock::get);

        for (int second = 1; second <= 25; second++) {
            clock.set(second * 1_000_000_000L);
            progress.at(second * 10L, "loss 0.5");
        }

        assertThat(text.toString().lines())
                .containsExactly(
                        "restoring: 100 of 900, loss 0.5, about 1 min 20 s left",
                        "restoring: 200 of 900, loss 0.5, about 1 min 10 s left");
    }

    @Test
    void tellsMachinesTheTimeLeftOfWhatIsDoneHere() {
        var clock = new AtomicLong();
        var console = new Console(err, err, 0).with(Console.Speech.JSON);
        var fresh = new EventProgress(console, 0, 100, clock::get);
        var resumed = new EventProgress(console, 80, 100, clock::get);

        clock.set(10_000_000_000L);
        fresh.at(20, "");
        resumed.at(90, "loss 0.5");
        clock.set(10_100_000_000L);
        resumed.at(91, "too soon");

        assertThat(text.toString().lines())
                .satisfiesExactly(
                        event -> assertThat(event).contains("\"done\":20,\"total\":100,\"secondsLeft\":40.0"),
                        event -> assertThat(event).contains("\"secondsLeft\":10.0,\"remark\":\"loss 0.5\""));
    }

    @Test
    void drawsABarWithTheRemarkThatFitsTheTerminal() {
        try (var progress = new TerminalProgress("restoring", 0, 4, err, 100)) {
            progress.at(2, "loss 0.25");
        }

        assertThat(text.toString()).contains("restoring").contains("2/4").contains("loss 0.25");
        assertThat(text.toString().split("[\r\n]+"))
                .allSatisfy(line -> assertThat(line.length()).isLessThan(100));
    }

    @Test
    void drawsNoBarWithoutATerminal() {
        var console = new Console(err, err, 0);

        try (Display progress = console.display("restoring", 0, 4)) {
            progress.at(4, "loss 0.25");
        }

        assertThat(text.toString()).isEmpty();
    }
}
