package dev.limpid.job;

import dev.limpid.metric.Psnr;
import dev.limpid.metric.Ssim;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.restoration.BlindScore;
import dev.limpid.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** PSNR and SSIM of the pictures of one run against the truth. */
final class Scores {
    private static final String PSNR = "psnr";
    private static final String SSIM = "ssim";
    private static final String KERNEL = "kernel";
    private static final String ERROR = "error";

    private final Tensor truth;
    private final boolean blind;
    private final Map<String, Map<String, Double>> values = new LinkedHashMap<>();

    /** @param blind whether the kernel was sought: scores are those at the best shift, because nothing tells where image and kernel lie */
    Scores(Tensor truth, boolean blind) {
        this.truth = truth;
        this.blind = blind;
    }

    /** Notes a picture's scores; returns the picture's label with its PSNR. */
    String add(String picture, Tensor x) {
        Map<String, Double> scores = blind ? shifted(x, truth) : of(x, truth);
        values.put(picture, scores);
        return String.format(Locale.ROOT, "%s %.2f dB", picture, scores.get(PSNR));
    }

    Map<String, Map<String, Double>> values() {
        return values;
    }

    /** The scores of one image. */
    static Map<String, Double> of(Tensor x, Tensor truth) {
        var scores = new LinkedHashMap<String, Double>();
        scores.put(PSNR, new Psnr().of(x, truth)[0]);
        if (truth.size(2) >= Ssim.WINDOW && truth.size(3) >= Ssim.WINDOW) {
            scores.put(SSIM, new Ssim().of(x, truth)[0]);
        }
        return scores;
    }

    private static Map<String, Double> shifted(Tensor x, Tensor truth) {
        BlindScore score = BlindScore.of(x, truth);
        var scores = new LinkedHashMap<String, Double>();
        scores.put(PSNR, score.psnr());
        scores.put(SSIM, score.ssim());
        return scores;
    }

    /** Notes how far the kernel that was found is from the one that blurred, both of them at their best shift. */
    void addKernel(BlurKernel found, BlurKernel truth) {
        values.put(KERNEL, Map.of(ERROR, BlindScore.kernelError(found, truth)));
    }

    /** Notes the scores of what the outer iterations gave. */
    void addIterates(List<Map<String, Double>> iterates) {
        for (int k = 0; k < iterates.size(); k++) {
            values.put("after outer " + (k + 1), iterates.get(k));
        }
    }
}
