package dev.limpid.solver;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that a user may have meant. */
public final class NearestName {
    private NearestName() {}

    /** The nearest of the known names; empty where more than a third of the letters, and more than one, would have to change. */
    public static Optional<String> of(String name, Collection<String> known) {
        return known.stream()
                .filter(k -> distance(k, name) <= Math.max(1, name.length() / 3))
                .min(Comparator.comparingInt(k -> distance(k, name)));
    }

    /** Letters to insert, leave out or exchange, and neighbours to swap, whatever their case. */
    private static int distance(String a, String b) {
        var d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int exchanged = d[i - 1][j - 1] + (same(a, i - 1, b, j - 1) ? 0 : 1);
                d[i][j] = Math.min(exchanged, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && same(a, i - 1, b, j - 2) && same(a, i - 2, b, j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }

    private static boolean same(String a, int i, String b, int j) {
        return Character.toLowerCase(a.charAt(i)) == Character.toLowerCase(b.charAt(j));
    }
}
