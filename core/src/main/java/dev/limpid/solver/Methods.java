package dev.limpid.solver;

import dev.limpid.solver.classical.AsMeasured;
import dev.limpid.solver.classical.Bicubic;
import dev.limpid.solver.classical.HarmonicFill;
import dev.limpid.solver.classical.InvertedResponse;
import dev.limpid.solver.classical.RichardsonLucy;
import dev.limpid.solver.classical.Tikhonov;
import dev.limpid.solver.classical.TotalVariation;
import dev.limpid.solver.classical.Wiener;
import java.util.List;
import java.util.stream.Collectors;

/** Every method that there is. A new one is a file and a line here. */
public final class Methods {
    /** In the order of their names. */
    public static final List<Method<?>> ALL = List.of(
            AsMeasured.METHOD,
            Bicubic.METHOD,
            BlindDps.METHOD,
            BlindHqs.METHOD,
            BlindPgd.METHOD,
            Daps.METHOD,
            Dcps.METHOD,
            Ddnm.METHOD,
            Ddrm.METHOD,
            DiffPir.METHOD,
            Dmilo.METHOD,
            DmiloBlind.METHOD,
            DmiloPgd.METHOD,
            DmiloPgdBlind.METHOD,
            DmPlug.METHOD,
            DmPlugBlind.METHOD,
            DmPlugCkpt.METHOD,
            DmPlugLbfgs.METHOD,
            Dpir.METHOD,
            DpirDm.METHOD,
            Dps.METHOD,
            FastDips.METHOD,
            HarmonicFill.METHOD,
            Hqs.METHOD,
            Ilvr.METHOD,
            IlvrBlind.METHOD,
            InvertedResponse.METHOD,
            Mcg.METHOD,
            Pigdm.METHOD,
            RedDiff.METHOD,
            RichardsonLucy.METHOD,
            Sitcom.METHOD,
            SubDaps.METHOD,
            Tikhonov.METHOD,
            TotalVariation.METHOD,
            Wiener.METHOD);

    private Methods() {}

    /**
     * The method of that name.
     *
     * @throws IllegalArgumentException for any other name, with those that there are
     */
    public static Method<?> named(String name) {
        return ALL.stream()
                .filter(method -> method.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(unknown(name)));
    }

    private static String unknown(String name) {
        List<String> known = ALL.stream().map(Method::name).toList();
        String nearest = NearestName.of(name, known)
                .map(meant -> "did you mean '" + meant + "'? known are ")
                .orElse("");
        return "unknown solver '" + name + "': " + nearest + String.join(", ", known);
    }

    /** The methods that have settings for a task. */
    public static List<Method<?>> forTask(String task) {
        return ALL.stream().filter(method -> method.isFor(task)).toList();
    }

    static String namesFor(String task) {
        return forTask(task).stream().map(Method::name).collect(Collectors.joining(", "));
    }
}
