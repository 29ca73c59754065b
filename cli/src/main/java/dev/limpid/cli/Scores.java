package dev.limpid.cli;

import dev.limpid.metric.Psnr;
import dev.limpid.metric.Ssim;
import dev.limpid.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
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
        Map<String, Double> scores = of(x, truth);
        values.put(picture, scores);
        return String.format(Locale.ROOT, "%s %.2f dB", picture, scores.get("psnr"));
    }

    /** A line for each picture with the mean over many images' scores. */
    static void printMean(List<Map<String, Map<String, Double>>> images, Console console) {
        if (images.size() < 2) {
            return;
        }
        console.say("mean of " + images.size() + " images");
        for (String picture : images.get(0).keySet()) {
            console.say(line(picture, mean(images, picture, "psnr"), mean(images, picture, "ssim")));
        }
    }

    private static double mean(List<Map<String, Map<String, Double>>> images, String picture, String metric) {
        return images.stream()
                .map(i -> i.getOrDefault(picture, Map.of()))
                .mapToDouble(m -> m.getOrDefault(metric, Double.NaN))
                .average()
                .orElse(Double.NaN);
    }

    private static String line(String picture, double psnr, double ssim) {
        return String.format(Locale.ROOT, "%-16s PSNR %5.2f dB   SSIM %.3f", picture, psnr, ssim);
    }

    Map<String, Map<String, Double>> values() {
        return values;
    }

    /** The scores of one image. */
    static Map<String, Double> of(Tensor x, Tensor truth) {
        var scores = new LinkedHashMap<String, Double>();
        scores.put("psnr", new Psnr().of(x, truth)[0]);
        if (truth.size(2) >= Ssim.WINDOW && truth.size(3) >= Ssim.WINDOW) {
            scores.put("ssim", new Ssim().of(x, truth)[0]);
        }
        return scores;
    }

    /** Notes the scores of what the outer iterations gave. */
    void addIterates(List<Map<String, Double>> iterates) {
        for (int k = 0; k < iterates.size(); k++) {
            values.put("after outer " + (k + 1), iterates.get(k));
        }
    }

    /** A line for each picture. */
    void print(Console console) {
        values.forEach((picture, scores) -> console.say(
                line(picture, scores.getOrDefault("psnr", Double.NaN), scores.getOrDefault("ssim", Double.NaN))));
    }
}
