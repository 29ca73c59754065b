package dev.limpid.golden;

import static dev.limpid.golden.StoredOperator.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.limpid.operator.LinearOperator;
import dev.limpid.operator.Measurement;
import dev.limpid.prior.Denoiser;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.prior.NoiseSchedule;
import dev.limpid.solver.Dpir;
import dev.limpid.solver.Run;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Functional.Padding;
import dev.limpid.tensor.Tensor;
import java.util.Map;
import java.util.OptionalInt;

/** Rule for the kind dpir: every data step and denoising, with the entry's denoiser in closed form. */
final class DpirRules {
    private static final int REACH = 3;
    private static final int STRIDE = 16;

    private DpirRules() {}

    static void dpir(GoldenCase golden) {
        Map<String, Tensor> tensors = golden.tensors();
        JsonNode h = golden.entry().path("hyperparameters");
        Noting.requireOnly(
                h,
                "noise_level_img",
                "noise_level_img_unit",
                "iter_num",
                "x8",
                "kernel_index",
                "modelSigma1",
                "modelSigma2",
                "lambda_",
                "denoiser");
        assertThat(golden.entry().path("task").asText()).isEqualTo("deblur");
        assertThat(h.path("noise_level_img_unit").asText()).isEqualTo("of 255");
        assertThat(h.path("denoiser").asText()).isEqualTo("gauss");
        var config = new Dpir.Config(
                h.path("iter_num").asInt(),
                inOurUnits(h.path("modelSigma1")),
                inOurUnits(h.path("modelSigma2")),
                h.path("lambda_").asDouble(),
                h.path("x8").asBoolean());
        Tensor y = tensor(tensors, "y");
        LinearOperator a = DecimatedBlur.of(tensor(tensors, "kernel"), 1, (int) y.size(2), (int) y.size(3));
        // A x = y for x in [0, 1]; the stored kernels do not keep a constant to the last digit.
        var measurement =
                new Measurement(y.mul(2).sub(a.apply(y.onesLike())), a, inOurUnits(h.path("noise_level_img")));
        var recording = new BaselineRecording(golden, tensors, RecordedDraws.latent(y));

        assertThat(new Dpir(stub((int) y.size(3)), config)
                        .solve(
                                measurement,
                                new Noting(
                                        recording,
                                        inner -> note(recording, inner),
                                        y.mul(2).add(-1)))
                        .complete())
                .isTrue();
        recording.check();
    }

    private static double inOurUnits(JsonNode of255) {
        return 2 * of255.asDouble() / 255;
    }

    private static void note(BaselineRecording recording, Run.Inner inner) {
        String it = "it" + inner.step();
        recording.note(it + ".x_data", Noting.of(inner, "z").div(2).add(0.5));
        recording.note(it + ".x_denoised", Noting.of(inner, "denoised").div(2).add(0.5));
    }

    /** A circular Gaussian filter of width 10 σ, cut at three pixels, of the image padded to multiples of 16 pixels. */
    private static DiffusionPrior stub(int size) {
        NoiseSchedule schedule = NoiseSchedule.linear();
        Denoiser denoiser = (x, t) -> {
            double alpha = Math.sqrt(schedule.alphaBar(t));
            double sigma = schedule.noiseToImage(t);
            Tensor image = x.div(alpha);
            return image.sub(filtered(image, 10 * sigma / 2)).div(sigma);
        };
        return new DiffusionPrior(denoiser, schedule, 3, size, 1, OptionalInt.of(REACH), schedule.noiseToImage(999));
    }

    private static Tensor filtered(Tensor image, double tau) {
        long height = image.size(2);
        long width = image.size(3);
        Tensor padded = Functional.pad(image, 0, missing(width), 0, missing(height), Padding.REPLICATE);
        return along(2, along(3, padded, tau), tau).narrow(2, 0, height).narrow(3, 0, width);
    }

    private static int missing(long side) {
        return (int) Math.floorMod(-side, (long) STRIDE);
    }

    private static Tensor along(int dim, Tensor x, double tau) {
        Tensor sum = x.zerosLike();
        double weights = 0;
        for (int j = -REACH; j <= REACH; j++) {
            double w = Math.exp(-j * j / (2 * tau * tau));
            weights += w;
            sum = sum.add(x.to(DType.FLOAT32).roll(new long[] {j}, dim).mul(w));
        }
        return sum.div(weights);
    }
}
