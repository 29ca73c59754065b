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

/** The bytes of a checkpoint, at any position: a file, or a resource that fits into memory. */
interface ByteSource extends AutoCloseable {
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
            for (long at = 0; at < size(); ) {
                ByteBuffer piece = read(at, (int) Math.min(size() - at, 1 << 20));
                at += piece.remaining();
                digest.update(piece);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static ByteSource file(Path file) throws IOException {
        try {
            if (Files.isDirectory(file)) {
                throw new CheckpointException(file.toString(), "is a folder, not a file");
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
