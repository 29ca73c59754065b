package dev.limpid.solver;

import java.util.List;
import java.util.Map;

/**
 * Named settings of a method.
 *
 * @param name as users give it: brief, paper, authors-code
 * @param origin where the values come from: [P] paper and section, [C] the authors' code and file, [D] ours and where they
 *     were chosen
 * @param byTask settings by the name of the task; a task for which the source gives none is missing
 */
public record Preset<C extends SolverConfig>(String name, String origin, Map<String, C> byTask) {
    /** The preset that is used unless another one is asked for: for two CPU cores. */
    public static final String BRIEF = "brief";

    public static final String PAPER = "paper";
    public static final String AUTHORS_CODE = "authors-code";

    /** The names in use, the shortest schedule first. */
    public static final List<String> NAMES = List.of(BRIEF, PAPER, AUTHORS_CODE);

    public Preset {
        byTask = Map.copyOf(byTask);
    }
}
