package dev.limpid.cli.console;

import dev.limpid.job.Event;
import dev.limpid.job.Listener;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Prints what happens in a job: lines and a bar for people, JSON for machines. */
public final class EventPrinter implements Listener {
    private final Console console;
    private @Nullable Display display;

    public EventPrinter(Console console) {
        this.console = console;
    }

    @Override
    public void on(Event event) {
        if (event instanceof Event.Progress progress) {
            show(progress);
        } else if (event instanceof Event.Note note) {
            console.note(note.message());
        } else {
            console.event(event.name(), event.fields());
            print(event);
        }
    }

    private void show(Event.Progress progress) {
        if (display == null) {
            display = console.display(progress.activity(), progress.from(), progress.total());
        } else if (progress.ended()) {
            display.close();
            display = null;
        } else {
            display.at(progress.done(), progress.remark());
        }
    }

    /** Events that are not here are for machines: a note or the bar tells people the same. */
    private void print(Event event) {
        if (event instanceof Event.Failed failed) {
            console.fail(failed.image().label() + ": " + failed.message());
        } else if (event instanceof Event.Refused refused) {
            console.fail(refused.message());
        } else if (event instanceof Event.Restored restored) {
            ScoreLines.of(restored.metrics()).forEach(console::say);
            console.say(restored.picture().toString());
        } else if (event instanceof Event.Degraded degraded) {
            console.say(degraded.measurement().toString());
        } else if (event instanceof Event.Demonstrated demonstrated) {
            ScoreLines.of(demonstrated.metrics()).forEach(console::say);
            console.say("Pictures in " + demonstrated.folder() + ", side by side in " + demonstrated.sideBySide());
        } else if (event instanceof Event.Sampled sampled) {
            console.say(sampled.count() + " pictures in " + sampled.folder() + ", all in " + sampled.grid());
        } else if (event instanceof Event.Made made) {
            console.say(made.count() + " " + made.kind() + " in " + made.folder());
        } else if (event instanceof Event.Compared compared) {
            compared(compared).forEach(console::say);
        }
    }

    private static List<String> compared(Event.Compared compared) {
        if (compared.different().isEmpty()) {
            return List.of("the same bytes: " + String.join(", ", compared.files()));
        }
        String different = "other bytes: " + String.join(", ", compared.different());
        return compared.changes().isEmpty()
                ? List.of(different, "nothing that the record knows of has changed")
                : Stream.concat(Stream.of(different), compared.changes().stream())
                        .toList();
    }
}
