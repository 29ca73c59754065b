package dev.limpid.checkpoint;

import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/** The bytes of a checkpoint, at any position: a file, or a resource that fits into memory. */
interface ByteSource extends AutoCloseable {
    /** Read at once where a whole file is gone through. */
    int PIECE = 1 << 20;

    /** Where they come from, for messages. */
    String name();

    long size();

    /** Fills {@code into} from {@code position} on; the range must lie within {@link #size()}. */
    void read(long position, ByteBuffer into) throws IOException;

    @Override
    void close() throws IOException;

    /** {@code length} bytes from {@code position} on, to be read as little-endian numbers. */
    default ByteBuffer read(long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        read(position, buffer);
        return buffer.flip();
    }

    /** Fills the memory of a contiguous tensor: no second copy of a large checkpoint. */
    default void read(long position, Tensor into) throws IOException {
        long length = into.count() * into.type().bytes();
        for (long done = 0; done < length; ) {
            ByteBuffer piece = into.bytes(done);
            int bytes = piece.remaining();
            read(position + done, piece);
            done += bytes;
        }
    }

    default String sha256() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            forEachPiece(0, size(), digest::update);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The checksum of zip archives, over {@code length} bytes from {@code position} on. */
    default long crc32(long position, long length) throws IOException {
        var crc = new CRC32();
        forEachPiece(position, length, crc::update);
        return crc.getValue();
    }

    private void forEachPiece(long position, long length, Consumer<ByteBuffer> consumer) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(length, PIECE));
        for (long done = 0; done < length; done += piece.limit()) {
            read(position + done, piece.clear().limit((int) Math.min(length - done, PIECE)));
            consumer.accept(piece.flip());
        }
    }

    /** The bytes from {@code position} on as a stream, which ends after {@code length}. */
    default InputStream stream(long position, long length) {
        return new InputStream() {
            private long done;

            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
            }

            @Override
            public int read(byte[] into, int offset, int count) throws IOException {
                if (done == length) {
                    return -1;
                }
                int n = (int) Math.min(count, length - done);
                ByteSource.this.read(position + done, ByteBuffer.wrap(into, offset, n));
                done += n;
                return n;
            }
        };
    }

    static ByteSource file(Path file) throws IOException {
        try {
            if (Files.isDirectory(file)) {
                throw new CheckpointException(file.toString(), "is a folder, not a file");
            }
            // A pipe or a device might never end.
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new CheckpointException(file.toString(), "is a pipe or a device, not a file");
            }
            return new OfFile(file.toString(), FileChannel.open(file, StandardOpenOption.READ));
        } catch (NoSuchFileException e) {
            throw new CheckpointException(file.toString(), "there is no such file", e);
        } catch (AccessDeniedException e) {
            throw new CheckpointException(file.toString(), "may not be read: permission denied", e);
        }
    }

    /** A resource beside this class, in a folder or in a jar. */
    static ByteSource resource(String name) throws IOException {
        try (InputStream in = ByteSource.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new CheckpointException(name, "is missing from this build of Limpid");
            }
            return new OfMemory(name, ByteBuffer.wrap(in.readAllBytes()));
        }
    }

    /** A file, read at the positions asked for. */
    record OfFile(String name, FileChannel channel, long size) implements ByteSource {
        private OfFile(String name, FileChannel channel) throws IOException {
            this(name, channel, channel.size());
        }

        @Override
        public void read(long position, ByteBuffer into) throws IOException {
            for (long at = position; into.hasRemaining(); ) {
                int n = channel.read(into, at);
                if (n < 0) {
                    throw new CheckpointException(name, "ends early, at byte " + at + "; the file is truncated");
                }
                at += n;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Bytes in memory. */
    record OfMemory(String name, ByteBuffer bytes) implements ByteSource {
        @Override
        public long size() {
            return bytes.limit();
        }

        @Override
        public void read(long position, ByteBuffer into) throws IOException {
            if (position + into.remaining() > size()) {
                throw new CheckpointException(name, "ends early; the file is truncated");
            }
            into.put(bytes.slice((int) position, into.remaining()));
        }

        @Override
        public void close() {
            // Memory only: nothing to give back.
        }
    }
}
