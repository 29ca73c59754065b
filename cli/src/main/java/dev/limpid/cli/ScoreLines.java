package dev.limpid.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The scores of pictures against the truth, in a line each. */
final class ScoreLines {
    private ScoreLines() {}

    /** @param metrics scores by picture and metric */
    static List<String> of(Map<String, Map<String, Double>> metrics) {
        return metrics.entrySet().stream()
                .map(picture -> line(picture.getKey(), picture.getValue()))
                .toList();
    }

    private static String line(String picture, Map<String, Double> scores) {
        if (scores.containsKey("error")) {
            return String.format(Locale.ROOT, "%-16s relative error %.2f", picture, scores.get("error"));
        }
        return String.format(
                Locale.ROOT,
                "%-16s PSNR %5.2f dB   SSIM %.3f",
                picture,
                scores.getOrDefault("psnr", Double.NaN),
                scores.getOrDefault("ssim", Double.NaN));
    }
}
