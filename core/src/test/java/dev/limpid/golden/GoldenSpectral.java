package dev.limpid.golden;

import dev.limpid.operator.Spectral;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Functional.Padding;
import dev.limpid.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The operator of a DDRM case from its stored singular vectors, as the entry's {@code step} texts describe it: A = U S Vᵀ with
 * the authors' order of coefficients.
 *
 * <p>The coefficients (1, 3, n, n) are the authors' vector of length D = 3 n², row-major: {@code v(init.noise)} is the image whose
 * coefficients are the stored draws. The first {@link #measured} of them belong to y. y is flat, (1, m).
 *
 * <p>Among those the authors' code treats a singular value of 0, which is one that it cut, as a measured one. It stands as {@link
 * #LEAST} here, so that nothing needs to know.
 */
final class GoldenSpectral implements Spectral {
    private static final double LEAST = 1e-12;

    /** An orthogonal map from images to something flat, before the authors' order is applied: (1, 3, n, n) to (1, D). */
    private interface Factor {
        /** Vᵀ x or Uᵀ y. */
        Tensor transposed(Tensor x);

        /** V c or U c, with the image's values in their order. */
        Tensor of(Tensor coefficients);
    }

    private final int n;
    private final Factor v;
    private final Tensor order;
    private final Tensor back;
    private final Factor u;
    private final Tensor orderOfY;
    private final Tensor backOfY;
    private final Tensor singular;
    private final int measured;

    private GoldenSpectral(int n, Factor v, long[] order, Factor u, long[] orderOfY, double[] singular) {
        this.n = n;
        this.v = v;
        this.order = index(order);
        this.back = index(inverse(order));
        this.u = u;
        this.orderOfY = index(orderOfY);
        this.backOfY = index(inverse(orderOfY));
        this.measured = singular.length;
        double[] all = Arrays.copyOf(singular, order.length);
        for (int i = 0; i < measured; i++) {
            all[i] = Math.max(all[i], LEAST);
        }
        this.singular = Tensor.of(all, 1, 3, n, n).to(DType.FLOAT32);
    }

    static GoldenSpectral of(GoldenCase golden) {
        return of(golden, golden.entry().path("hyperparameters").path("deg").asText());
    }

    /** @param kind the degradation by the authors' name */
    static GoldenSpectral of(GoldenCase golden, String kind) {
        Map<String, Tensor> t = golden.tensors();
        int n = side(t);
        return switch (kind) {
            case "sr" -> blockMeans(n, t);
            case "sr_bicubic" -> bicubic(n, t);
            case "deblur_gauss" -> blur(n, t, "", "");
            case "deblur_aniso" -> blur(n, t, "1", "2");
            case "inp" -> inpainting(n, t.get("missing_pixels").toDoubles());
            case "deno" -> denoising(n);
            case "color" -> colour(n, t);
            default -> throw new IllegalArgumentException("no operator for the degradation " + kind);
        };
    }

    /** The operator of block means with each block's pixels as its basis. */
    static GoldenSpectral ofPixels(GoldenCase golden) {
        Map<String, Tensor> t = new TreeMap<>(golden.tensors());
        int inBlock = (int) t.get("V_small").size(0);
        var identity = new double[inBlock * inBlock];
        for (int i = 0; i < inBlock; i++) {
            identity[i * inBlock + i] = 1;
        }
        t.put("V_small", Tensor.of(identity, inBlock, inBlock).to(DType.FLOAT32));
        return blockMeans(side(t), t);
    }

    private static int side(Map<String, Tensor> t) {
        return (int) t.get("gt_u8").size(0);
    }

    private static GoldenSpectral denoising(int n) {
        long[] asItIs = range(3 * n * n);
        return new GoldenSpectral(n, flat(), asItIs, flat(), asItIs, ones(3 * n * n));
    }

    /** Kept values first, pixel by pixel with their colours beside each other; then the missing ones, colour by colour. */
    private static GoldenSpectral inpainting(int n, double[] missingPixels) {
        int pixels = n * n;
        int missing = missingPixels.length;
        var isMissing = new boolean[pixels];
        Arrays.stream(missingPixels).forEach(p -> isMissing[(int) p] = true);
        var order = new long[3 * pixels];
        int i = 0;
        for (int p = 0; p < pixels; p++) {
            for (int c = 0; c < 3 && !isMissing[p]; c++) {
                order[i++] = (long) c * pixels + p;
            }
        }
        int kept = i;
        for (int c = 0; c < 3; c++) {
            for (int k = 0; k < missing; k++) {
                order[i++] = (long) c * pixels + (long) missingPixels[k];
            }
        }
        return new GoldenSpectral(n, flat(), order, flat(), range(kept), ones(kept));
    }

    /** Means of r × r blocks: the first vector of each block's basis is measured. */
    private static GoldenSpectral blockMeans(int n, Map<String, Tensor> t) {
        Tensor basis = t.get("V_small");
        int inBlock = (int) basis.size(0);
        int r = (int) Math.sqrt(inBlock);
        int blocks = 3 * (n / r) * (n / r);
        var order = new long[3 * n * n];
        for (int b = 0; b < blocks; b++) {
            order[b] = (long) b * inBlock;
            for (int k = 1; k < inBlock; k++) {
                order[blocks + k - 1 + (inBlock - 1) * b] = (long) b * inBlock + k;
            }
        }
        double[] s = new double[blocks];
        Arrays.fill(s, t.get("singulars_small").item());
        return new GoldenSpectral(n, blocks(n, r, basis), order, scaled(t), range(blocks), s);
    }

    /** The mean of the colours: the first vector of each pixel's basis is measured. */
    private static GoldenSpectral colour(int n, Map<String, Tensor> t) {
        double[] s = new double[n * n];
        Arrays.fill(s, t.get("singulars_small").item());
        return new GoldenSpectral(n, colours(t.get("V_small")), range(3 * n * n), scaled(t), range(n * n), s);
    }

    /** H X Hᵀ with a matrix (q, n): the measured coefficients first, colours beside each other. */
    private static GoldenSpectral bicubic(int n, Map<String, Tensor> t) {
        double[] s = t.get("singulars_small").toDoubles();
        int q = s.length;
        var places = new long[n * n];
        int next = q * q;
        for (int i = 0; i < q; i++) {
            for (int j = 0; j < n; j++) {
                places[j < q ? i * q + j : next++] = (long) i * n + j;
            }
        }
        for (int i = q * n; i < n * n; i++) {
            places[i] = i;
        }
        var singular = new double[3 * q * q];
        for (int i = 0; i < singular.length; i++) {
            int p = i / 3;
            singular[i] = s[p / q] * s[p % q];
        }
        Tensor v = t.get("V_small");
        Tensor u = t.get("U_small");
        return new GoldenSpectral(
                n, sides(n, v, v), interleaved(places), sides(q, u, u), interleaved(range(q * q)), singular);
    }

    /** H₁ X H₂ᵀ with square matrices; the list of singular values is tiled where it should have been repeated. */
    private static GoldenSpectral blur(int n, Map<String, Tensor> t, String rows, String columns) {
        double[] s1 = t.get("singulars_small" + rows).toDoubles();
        double[] s2 = t.get("singulars_small" + columns).toDoubles();
        double[] perm = t.get("perm").toDoubles();
        var singular = new double[3 * n * n];
        for (int i = 0; i < singular.length; i++) {
            int place = (int) perm[i % (n * n)];
            singular[i] = s1[place / n] * s2[place % n];
        }
        long[] order = interleaved(Arrays.stream(perm).mapToLong(p -> (long) p).toArray());
        return new GoldenSpectral(
                n,
                sides(n, t.get("V_small" + rows), t.get("V_small" + columns)),
                order,
                sides(n, t.get("U_small" + rows), t.get("U_small" + columns)),
                order,
                singular);
    }

    /** How many of the coefficients belong to y: m. */
    int measured() {
        return measured;
    }

    /** The authors' vector (1, D) or a beginning of it, as coefficients; 0 from its end on. */
    private Tensor coefficients(Tensor vector) {
        int missing = (int) (order.count() - vector.size(1));
        Tensor padded = Functional.pad(vector.reshape(1, 1, 1, -1), 0, missing, 0, 0, Padding.CONSTANT);
        return padded.reshape(1, 3, n, n);
    }

    private static Tensor vector(Tensor coefficients) {
        return coefficients.reshape(1, -1);
    }

    @Override
    public Tensor vt(Tensor x) {
        return coefficients(vector(v.transposed(x)).indexSelect(1, order));
    }

    @Override
    public Tensor v(Tensor coefficients) {
        return v.of(vector(coefficients).indexSelect(1, back)).reshape(1, 3, n, n);
    }

    @Override
    public Tensor ut(Tensor y) {
        return coefficients(vector(u.transposed(y)).indexSelect(1, orderOfY));
    }

    @Override
    public Tensor apply(Tensor x) {
        Tensor c = vector(vt(x).mul(singular)).narrow(1, 0, measured);
        return vector(u.of(c.indexSelect(1, backOfY)));
    }

    @Override
    public Tensor singular() {
        return singular;
    }

    /** V (Uᵀ y / s): where s was cut, the authors' code divides by nothing. */
    @Override
    public Tensor pseudoInverse(Tensor y) {
        Tensor kept = singular.greater(2 * LEAST).to(DType.FLOAT32);
        return v(ut(y).div(singular.mul(kept).add(kept.neg().add(1))));
    }

    @Override
    public GoldenSpectral to(Device device) {
        throw new UnsupportedOperationException("golden cases run on the CPU");
    }

    /** Left V₁ and right V₂ of each colour: V₁ᵀ X V₂, for images of side n. */
    private static Factor sides(int n, Tensor left, Tensor right) {
        return new Factor() {
            @Override
            public Tensor transposed(Tensor x) {
                return left.transpose(0, 1).matmul(x.reshape(1, 3, n, n)).matmul(right);
            }

            @Override
            public Tensor of(Tensor coefficients) {
                return left.matmul(coefficients.reshape(1, 3, n, n)).matmul(right.transpose(0, 1));
            }
        };
    }

    /** Every r × r block of every colour, row-major, in its own basis. */
    private static Factor blocks(int n, int r, Tensor basis) {
        int q = n / r;
        return new Factor() {
            @Override
            public Tensor transposed(Tensor x) {
                Tensor blocks = x.reshape(3, q, r, q, r).permute(0, 1, 3, 2, 4);
                return blocks.reshape(3L * q * q, (long) r * r).matmul(basis);
            }

            @Override
            public Tensor of(Tensor coefficients) {
                Tensor blocks = coefficients.reshape(3L * q * q, (long) r * r).matmul(basis.transpose(0, 1));
                return blocks.reshape(3, q, q, r, r).permute(0, 1, 3, 2, 4);
            }
        };
    }

    /** The colours of every pixel in a basis of three. */
    private static Factor colours(Tensor basis) {
        return new Factor() {
            @Override
            public Tensor transposed(Tensor x) {
                return basis.transpose(0, 1).matmul(x.reshape(3, -1));
            }

            @Override
            public Tensor of(Tensor coefficients) {
                return basis.matmul(coefficients.reshape(3, -1));
            }
        };
    }

    /** U_small[0, 0] times y. */
    private static Factor scaled(Map<String, Tensor> t) {
        double sign = t.get("U_small").toDoubles()[0];
        return new Factor() {
            @Override
            public Tensor transposed(Tensor x) {
                return x.mul(sign);
            }

            @Override
            public Tensor of(Tensor coefficients) {
                return coefficients.mul(sign);
            }
        };
    }

    /** As it is. */
    private static Factor flat() {
        return new Factor() {
            @Override
            public Tensor transposed(Tensor x) {
                return x;
            }

            @Override
            public Tensor of(Tensor coefficients) {
                return coefficients;
            }
        };
    }

    /** From places within one colour: position 3 p + c of the vector has place {@code places[p]} of colour c. */
    private static long[] interleaved(long[] places) {
        var order = new long[3 * places.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = (long) (i % 3) * places.length + places[i / 3];
        }
        return order;
    }

    private static long[] inverse(long[] order) {
        var inverse = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            inverse[(int) order[i]] = i;
        }
        return inverse;
    }

    private static long[] range(int count) {
        var range = new long[count];
        Arrays.setAll(range, i -> i);
        return range;
    }

    private static double[] ones(int count) {
        var ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static Tensor index(long[] values) {
        return Tensor.of(values, values.length);
    }
}
