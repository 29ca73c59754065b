package dev.limpid.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * An n-dimensional array in native memory. Operations carry PyTorch's names and argument order and return new tensors;
 * only {@link #assign} changes one in place. Lifetime: see the package. Not safe for concurrent change.
 *
 * @see Functional for the operations of neural networks
 */
public final class Tensor {
    static {
        Native.load();
    }

    private final org.bytedeco.pytorch.Tensor handle;

    Tensor(org.bytedeco.pytorch.Tensor handle) {
        this.handle = handle;
    }

    // ---- creation ----

    /** Float32 values in row-major order. */
    public static Tensor of(float[] values, long... shape) {
        requireCount(values.length, shape);
        return new Tensor(org.bytedeco.pytorch.Tensor.create(values, shape));
    }

    /** Float64 values in row-major order. */
    public static Tensor of(double[] values, long... shape) {
        requireCount(values.length, shape);
        return new Tensor(org.bytedeco.pytorch.Tensor.create(values, shape));
    }

    /** Int64 values in row-major order. */
    public static Tensor of(long[] values, long... shape) {
        requireCount(values.length, shape);
        return new Tensor(org.bytedeco.pytorch.Tensor.create(values, shape));
    }

    public static Tensor scalar(double value) {
        return full(value, new long[0]);
    }

    public static Tensor zeros(long... shape) {
        return new Tensor(torch.zeros(shape));
    }

    public static Tensor ones(long... shape) {
        return new Tensor(torch.ones(shape));
    }

    public static Tensor full(double value, long... shape) {
        return zeros(shape).add(value);
    }

    /** Memory without defined values, to be filled through {@link #bytes}. */
    public static Tensor empty(DType type, long... shape) {
        var options = new TensorOptions().dtype(new ScalarTypeOptional(type.handle()));
        return new Tensor(torch.empty(shape, options, new MemoryFormatOptional()));
    }

    /** Joins tensors along an existing dimension. */
    public static Tensor cat(List<Tensor> tensors, int dim) {
        Tensor[] operands = tensors.toArray(Tensor[]::new);
        return call("cat", () -> torch.cat(vector(tensors), dim), operands);
    }

    /** Joins tensors of one shape along a new dimension. */
    public static Tensor stack(List<Tensor> tensors, int dim) {
        Tensor[] operands = tensors.toArray(Tensor[]::new);
        return call("stack", () -> torch.stack(vector(tensors), dim), operands);
    }

    // ---- arithmetic, with broadcasting ----

    public Tensor add(Tensor other) {
        return call("add", () -> handle().add(other.handle()), this, other);
    }

    public Tensor add(double scalar) {
        return call("add", () -> handle().add(new Scalar(scalar)), this);
    }

    public Tensor sub(Tensor other) {
        return call("sub", () -> handle().sub(other.handle()), this, other);
    }

    public Tensor mul(Tensor other) {
        return call("mul", () -> handle().mul(other.handle()), this, other);
    }

    public Tensor mul(double scalar) {
        return call("mul", () -> handle().mul(new Scalar(scalar)), this);
    }

    public Tensor div(Tensor other) {
        return call("div", () -> handle().div(other.handle()), this, other);
    }

    public Tensor div(double scalar) {
        return call("div", () -> handle().div(new Scalar(scalar)), this);
    }

    public Tensor neg() {
        return call("neg", () -> handle().neg(), this);
    }

    public Tensor square() {
        return call("square", () -> handle().square(), this);
    }

    public Tensor sqrt() {
        return call("sqrt", () -> handle().sqrt(), this);
    }

    public Tensor exp() {
        return call("exp", () -> handle().exp(), this);
    }

    public Tensor log() {
        return call("log", () -> handle().log(), this);
    }

    public Tensor sin() {
        return call("sin", () -> handle().sin(), this);
    }

    public Tensor cos() {
        return call("cos", () -> handle().cos(), this);
    }

    public Tensor abs() {
        return call("abs", () -> handle().abs(), this);
    }

    public Tensor sign() {
        return call("sign", () -> handle().sign(), this);
    }

    public Tensor floor() {
        return call("floor", () -> handle().floor(), this);
    }

    public Tensor tanh() {
        return call("tanh", () -> handle().tanh(), this);
    }

    public Tensor relu() {
        return call("relu", () -> handle().relu(), this);
    }

    /** The values cut to [min, max]. The gradient passes at the bounds themselves. */
    public Tensor clamp(double min, double max) {
        return call(
                "clamp",
                () -> torch.clamp(handle(), new ScalarOptional(new Scalar(min)), new ScalarOptional(new Scalar(max))),
                this);
    }

    /** 1 where this is greater than {@code threshold}, else 0, as float32. */
    public Tensor greater(double threshold) {
        return call("gt", () -> handle().gt(new Scalar(threshold)).to(DType.FLOAT32.handle()), this);
    }

    public Tensor softmax(int dim) {
        return call("softmax", () -> torch.softmax(handle(), dim), this);
    }

    public Tensor matmul(Tensor other) {
        return call("matmul", () -> handle().matmul(other.handle()), this, other);
    }

    // ---- reductions ----

    public Tensor sum() {
        return call("sum", () -> handle().sum(), this);
    }

    /** Sums over {@code dims}, which stay with size 1. */
    public Tensor sum(int... dims) {
        return call("sum", () -> handle().sum(longs(dims), true, new ScalarTypeOptional()), this);
    }

    public Tensor mean() {
        return call("mean", () -> handle().mean(), this);
    }

    /** Averages over {@code dims}, which stay with size 1. */
    public Tensor mean(int... dims) {
        return call("mean", () -> handle().mean(longs(dims), true, new ScalarTypeOptional()), this);
    }

    public Tensor max() {
        return call("max", () -> handle().max(), this);
    }

    public Tensor min() {
        return call("min", () -> handle().min(), this);
    }

    // ---- shape ----

    public Tensor reshape(long... shape) {
        return call("reshape", () -> handle().reshape(shape), this);
    }

    public Tensor expand(long... shape) {
        return call("expand", () -> handle().expand(shape), this);
    }

    public Tensor permute(int... dims) {
        return call("permute", () -> handle().permute(longs(dims)), this);
    }

    public Tensor transpose(int dim0, int dim1) {
        return call("transpose", () -> handle().transpose(dim0, dim1), this);
    }

    /** Elements [start, start + length) of one dimension. */
    public Tensor narrow(int dim, long start, long length) {
        return call("narrow", () -> handle().narrow(dim, start, length), this);
    }

    /** Every {@code step}-th element of one dimension, from {@code start} on. */
    public Tensor every(int dim, long start, long step) {
        return call(
                "slice", () -> handle().slice(dim, new LongOptional(start), new LongOptional(size(dim)), step), this);
    }

    /** A view of other sizes: element (i_0, i_1, …) is this tensor's value Σ i_d · stride_d in memory. */
    public Tensor asStrided(long[] shape, long[] stride) {
        return call("as_strided", () -> handle().as_strided(shape, stride, new LongOptional()), this);
    }

    /** The elements of one dimension at {@code index} (int64), in that order. */
    public Tensor indexSelect(int dim, Tensor index) {
        return call("index_select", () -> handle().index_select(dim, index.handle()), this, index);
    }

    public Tensor flip(int... dims) {
        return call("flip", () -> handle().flip(longs(dims)), this);
    }

    public Tensor roll(long[] shifts, int... dims) {
        return call("roll", () -> handle().roll(shifts, longs(dims)), this);
    }

    public Tensor contiguous() {
        return call("contiguous", () -> handle().contiguous(), this);
    }

    /** The same (B, C, H, W) with the channels of a pixel beside each other in memory, which what is computed of it inherits. */
    public Tensor channelsLast() {
        return call("contiguous", () -> handle().contiguous(torch.MemoryFormat.ChannelsLast), this);
    }

    // ---- graph ----

    /** The same values without their history. */
    public Tensor detach() {
        return new Tensor(handle().detach());
    }

    public Tensor copy() {
        return call("clone", () -> handle().detach().clone(), this);
    }

    /** A copy of the values as a leaf of a new graph, to be optimised in place. */
    public Tensor variable() {
        return copy().requireGradient();
    }

    /** The same memory as a leaf of a new graph: what changes this in place changes the leaf. */
    public Tensor leaf() {
        return detach().requireGradient();
    }

    Tensor requireGradient() {
        return new Tensor(handle().set_requires_grad(true));
    }

    public boolean requiresGradient() {
        return handle().requires_grad();
    }

    /** Whether no recorded operation computed this. */
    boolean isLeaf() {
        return handle().is_leaf();
    }

    /** Overwrites the values in place, without a gradient. For optimisers and file readers only. */
    public void assign(Tensor values) {
        try (var off = Gradients.off()) {
            call("assign", () -> handle().copy_(values.handle()), this, values);
        }
    }

    // ---- facts ----

    public long[] shape() {
        return handle().shape();
    }

    public int dim() {
        return (int) handle().dim();
    }

    /** Size of one dimension; negative counts from the last. */
    public long size(int dim) {
        return handle().size(dim);
    }

    /** Number of elements. */
    public long count() {
        return handle().numel();
    }

    public DType type() {
        return DType.of(handle().scalar_type());
    }

    public Device device() {
        return handle().is_cuda() ? Device.CUDA : Device.CPU;
    }

    public Tensor to(DType type) {
        return call("to", () -> handle().to(type.handle()), this);
    }

    public Tensor to(Device device) {
        if (device() == device) {
            return this;
        }
        return call("to", () -> handle().to(device.handle(), handle().scalar_type()), this);
    }

    public Tensor zerosLike() {
        return new Tensor(torch.zeros_like(handle()));
    }

    public Tensor onesLike() {
        return new Tensor(torch.ones_like(handle()));
    }

    // ---- values ----

    /** The value of a tensor with one element. */
    public double item() {
        if (count() != 1) {
            throw new IllegalArgumentException("item() needs one element, got shape " + Arrays.toString(shape()));
        }
        return handle().item_double();
    }

    /** All values in row-major order, converted to float32. */
    public float[] toFloats() {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            var result = new float[Math.toIntExact(count())];
            if (result.length > 0) {
                ((FloatBuffer) detach().to(DType.FLOAT32)
                                .to(Device.CPU)
                                .contiguous()
                                .handle
                                .createBuffer())
                        .get(result);
            }
            return result;
        }
    }

    /** All values in row-major order, converted to float64. */
    public double[] toDoubles() {
        try (var off = Gradients.off();
                var scope = Scope.open()) {
            var result = new double[Math.toIntExact(count())];
            if (result.length > 0) {
                ((DoubleBuffer) detach().to(DType.FLOAT64)
                                .to(Device.CPU)
                                .contiguous()
                                .handle
                                .createBuffer())
                        .get(result);
            }
            return result;
        }
    }

    /** The memory from byte {@code offset} on, at most 1 GiB, little-endian, for file readers; contiguous CPU tensors only. */
    public ByteBuffer bytes(long offset) {
        long length = count() * type().bytes() - offset;
        var pointer = new BytePointer(handle().data_ptr());
        pointer.position(offset).limit(offset + Math.min(length, 1L << 30));
        return pointer.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Frees this handle before its scope ends: for loops that know that nobody needs it any more. */
    public void release() {
        handle().close();
    }

    boolean isClosed() {
        return handle.isNull();
    }

    org.bytedeco.pytorch.Tensor handle() {
        if (handle.isNull()) {
            throw new IllegalStateException("tensor used after its Scope closed; keep() it before the scope ends");
        }
        return handle;
    }

    /** How often it was changed in its own memory. */
    public long version() {
        return handle()._version();
    }

    /** Shape and type, not the values. */
    @Override
    public String toString() {
        return isClosed() ? "Tensor(closed)" : "Tensor" + Arrays.toString(shape()) + " " + type();
    }

    /** Runs a native operation; a refusal names the operation and the operands' shapes. */
    static Tensor call(String operation, Supplier<org.bytedeco.pytorch.Tensor> native_, Tensor... operands) {
        try {
            return Operations.run(operation, () -> new Tensor(native_.get()), result -> result, operands);
        } catch (IllegalStateException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new TensorException(operation, e, operands);
        }
    }

    static TensorOptional optional(Tensor tensor) {
        return new TensorOptional(tensor.handle());
    }

    private static TensorVector vector(List<Tensor> tensors) {
        var vector = new TensorVector();
        for (Tensor t : tensors) {
            vector.push_back(t.handle());
        }
        return vector;
    }

    private static long[] longs(int... values) {
        return Arrays.stream(values).asLongStream().toArray();
    }

    private static void requireCount(long count, long... shape) {
        long product = 1;
        for (long s : shape) {
            product *= s;
        }
        if (product != count) {
            throw new IllegalArgumentException(count + " values do not fill shape " + Arrays.toString(shape));
        }
    }
}
