package dev.limpid.job;

/**
 * One finding of {@code limpid doctor}.
 *
 * @param what was looked at
 * @param verdict of it
 * @param text the finding, and the remedy where it is not good
 */
public record Diagnosis(String what, Verdict verdict, String text) {
    /** How good a finding is. */
    enum Verdict {
        OK("ok  "),
        /** Works, but slower or less safely than it could. */
        HINT("hint"),
        WRONG("FAIL");

        private final String label;

        Verdict(String label) {
            this.label = label;
        }
    }

    static Diagnosis ok(String what, String text) {
        return new Diagnosis(what, Verdict.OK, text);
    }

    static Diagnosis hint(String what, String text) {
        return new Diagnosis(what, Verdict.HINT, text);
    }

    static Diagnosis wrong(String what, String text) {
        return new Diagnosis(what, Verdict.WRONG, text);
    }

    public String line() {
        return verdict.label + "  " + what + ": " + text;
    }
}
