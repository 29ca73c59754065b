package dev.limpid.checkpoint;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle: its instructions and the literals behind them. */
final class PickleInput {
    /** No name and no setting is as long; what a text takes in memory stays far below the heap. */
    private static final int MAX_TEXT = 8_000_000;

    /** Longer than any module's name. */
    private static final int MAX_LINE = 10_000;

    private final String source;
    private final ByteBuffer in;

    /** Reads from the buffer's position on, and leaves it behind the last byte that was asked for. */
    PickleInput(String source, ByteBuffer in) {
        this.source = source;
        this.in = in.order(ByteOrder.LITTLE_ENDIAN);
    }

    int uint8() throws CheckpointException {
        try {
            return Byte.toUnsignedInt(in.get());
        } catch (BufferUnderflowException e) {
            throw ended(e);
        }
    }

    int uint16() throws CheckpointException {
        return uint8() | uint8() << 8;
    }

    int int32() throws CheckpointException {
        return uint16() | uint16() << 16;
    }

    double float64() throws CheckpointException {
        try {
            return Double.longBitsToDouble(Long.reverseBytes(in.getLong()));
        } catch (BufferUnderflowException e) {
            throw ended(e);
        }
    }

    /** A little-endian integer of that many bytes: a Long where it fits, else a BigInteger. */
    Number integer(int length) throws CheckpointException {
        var bigEndian = new byte[length];
        for (int i = length - 1; i >= 0; i--) {
            bigEndian[i] = (byte) uint8();
        }
        BigInteger value = length == 0 ? BigInteger.ZERO : new BigInteger(bigEndian);
        if (value.bitLength() < Long.SIZE) {
            return value.longValue();
        }
        return value;
    }

    /** Python 2's strings are bytes, which PyTorch reads as UTF-8, too. */
    String text(int length) throws CheckpointException {
        if (length < 0 || length > in.remaining()) {
            throw new CheckpointException(
                    source,
                    "its pickle is damaged: a text claims " + Integer.toUnsignedString(length) + " bytes where "
                            + in.remaining() + " are left; the file is truncated");
        }
        if (length > MAX_TEXT) {
            throw new CheckpointException(
                    source, "its pickle holds a text of " + length + " bytes; at most " + MAX_TEXT + " are allowed");
        }
        ByteBuffer bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new CheckpointException(
                    source, "its pickle holds a text that is not UTF-8, which is not supported", e);
        }
    }

    /** A name up to the end of its line. */
    String line() throws CheckpointException {
        var line = new StringBuilder();
        for (int c = uint8(); c != '\n'; c = uint8()) {
            if (line.length() == MAX_LINE) {
                throw new CheckpointException(
                        source, "its pickle is damaged: a name has more than " + MAX_LINE + " characters");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    private CheckpointException ended(BufferUnderflowException e) {
        return new CheckpointException(source, "its pickle ends early; the file is truncated", e);
    }
}
