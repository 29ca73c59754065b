package dev.limpid.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.metric.FeatureSet;
import dev.limpid.metric.Psnr;
import dev.limpid.metric.Ssim;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Tensor;
import java.util.Map;

/** PSNR and SSIM with the uniform window against scikit-image, and the Fréchet distance against scipy. */
final class MetricRules {
    private MetricRules() {}

    /** "psnr 1e-05, ssim 1e-06"; "computed in float64"; "identical pair: PSNR = inf". */
    static void psnrAndSsim(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        JsonNode tolerance = golden.entry().path("tolerance");
        double psnr = tolerance.path("psnr").asDouble();
        double ssim = tolerance.path("ssim").asDouble();
        for (JsonNode pair : golden.entry().path("pairs")) {
            String key = pair.path("key").asText();
            Tensor truth =
                    channelsFirst(tensors.get(key + ".ref_u8").to(DType.FLOAT64).div(255));
            double[] expected = tensors.get(key + ".psnr_ssim_lpips").toDoubles();
            Tensor image = tensors.get(key + ".X");
            near(key + " PSNR", new Psnr().of(image, truth)[0], expected[0], psnr);
            near(key + " SSIM", new Ssim().of(image, truth)[0], expected[1], ssim);
        }
        if (tensors.containsKey("np.a")) {
            arrays(tensors, psnr, ssim);
        }
    }

    /**
     * "full rank: rel 1e-8"; "rank deficient: compare with fid_eigh, abs 1e-5*(tr C1 + tr C2)". Features are rounded to float32, so that
     * their statistics "differ in the 7th digit".
     */
    static void frechet(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        for (JsonNode one : golden.entry().path("cases")) {
            String key = one.path("key").asText();
            Tensor c1 = tensors.get(key + ".cov1");
            Tensor c2 = tensors.get(key + ".cov2");
            double expected = tensors.get(key + ".fid_eigh").item();
            double traces = c1.mul(eye(c1)).sum().item() + c2.mul(eye(c2)).sum().item();
            double tolerance = one.path("rank_deficient").asBoolean() ? 1e-5 * traces : 1e-8 * expected;
            double ours = FeatureSet.frechet(tensors.get(key + ".mu1"), c1, tensors.get(key + ".mu2"), c2);
            near(key + " Fréchet distance", ours, expected, tolerance);
            if (tensors.containsKey(key + ".features1")) {
                var first = new FeatureSet(tensors.get(key + ".features1"));
                var second = new FeatureSet(tensors.get(key + ".features2"));
                near(key + " Fréchet distance of features", first.frechet(second), expected, 1e-6 * traces);
            }
        }
    }

    private static Tensor eye(Tensor matrix) {
        int n = (int) matrix.size(0);
        var one = new double[n * n];
        for (int i = 0; i < n; i++) {
            one[i * n + i] = 1;
        }
        return Tensor.of(one, n, n);
    }

    private static void arrays(Map<String, Tensor> tensors, double psnr, double ssim) {
        Tensor a = channelsFirst(tensors.get("np.a").to(DType.FLOAT64));
        Tensor b = channelsFirst(tensors.get("np.b").to(DType.FLOAT64));
        double[] expected = tensors.get("np.psnr_ssim").toDoubles();
        near("np PSNR", new Psnr().of(b, a)[0], expected[0], psnr);
        near("np SSIM", new Ssim().of(b, a)[0], expected[1], ssim);

        int height = (int) a.size(2);
        int width = (int) a.size(3);
        for (int c = 0; c < a.size(1); c++) {
            double[] map = new Ssim().map(unitPlane(a, c), unitPlane(b, c), height, width);
            Tensor goldenMap = tensors.get("np.ssim_map").narrow(2, c, 1).reshape(height, width);
            Difference.between("SSIM map of channel " + c, Tensor.of(map, height, width), goldenMap)
                    .maxAbsAtMost(ssim);
        }
    }

    /** (H, W, C) in [0, 1] → (1, C, H, W) in [−1, 1]. */
    private static Tensor channelsFirst(Tensor image) {
        return image.permute(2, 0, 1)
                .reshape(1, image.size(2), image.size(0), image.size(1))
                .mul(2)
                .add(-1);
    }

    private static double[] unitPlane(Tensor image, int channel) {
        return image.narrow(1, channel, 1).add(1).div(2).toDoubles();
    }

    private static void near(String what, double ours, double golden, double tolerance) {
        if (Double.isInfinite(golden)) {
            assertThat(ours).as(what).isEqualTo(golden);
        } else {
            assertThat(ours).as(what).isCloseTo(golden, within(tolerance));
        }
    }
}
