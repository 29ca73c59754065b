package dev.limpid.cli;

import dev.limpid.metric.Psnr;
import dev.limpid.metric.Ssim;
import dev.limpid.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** PSNR and SSIM of the pictures of one run against the truth. */
final class Scores {
    private final Tensor truth;
    private final Map<String, Map<String, Double>> values = new LinkedHashMap<>();

    Scores(Tensor truth) {
        this.truth = truth;
    }

    /** Notes a picture's scores; returns the picture's label with its PSNR. */
    String add(String picture, Tensor x) {
        var scores = new LinkedHashMap<String, Double>();
        scores.put("psnr", new Psnr().of(x, truth)[0]);
        if (truth.size(2) >= Ssim.WINDOW && truth.size(3) >= Ssim.WINDOW) {
            scores.put("ssim", new Ssim().of(x, truth)[0]);
        }
        values.put(picture, scores);
        return String.format(Locale.ROOT, "%s %.2f dB", picture, scores.get("psnr"));
    }

    Map<String, Map<String, Double>> values() {
        return values;
    }

    /** A line for each picture. */
    void print(Console console) {
        values.forEach((picture, scores) -> console.say(String.format(
                Locale.ROOT,
                "%-16s PSNR %5.2f dB%s",
                picture,
                scores.get("psnr"),
                scores.containsKey("ssim") ? String.format(Locale.ROOT, "   SSIM %.3f", scores.get("ssim")) : "")));
    }
}
