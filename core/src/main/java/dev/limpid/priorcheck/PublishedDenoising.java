package dev.limpid.priorcheck;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Published PSNR of denoisers of colour pictures, in dB, for the noise levels 15, 25 and 50 of 255.
 *
 * <p>Source: Zhang et al., "Plug-and-play image restoration with deep denoiser prior", TPAMI 2021, table 2, and the page of its code.
 *
 * @param set name of the pictures
 * @param psnr by method, then by level
 */
public record PublishedDenoising(String set, Map<String, Map<Integer, Double>> psnr) {
    /** The methods, the oldest first; CBM3D has not learned anything. */
    public static final List<String> METHODS = List.of("CBM3D", "DnCNN", "FFDNet", "DRUNet");

    private static final List<Integer> LEVELS = List.of(15, 25, 50);

    private static final PublishedDenoising KODAK = new PublishedDenoising(
            "Kodak24", table(34.28, 32.15, 28.46, 34.60, 32.14, 28.95, 34.63, 32.13, 28.98, 35.31, 32.89, 29.86));
    private static final PublishedDenoising BERKELEY = new PublishedDenoising(
            "CBSD68", table(33.52, 30.71, 27.38, 33.90, 31.24, 27.95, 33.87, 31.21, 27.96, 34.30, 31.69, 28.51));

    private static final int KODAK_PICTURES = 24;
    private static final int BERKELEY_PICTURES = 68;

    /** Two of the numbers by which Berkeley's pictures go. */
    private static final Set<String> BERKELEY_SOME = Set.of("101085", "351093");

    private static Map<String, Map<Integer, Double>> table(double... values) {
        var table = new TreeMap<String, Map<Integer, Double>>();
        for (int m = 0; m < METHODS.size(); m++) {
            var row = new TreeMap<Integer, Double>();
            for (int k = 0; k < LEVELS.size(); k++) {
                row.put(LEVELS.get(k), values[m * LEVELS.size() + k]);
            }
            table.put(METHODS.get(m), row);
        }
        return table;
    }

    /** The numbers for a set of files, where their names are those of Kodak24 or of CBSD68. */
    public static Optional<PublishedDenoising> of(Collection<String> files) {
        Set<String> names = files.stream().map(PublishedDenoising::stem).collect(Collectors.toCollection(TreeSet::new));
        if (names.equals(numbered("kodim%02d", 1, KODAK_PICTURES))) {
            return Optional.of(KODAK);
        }
        boolean numbers = names.size() == BERKELEY_PICTURES
                && names.stream().allMatch(name -> name.matches("\\d{4,6}"))
                && names.containsAll(BERKELEY_SOME);
        return numbers || names.equals(numbered("%04d", 0, BERKELEY_PICTURES - 1))
                ? Optional.of(BERKELEY)
                : Optional.empty();
    }

    private static Set<String> numbered(String format, int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(i -> String.format(Locale.ROOT, format, i))
                .collect(Collectors.toSet());
    }

    private static String stem(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        return (dot > 0 ? name.substring(0, dot) : name).toLowerCase(Locale.ROOT);
    }

    /** Empty where nothing was published for that level. */
    public Optional<Double> of(String method, int level) {
        return Optional.ofNullable(psnr.getOrDefault(method, Map.of()).get(level));
    }
}
