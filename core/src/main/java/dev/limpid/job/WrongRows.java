package dev.limpid.job;

import dev.limpid.io.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;

/** The faults of a batch. All rows are checked before anything begins, so that no hour is lost to the last row. */
final class WrongRows {
    private static final int SHOWN = 10;

    private final List<InvalidRequestException> faults = new ArrayList<>();

    /** Notes a fault, and goes on to the next row. */
    void add(InvalidRequestException fault) {
        faults.add(fault);
    }

    /**
     * Reports the first ten faults, if there are any.
     *
     * @param what has the rows, for the message
     * @throws InvalidRequestException the only fault, or how many there are
     */
    void refuse(String what, Listener listener) {
        if (faults.size() == 1) {
            throw faults.get(0);
        } else if (!faults.isEmpty()) {
            faults.stream().limit(SHOWN).forEach(fault -> listener.on(new Event.Refused(FailureText.of(fault))));
            int more = faults.size() - SHOWN;
            throw new InvalidRequestException(what + ": " + faults.size() + " rows are wrong"
                    + (more > 0 ? ", " + more + " more than are shown" : "") + "; nothing was begun");
        }
    }
}
