package dev.limpid.operator.blur;

import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Fourier;
import dev.limpid.tensor.Functional;
import dev.limpid.tensor.Gradients;
import dev.limpid.tensor.InPlace;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;

/** The valid cross-correlation of each channel with one kernel, out[o] = Σ k[j] x[o + j], and its transpose. */
interface Correlation {
    /** Images (B, C, H, W) to (B, C, H − h + 1, W − w + 1). */
    Tensor apply(Tensor padded);

    /** The full convolution with the kernel, back to (B, C, H, W). */
    Tensor adjoint(Tensor y);

    Correlation to(Device device);

    Device device();

    /** The same for callers that need no more digits than an image has. */
    Correlation inSinglePrecision();

    /** Whether an image's channels are better computed one by one. */
    default boolean isLarge() {
        return false;
    }

    /** Tap by tap. */
    record Direct(Tensor weight) implements Correlation {
        @Override
        public Tensor apply(Tensor padded) {
            int channels = (int) padded.size(1);
            return Functional.conv2d(padded, perChannel(channels), null, 1, 0, channels);
        }

        @Override
        public Tensor adjoint(Tensor y) {
            int channels = (int) y.size(1);
            return Functional.convTranspose2d(y, perChannel(channels), null, 1, 0, channels);
        }

        private Tensor perChannel(int channels) {
            return weight.expand(channels, 1, weight.size(2), weight.size(3));
        }

        @Override
        public Correlation to(Device device) {
            return new Direct(weight.to(device));
        }

        @Override
        public Device device() {
            return weight.device();
        }

        @Override
        public Direct inSinglePrecision() {
            return this;
        }
    }

    /**
     * As a product of spectra on a grid that holds the padded image; what wraps around falls outside the valid part.
     *
     * @param spectrum half spectrum of the kernel on the grid, (1 | B, 1, H′, W′ / 2 + 1)
     */
    record InFourierSpace(
            Tensor spectrum, Tensor conjugate, int kernelHeight, int kernelWidth, int height, int width, Grid grid)
            implements Correlation {
        /** Pixels of a grid beyond which channels are transformed one by one. */
        static final long LARGE = 1 << 19;

        /** For images that have height × width pixels with their border. The kernel may need gradients, and be one per image. */
        static InFourierSpace of(Tensor kernel, int height, int width) {
            var grid = new Grid(Fourier.smooth(height), Fourier.smooth(width));
            Tensor spectrum = Fourier.rfft2(kernel.to(DType.FLOAT64), grid.height(), grid.width());
            return new InFourierSpace(
                    spectrum, Fourier.conj(spectrum), (int) kernel.size(2), (int) kernel.size(3), height, width, grid);
        }

        @Override
        public boolean isLarge() {
            return (long) grid.height() * grid.width() > LARGE;
        }

        @Override
        public Tensor apply(Tensor padded) {
            return multiply(padded, conjugate, height - kernelHeight + 1, width - kernelWidth + 1);
        }

        @Override
        public Tensor adjoint(Tensor y) {
            return multiply(y, spectrum, height, width);
        }

        private Tensor multiply(Tensor x, Tensor factor, int outHeight, int outWidth) {
            boolean fits = factor.size(0) == 1 || factor.size(0) == x.size(0);
            return isLarge() && fits && !Gradients.recording()
                    ? Scope.tidy(() -> planeByPlane(x, factor, outHeight, outWidth))
                    : together(x, factor, outHeight, outWidth);
        }

        /** The spectra of a large image take several times its own memory. */
        private Tensor planeByPlane(Tensor x, Tensor factor, int outHeight, int outWidth) {
            int channels = (int) x.size(1);
            Tensor out = Tensor.empty(DType.FLOAT32, x.size(0), channels, outHeight, outWidth)
                    .to(x.device());
            for (int plane = 0; plane < x.size(0) * channels; plane++) {
                int b = plane / channels;
                int c = plane % channels;
                Tensor own = factor.size(0) == 1 ? factor : factor.narrow(0, b, 1);
                Tensor ownX = x.narrow(0, b, 1).narrow(1, c, 1);
                Tensor ownOut = out.narrow(0, b, 1).narrow(1, c, 1);
                if (x.device().equals(Device.CPU)) {
                    new StripProduct(own, precision(), grid).into(ownX, ownOut);
                } else {
                    ownOut.assign(together(ownX, own, outHeight, outWidth));
                }
            }
            return out;
        }

        private Tensor together(Tensor x, Tensor factor, int outHeight, int outWidth) {
            return Scope.tidy(() -> {
                Tensor product = Scope.tidy(() -> Fourier.rfft2(x.to(precision()), grid.height(), grid.width()));
                boolean inPlace = !Gradients.recording() && (factor.size(0) == 1 || factor.size(0) == product.size(0));
                product = inPlace ? InPlace.multiply(product, factor) : product.mul(factor);
                return Fourier.irfft2(product, grid.height(), grid.width())
                        .narrow(2, 0, outHeight)
                        .narrow(3, 0, outWidth)
                        .to(DType.FLOAT32);
            });
        }

        @Override
        public Correlation to(Device device) {
            return with(spectrum.to(device), conjugate.to(device));
        }

        @Override
        public Device device() {
            return spectrum.device();
        }

        @Override
        public InFourierSpace inSinglePrecision() {
            return with(spectrum.to(DType.COMPLEX64), conjugate.to(DType.COMPLEX64));
        }

        private InFourierSpace with(Tensor spectrum, Tensor conjugate) {
            return new InFourierSpace(spectrum, conjugate, kernelHeight, kernelWidth, height, width, grid);
        }

        /**
         * Double, unless it was asked for less: the errors of a float32 transform are spread over the whole image, and a thousand
         * data steps against a blur amplify them tenfold.
         */
        private DType precision() {
            return spectrum.type() == DType.COMPLEX64 ? DType.FLOAT32 : DType.FLOAT64;
        }
    }

    /** Size of a Fourier transform. */
    record Grid(int height, int width) {}
}
