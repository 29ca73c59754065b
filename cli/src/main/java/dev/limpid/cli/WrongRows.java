package dev.limpid.cli;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with a batch: all of it is looked through before anything begins, so that no hour is lost to its last row. */
final class WrongRows {
    private static final int SHOWN = 10;

    private final List<UsageException> faults = new ArrayList<>();

    /** Notes a fault, and goes on to the next row. */
    void add(UsageException fault) {
        faults.add(fault);
    }

    /**
     * Reports the first ten faults, if there are any.
     *
     * @param what has the rows, for the message
     * @throws UsageException the only fault, or how many there are
     */
    void refuse(String what, Console console) {
        if (faults.size() == 1) {
            throw faults.get(0);
        } else if (!faults.isEmpty()) {
            faults.stream().limit(SHOWN).forEach(fault -> console.fail(Failures.describe(fault)));
            int more = faults.size() - SHOWN;
            throw new UsageException(what + ": " + faults.size() + " rows are wrong"
                    + (more > 0 ? ", " + more + " more than are shown" : "") + "; nothing was begun");
        }
    }
}
