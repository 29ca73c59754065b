package dev.limpid.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An array in NumPy's file format: real numbers, integers and booleans, read as float64 and written as float32 or float64.
 *
 * <p>Source: NumPy Enhancement Proposal 1, versions 1.0 to 3.0 of the format.
 */
public final class Npy {
    private static final byte[] MAGIC = "\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1);
    private static final int PREAMBLE = 8;
    private static final int ALIGNMENT = 64;
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=])([a-zA-Z]\\d+)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    /** Without a repeated group, for which the expression would need the stack. */
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d\\s,]*+)\\)");

    /** NumPy makes no array of more. */
    private static final int MOST_DIMENSIONS = 64;

    private static final int LONGEST_HEADER = 1 << 16;

    private static final Pattern DIGITS = Pattern.compile("\\d++");

    private final String type;
    private final int[] shape;
    private final boolean fortran;
    private final int elementSize;
    private final ByteBuffer data;

    private Npy(String type, int[] shape, boolean fortran, int elementSize, ByteBuffer data) {
        this.type = type;
        this.shape = shape;
        this.fortran = fortran;
        this.elementSize = elementSize;
        this.data = data;
    }

    /** NumPy's name of the element type in the file, such as {@code f4}. */
    public String type() {
        return type;
    }

    /** Sizes of the dimensions; none for a single number. */
    public int[] shape() {
        return shape.clone();
    }

    /** All values in row-major order. */
    public double[] values() {
        var values = new double[(int) count(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(i);
        }
        return values;
    }

    /** The value of a row-major index; what is large is read through this, for it stays as it is in the file. */
    public double value(int index) {
        return element(type, data, elementSize * (fortran ? columnMajor(index) : index));
    }

    /** Reads an array within the default limits. */
    public static Npy read(Path file) throws IOException {
        return read(file, ReadLimits.DEFAULT);
    }

    /**
     * Reads an array.
     *
     * @throws IOException in one line that names the file: it is missing, no NPY file, of a type other than real numbers,
     *     integers and booleans, of another length than it declares, or beyond the limits
     */
    public static Npy read(Path file, ReadLimits limits) throws IOException {
        return parse(limits.readAll(file), file.toString(), limits);
    }

    static Npy parse(byte[] file, String name, ReadLimits limits) throws IOException {
        if (file.length < PREAMBLE + 4 || !Arrays.equals(MAGIC, Arrays.copyOf(file, MAGIC.length))) {
            throw new IOException(name + ": is not an NPY file");
        }
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(PREAMBLE);
        int version = file[MAGIC.length];
        if (version < 1 || version > 3) {
            throw new IOException(name + ": has NPY version " + version + ", 1 to 3 are read");
        }
        long headerLength = version == 1 ? in.getShort() & 0xffff : in.getInt() & 0xffffffffL;
        if (headerLength > in.remaining()) {
            throw new IOException(name + ": the file is truncated");
        }
        if (headerLength > LONGEST_HEADER) {
            throw new IOException(
                    name + ": its NPY header has " + headerLength + " bytes; " + LONGEST_HEADER + " are read");
        }
        var headerBytes = new byte[(int) headerLength];
        in.get(headerBytes);
        var header = new String(headerBytes, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        return parse(header, in, name, limits);
    }

    private static Npy parse(String header, ByteBuffer data, String name, ReadLimits limits) throws IOException {
        Matcher descr = find(DESCR, header, name, "no plain number type ('descr')");
        boolean fortran =
                find(ORDER, header, name, "no 'fortran_order'").group(1).equals("True");
        String type = descr.group(2);
        int[] shape = shape(find(SHAPE, header, name, "no 'shape'").group(1), name, limits);
        int size = elementSize(type, name);
        long expected = count(shape) * size;
        if (data.remaining() != expected) {
            throw new IOException(name + ": holds " + data.remaining() + " bytes of data where shape "
                    + Arrays.toString(shape) + " of type " + type + " needs " + expected);
        }
        ByteOrder order = descr.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return new Npy(type, shape, fortran, size, data.slice().order(order));
    }

    private static Matcher find(Pattern pattern, String header, String name, String missing) throws IOException {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw new IOException(name + ": its NPY header has " + missing);
        }
        return matcher;
    }

    private static int[] shape(String text, String name, ReadLimits limits) throws IOException {
        List<String> sizes = text.isBlank()
                ? List.of()
                : Arrays.stream(text.strip().split(",")).map(String::strip).toList();
        if (sizes.size() > MOST_DIMENSIONS) {
            throw new IOException(name + ": has " + sizes.size() + " dimensions; NumPy allows " + MOST_DIMENSIONS);
        }
        for (String size : sizes) {
            if (!DIGITS.matcher(size).matches()) {
                throw new IOException(name + ": its NPY header has no 'shape'");
            }
        }
        var shape = new int[sizes.size()];
        long product = 1;
        for (int d = 0; d < sizes.size(); d++) {
            // A number of ten digits or more is beyond any limit, and beyond int.
            shape[d] = sizes.get(d).length() < 10 ? Integer.parseInt(sizes.get(d)) : Integer.MAX_VALUE;
            product = shape[d] > 0 && product > limits.elements() / shape[d] ? Long.MAX_VALUE : product * shape[d];
            if (product > limits.elements()) {
                throw new IOException(name + ": shape (" + text + ") has more than " + limits.elements() + " elements");
            }
        }
        return shape;
    }

    private static long count(int[] shape) {
        long count = 1;
        for (int s : shape) {
            count *= s;
        }
        return count;
    }

    private static int elementSize(String type, String name) throws IOException {
        return switch (type) {
            case "b1", "i1", "u1" -> 1;
            case "i2", "u2" -> 2;
            case "f4", "i4", "u4" -> 4;
            case "f8", "i8" -> 8;
            default ->
                throw new IOException(
                        name + ": has elements of type " + type + "; float32, float64, integers and booleans are read");
        };
    }

    private static double element(String type, ByteBuffer in, int at) {
        return switch (type) {
            case "b1" -> in.get(at) == 0 ? 0 : 1;
            case "i1" -> in.get(at);
            case "u1" -> in.get(at) & 0xff;
            case "i2" -> in.getShort(at);
            case "u2" -> in.getShort(at) & 0xffff;
            case "i4" -> in.getInt(at);
            case "u4" -> in.getInt(at) & 0xffffffffL;
            case "i8" -> in.getLong(at);
            case "f4" -> in.getFloat(at);
            default -> in.getDouble(at);
        };
    }

    /** The index in Fortran's order, first dimension fastest. */
    private int columnMajor(int rowMajor) {
        int rest = rowMajor;
        int index = 0;
        int stride = (int) count(shape);
        for (int d = shape.length - 1; d >= 0; d--) {
            stride /= shape[d];
            index += rest % shape[d] * stride;
            rest /= shape[d];
        }
        return index;
    }

    /**
     * Writes float32 values in row-major order, version 1.0.
     *
     * @throws IOException naming the file and the reason if it cannot be written
     */
    public static void write(float[] values, int[] shape, Path file) throws IOException {
        byte[] bytes = begin("<f4", values.length, Float.BYTES, shape);
        ByteBuffer out = body(bytes, Float.BYTES * values.length);
        for (float v : values) {
            out.putFloat(v);
        }
        AtomicFile.write(file, bytes);
    }

    /**
     * Writes float64 values in row-major order, version 1.0.
     *
     * @throws IOException naming the file and the reason if it cannot be written
     */
    public static void write(double[] values, int[] shape, Path file) throws IOException {
        byte[] bytes = begin("<f8", values.length, Double.BYTES, shape);
        ByteBuffer out = body(bytes, Double.BYTES * values.length);
        for (double v : values) {
            out.putDouble(v);
        }
        AtomicFile.write(file, bytes);
    }

    /**
     * Writes values of any type that is read, version 1.0.
     *
     * @param type NumPy's name, such as {@code u2}
     * @param values in row-major order, little-endian; all that remain of the buffer
     * @throws IllegalArgumentException if they do not fill the shape
     * @throws IOException naming the file and the reason if it cannot be written, or the type is not known
     */
    public static void write(String type, ByteBuffer values, int[] shape, Path file) throws IOException {
        int size = elementSize(type, file.toString());
        if (values.remaining() != size * count(shape)) {
            throw new IllegalArgumentException(
                    values.remaining() + " bytes of " + type + " do not fill shape " + Arrays.toString(shape));
        }
        byte[] bytes = begin((size == 1 ? "|" : "<") + type, values.remaining() / size, size, shape);
        body(bytes, values.remaining()).put(values);
        AtomicFile.write(file, bytes);
    }

    private static ByteBuffer body(byte[] file, int size) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(file.length - size);
    }

    /** The whole file with the header in it and zeros behind that. */
    static byte[] begin(String descr, int values, int bytes, int[] shape) {
        if (count(shape) != values) {
            throw new IllegalArgumentException(values + " values do not fill shape " + Arrays.toString(shape));
        }
        String sizes = Arrays.stream(shape).mapToObj(s -> s + ",").collect(Collectors.joining(" "));
        String tuple = shape.length > 1 ? sizes.substring(0, sizes.length() - 1) : sizes;
        String header = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + tuple + "), }";
        int start = PREAMBLE + 2;
        int total = (start + header.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        String padded = header + " ".repeat(total - start - header.length() - 1) + "\n";
        var file = new byte[total + bytes * values];
        ByteBuffer out = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        out.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded.length());
        out.put(padded.getBytes(StandardCharsets.ISO_8859_1));
        return file;
    }
}
