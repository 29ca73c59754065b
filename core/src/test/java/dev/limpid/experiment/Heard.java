package dev.limpid.experiment;

import java.util.ArrayList;
import java.util.List;

/** Keeps whatever an evaluation says. */
final class Heard implements Evaluation.Listener {
    final List<String> measured = new ArrayList<>();
    final List<String> leftOut = new ArrayList<>();
    final List<String> failed = new ArrayList<>();

    /** All lines, in their order. */
    final List<String> all = new ArrayList<>();

    private final int most;

    Heard() {
        this(Integer.MAX_VALUE);
    }

    /** Stops after so many rows. */
    Heard(int most) {
        this.most = most;
    }

    @Override
    public synchronized void measured(String line) {
        measured.add(line);
        all.add(line);
    }

    @Override
    public synchronized void leftOut(String line) {
        leftOut.add(line);
        all.add(line);
    }

    @Override
    public synchronized void failed(String line) {
        failed.add(line);
        all.add(line);
    }

    @Override
    public synchronized boolean stops() {
        return measured.size() >= most;
    }
}
